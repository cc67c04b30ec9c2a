#ifndef SRC_NODE_FFI_JIT_CODE_MEMORY_H_
#define SRC_NODE_FFI_JIT_CODE_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

namespace node::ffi {

// Memory for generated machine code, which any thread may use.
//
// No address is ever writable and executable at once. Code is written through a
// second mapping of the same memory, the alias, which may not be accessed at
// all but while something is written. No descriptor of the memory stays open: a
// program could write to it with fs.writeSync(), or close it and be given a
// file of its own under the same number.
//
// The same code is kept only once, and as V8's optimised code of any thread
// may jump to it, it stays until the process ends. Few pieces of code differ,
// and each has some tens of bytes.
class CodeMemory {
 public:
  CodeMemory() = default;
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  // What /proc/self/maps calls it, at the beginning.
  static constexpr std::string_view kName = "/memfd:node-ffi";

  // What all threads share.
  static CodeMemory& Process();

  // Gives the address of an executable copy of `code`, or nullptr if the
  // system has no memory for it or forbids that. `perf` is told the name.
  const void* Publish(std::span<const uint8_t> code, const char* name);

  // Has Publish() give nothing from now on.
  void Forbid();
  bool is_allowed() const;

  // One area of memory, mapped twice.
  struct Area {
    // Nothing if there is none.
    char* executable = nullptr;
    char* alias = nullptr;
    size_t size = 0;
  };
  // Gives none if the system has no memory for it or forbids that.
  static Area NewArea(size_t size);
  // Copies `code` to `offset`. Gives false if the system forbids that.
  static bool Write(const Area& area,
                    size_t offset,
                    std::span<const uint8_t> code);
  // Ends the alias: what is there stays for ever as it is.
  static void Finish(Area* area);

  // For tests: how much address space is in use.
  size_t MappedSize() const;

 private:
  // Each piece of code starts at a multiple of this.
  static constexpr size_t kAlignment = 16;
  static constexpr size_t kChunkSize = 64 * 1024;

  bool Grow();
  // Whether the chunk is that of the process that this one was forked off.
  bool IsChunkOfParent() const;

  // Guards all that follows.
  mutable std::mutex mutex_;
  std::map<std::vector<uint8_t>, const void*> published_;
  bool is_forbidden_ = false;
  size_t chunks_ = 0;
  // The one that is being filled.
  Area chunk_;
  size_t used_ = kChunkSize;
  // The process that fills it: after a fork(), both have the same memory.
  int owner_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_CODE_MEMORY_H_
