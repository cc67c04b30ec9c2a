#ifndef SRC_NODE_FFI_JIT_CODE_MEMORY_H_
#define SRC_NODE_FFI_JIT_CODE_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "node_mutex.h"

namespace node::ffi {

// Memory for generated machine code. No address is ever writable and
// executable at once: code is written through a second mapping of the same
// memory, which exists only while it is written.
//
// The same code is kept only once, and as V8's optimised code of any thread
// may jump to it, it stays until the process ends. Few pieces of code differ,
// and each has some tens of bytes.
class CodeMemory {
 public:
  CodeMemory() = default;
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  // What all threads share.
  static CodeMemory& Process();

  // Gives the address of an executable copy of `code`, or nullptr if the
  // system has no memory for it or forbids that.
  const void* Publish(std::span<const uint8_t> code);

  // Has Publish() give nothing from now on.
  void Forbid();
  bool is_allowed() const;

#ifdef __linux__
  // Gives a file of `size` bytes, in memory, that may be executed, or -1.
  static int NewFile(size_t size);
#endif

  // For tests: how much address space is in use.
  size_t MappedSize() const;

 private:
  // Whatever code there may be at an address that is a multiple of this.
  static constexpr size_t kAlignment = 16;
  static constexpr size_t kChunkSize = 64 * 1024;

  bool Grow();
  bool Write(size_t offset, std::span<const uint8_t> code);

  mutable Mutex mutex_;
  std::map<std::vector<uint8_t>, const void*> published_;
  bool is_forbidden_ = false;
  size_t chunks_ = 0;
  // The chunk that is being filled.
  int fd_ = -1;
  char* executable_ = nullptr;
  size_t used_ = kChunkSize;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_CODE_MEMORY_H_
