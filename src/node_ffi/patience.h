// Waiting for another thread without sleeping.

#ifndef SRC_NODE_FFI_PATIENCE_H_
#define SRC_NODE_FFI_PATIENCE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <mutex>

#include "uv.h"

namespace node::ffi {

// Whether it is worth to wait for another thread without sleeping. It is not if
// that needs the same processor; and if it was in vain, that is not tried again
// soon.
class Patience {
 public:
  // How long to wait so, in nanoseconds: about as long as it takes to put a
  // thread to sleep, and to wake it.
  static constexpr uint64_t kWait = 50'000;

  // To be asked each time.
  bool IsWorthIt() {
    return processor_ != sched_getcpu() && skipped_++ >= to_skip_;
  }
  // Says where the other thread was last.
  void SetProcessor(int processor) { processor_ = processor; }
  void OnSuccess() { to_skip_ = 0; }
  void OnFailure() {
    to_skip_ = std::min(to_skip_ * 2 + 1, kMaxSkipped);
    skipped_ = 0;
  }

  // Waits without the lock, with which all else is used, until another thread
  // has made `is_there()` true, or for kWait. Gives which of them it was.
  template <typename Predicate>
  bool Wait(std::unique_lock<std::mutex>* lock, Predicate is_there) {
    lock->unlock();
    const uint64_t end = uv_hrtime() + kWait;
    bool is_in_time = true;
    while (!is_there() && is_in_time) {
      for (int i = 0; i < 16 && !is_there(); i++) Pause();
      is_in_time = uv_hrtime() < end;
    }
    LockSoon(lock);
    if (is_in_time) {
      OnSuccess();
    } else {
      OnFailure();
    }
    return is_in_time;
  }

  // Takes a lock, which nobody has for long, without sleeping if possible.
  static void LockSoon(std::unique_lock<std::mutex>* lock) {
    for (int i = 0; i < 100; i++) {
      if (lock->try_lock()) return;
      Pause();
    }
    lock->lock();
  }

 private:
  static constexpr uint64_t kMaxSkipped = 255;

  static void Pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  int processor_ = -1;
  uint64_t to_skip_ = 0;
  uint64_t skipped_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_PATIENCE_H_
