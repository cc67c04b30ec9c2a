#ifndef SRC_NODE_FFI_CRASH_REPORT_MEMORY_H_
#define SRC_NODE_FFI_CRASH_REPORT_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace node::ffi {

// What is mapped at some addresses, as /proc/self/maps has it.
struct Mapping {
  uintptr_t begin = 0;
  uintptr_t end = 0;
  uint64_t offset = 0;
  bool is_readable = false;
  bool is_writable = false;
  bool is_executable = false;
  // A file, or a name such as [stack]; empty for other memory.
  std::string_view name;
};

// All that is mapped, for a signal handler that may be in the midst of
// anything: it allocates nothing, takes no lock, and reads no memory that is
// not there.
class MemoryMap {
 public:
  // The one of the process, which only who writes a report uses.
  static MemoryMap& Process();

  // To be called first.
  void Load();

  // To be called when code of the program has run, which may have written.
  void ForgetPages() {
    for (Page& page : pages_) page.is_there = false;
  }

  // Gives nullptr if nothing is mapped there.
  const Mapping* Find(uintptr_t address) const;
  // The mapping before another, or nullptr.
  const Mapping* Before(const Mapping* mapping) const;
  // The first mapping of the file that a mapping is of.
  const Mapping* FirstOfFile(const Mapping* mapping) const;

  // Whether all of that is mapped to be read. Of a loaded file, it can be read
  // then; other memory may have guard pages that no mapping tells of.
  bool IsMappedToRead(uintptr_t address, size_t size) const;
  // Gives false if it can't be read.
  template <typename T>
  bool Read(uintptr_t address, T* value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return ReadBytes(address, value, sizeof(T));
  }
  // Whether there is a byte to be read.
  bool CanRead(uintptr_t address) {
    char byte;
    return Read(address, &byte);
  }

 private:
  static constexpr size_t kMaxMappings = 8192;
  static constexpr size_t kMaxNames = 256 * 1024;
  static constexpr size_t kPageSize = 4096;
  static constexpr size_t kMaxPages = 16;

  class Reader;

  // A page of the process, as it was when it was first read.
  struct Page {
    bool is_there = false;
    uintptr_t address = 0;
    char bytes[kPageSize] = {};
  };

  std::string_view Keep(std::string_view name);
  bool ReadBytes(uintptr_t address, void* to, size_t size);
  const Page* GetPage(uintptr_t address);

  // All of it is zero at first, so that it takes no room in the file.
  Mapping mappings_[kMaxMappings] = {};
  size_t count_ = 0;
  char names_[kMaxNames] = {};
  size_t names_size_ = 0;
  Page pages_[kMaxPages] = {};
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_MEMORY_H_
