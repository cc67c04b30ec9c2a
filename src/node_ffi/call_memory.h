#ifndef SRC_NODE_FFI_CALL_MEMORY_H_
#define SRC_NODE_FFI_CALL_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>

#include "util.h"

namespace node::ffi {

// Memory for the arguments or the result of one call, as a Prototype has them:
// on the stack, if that takes no more than `kWords` times 8 bytes. Calls may
// nest deeply, so that should be few.
template <size_t kWords>
class CallMemory {
 public:
  CallMemory(size_t size, size_t alignment) {
    if (alignment > sizeof(uint64_t)) size += alignment;
    words_.AllocateSufficientStorage((size + 7) / sizeof(uint64_t));
    begin_ = reinterpret_cast<char*>(words_.out());
    begin_ += -reinterpret_cast<uintptr_t>(begin_) & (alignment - 1);
  }
  CallMemory(const CallMemory&) = delete;
  CallMemory& operator=(const CallMemory&) = delete;

  void* At(size_t offset) { return begin_ + offset; }

 private:
  MaybeStackBuffer<uint64_t, kWords> words_;
  char* begin_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALL_MEMORY_H_
