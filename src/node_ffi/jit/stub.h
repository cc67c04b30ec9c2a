#ifndef SRC_NODE_FFI_JIT_STUB_H_
#define SRC_NODE_FFI_JIT_STUB_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstddef>

#include "node_ffi/jit/entry.h"
#include "node_mutex.h"

namespace node::ffi {

// The stubs of the process (entry.h), of which each is given out once.
//
// The code of all chunks is the same memory, mapped again for each of them, and
// is never writable there. What a stub costs is its pointer: eight bytes.
class StubTable {
 public:
  // A pointer that a stub jumps through. Any thread may change it at any time.
  using Pointer = std::atomic<const StubTarget*>;

  struct Stub {
    // Nothing if there is none.
    void* code = nullptr;
    Pointer* pointer = nullptr;
  };

  StubTable() = default;
  StubTable(const StubTable&) = delete;
  StubTable& operator=(const StubTable&) = delete;

  // What all threads share.
  static StubTable& Process();

  // Gives a stub that was not given out before, which jumps to `target`; or
  // none if the system has no memory for it or forbids that.
  Stub Take(const StubTarget* target);

 private:
  static constexpr size_t kChunkStubs = 4096;
  static constexpr size_t kCodeSize = kChunkStubs * kStubSize;
  static constexpr size_t kPointersSize = kChunkStubs * sizeof(Pointer);

#ifdef __linux__
  bool MakeCode();
#endif
  bool Grow();

  Mutex mutex_;
  // The file that has the code.
  int fd_ = -1;
  // The chunk that is being given out.
  char* chunk_ = nullptr;
  size_t used_ = kChunkStubs;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_STUB_H_
