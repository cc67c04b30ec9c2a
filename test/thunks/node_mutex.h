#ifndef TEST_THUNKS_NODE_MUTEX_H_
#define TEST_THUNKS_NODE_MUTEX_H_

// As much of node's mutex as CodeMemory needs, without libuv, for programs that
// node itself is not in.

#include <mutex>

namespace node {

class Mutex {
 public:
  class ScopedLock {
   public:
    explicit ScopedLock(const Mutex& mutex) : lock_(mutex.mutex_) {}

   private:
    std::lock_guard<std::mutex> lock_;
  };

 private:
  mutable std::mutex mutex_;
};

}  // namespace node

#endif  // TEST_THUNKS_NODE_MUTEX_H_
