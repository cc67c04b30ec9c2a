#ifndef SRC_NODE_FFI_CLASS_MARK_H_
#define SRC_NODE_FFI_CLASS_MARK_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstdint>
#include <cstring>

namespace node::ffi {

// What the memory of all objects of a final class with virtual functions begins
// with, and that of no other: their address. Any thread may use it.
template <typename T>
class ClassMark {
 public:
  // To be called by the constructor.
  static void Learn(const T* object) {
    value_.store(Read(object), std::memory_order_relaxed);
  }
  // 0 as long as there was none.
  static uintptr_t value() { return value_.load(std::memory_order_relaxed); }
  // Of an object of any class with virtual functions.
  static bool IsIn(const void* object) { return Read(object) == value(); }

 private:
  static uintptr_t Read(const void* object) {
    uintptr_t begin;
    memcpy(&begin, object, sizeof(begin));
    return begin;
  }

  static inline constinit std::atomic<uintptr_t> value_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CLASS_MARK_H_
