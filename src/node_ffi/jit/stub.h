#ifndef SRC_NODE_FFI_JIT_STUB_H_
#define SRC_NODE_FFI_JIT_STUB_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <mutex>

#include "node_ffi/jit/code_memory.h"
#include "node_ffi/jit/entry.h"

namespace node::ffi {

// The stubs of the process (entry.h), of which each is given out once. Any
// thread may use it.
//
// The code of all chunks is the same memory, mapped again for each of them, and
// is never writable there. Neither a stub nor its target is ever freed, as
// native code may call a stub at any time, on any thread.
class StubTable {
 public:
  StubTable() = default;
  StubTable(const StubTable&) = delete;
  StubTable& operator=(const StubTable&) = delete;

  // What all threads share.
  static StubTable& Process();

  // Gives the address of a stub that was not given out before, which calls
  // `target`; or nullptr if the system has no memory for it or forbids that.
  void* Take(const StubTarget& target);

 private:
  static constexpr size_t kChunkStubs = 4096;
  static constexpr size_t kCodeSize = kChunkStubs * kStubSize;
  static constexpr size_t kTargetsSize = kChunkStubs * sizeof(StubTarget);

#ifdef __linux__
  bool MakeCode();
#endif
  bool Grow();

  // Guards all that follows.
  std::mutex mutex_;
  // The code, which is mapped again for each chunk.
  CodeMemory::Area code_;
  // The chunk that is being given out.
  char* chunk_ = nullptr;
  size_t used_ = kChunkStubs;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_STUB_H_
