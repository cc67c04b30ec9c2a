// Reading /proc/self/maps by hand.

#include "node_ffi/crash_report/memory.h"

#include <algorithm>
#include <cerrno>

#ifdef __linux__
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

namespace node::ffi {

// What nobody touches takes no memory.
static constinit MemoryMap process_map;

MemoryMap& MemoryMap::Process() {
  return process_map;
}

#ifdef __linux__

// The characters of the file.
class MemoryMap::Reader {
 public:
  Reader() : file_(open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) {}
  ~Reader() {
    if (file_ >= 0) close(file_);
  }

  // Gives '\0' at the end.
  char Peek() {
    if (at_ == size_) Fill();
    return at_ == size_ ? '\0' : buffer_[at_];
  }
  char Next() {
    const char character = Peek();
    if (character != '\0') at_++;
    return character;
  }
  uint64_t NextHex() {
    uint64_t value = 0;
    while (true) {
      const char digit = Peek();
      if (digit >= '0' && digit <= '9') {
        value = value * 16 + static_cast<uint64_t>(digit - '0');
      } else if (digit >= 'a' && digit <= 'f') {
        value = value * 16 + static_cast<uint64_t>(digit - 'a' + 10);
      } else {
        return value;
      }
      Next();
    }
  }
  void Skip(char character) {
    while (Peek() == character) Next();
  }
  void SkipField() {
    while (Peek() != ' ' && Peek() != '\n' && Peek() != '\0') Next();
    Skip(' ');
  }

 private:
  void Fill() {
    if (file_ < 0) return;
    ssize_t count;
    do {
      count = read(file_, buffer_, sizeof(buffer_));
    } while (count < 0 && errno == EINTR);
    at_ = 0;
    size_ = count > 0 ? static_cast<size_t>(count) : 0;
  }

  const int file_;
  char buffer_[1024];
  size_t at_ = 0;
  size_t size_ = 0;
};

// A line is `begin-end rwxp offset device inode   name`.
void MemoryMap::Load() {
  Reader reader;
  count_ = 0;
  names_size_ = 0;
  while (reader.Peek() != '\0' && count_ < kMaxMappings) {
    Mapping& mapping = mappings_[count_++];
    mapping.begin = reader.NextHex();
    reader.Next();
    mapping.end = reader.NextHex();
    reader.Next();
    mapping.is_readable = reader.Next() == 'r';
    mapping.is_writable = reader.Next() == 'w';
    mapping.is_executable = reader.Next() == 'x';
    reader.SkipField();
    mapping.offset = reader.NextHex();
    reader.Skip(' ');
    reader.SkipField();
    reader.SkipField();
    char name[512];
    size_t size = 0;
    for (char c = reader.Next(); c != '\n' && c != '\0'; c = reader.Next()) {
      if (size < sizeof(name)) name[size++] = c;
    }
    mapping.name = Keep({name, size});
  }
}

#else

void MemoryMap::Load() {}

#endif

std::string_view MemoryMap::Keep(std::string_view name) {
  if (name.empty()) return {};
  // Those of a file come together.
  if (count_ > 1 && mappings_[count_ - 2].name == name)
    return mappings_[count_ - 2].name;
  if (name.size() > kMaxNames - names_size_) return {};
  char* copy = names_ + names_size_;
  memcpy(copy, name.data(), name.size());
  names_size_ += name.size();
  return {copy, name.size()};
}

const Mapping* MemoryMap::Find(uintptr_t address) const {
  size_t low = 0;
  size_t high = count_;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const Mapping& mapping = mappings_[middle];
    if (address < mapping.begin) {
      high = middle;
    } else if (address >= mapping.end) {
      low = middle + 1;
    } else {
      return &mapping;
    }
  }
  return nullptr;
}

const Mapping* MemoryMap::Before(const Mapping* mapping) const {
  return mapping == mappings_ ? nullptr : mapping - 1;
}

const Mapping* MemoryMap::FirstOfFile(const Mapping* mapping) const {
  // A file may be loaded twice: each time, what is at offset 0 comes first.
  // There is memory without a name in between.
  for (const Mapping* at = mapping; at != nullptr; at = Before(at)) {
    if (at->name == mapping->name && at->offset == 0) return at;
  }
  return mapping;
}

bool MemoryMap::IsMappedToRead(uintptr_t address, size_t size) const {
  if (address + size < address) return false;
  for (uintptr_t end = address + size; address < end;) {
    const Mapping* mapping = Find(address);
    if (mapping == nullptr || !mapping->is_readable) return false;
    // The kernel keeps the time there, and has pages that can't be read.
    if (mapping->name == "[vvar]" || mapping->name == "[vvar_vclock]")
      return false;
    address = mapping->end;
  }
  return true;
}

bool MemoryMap::ReadBytes(uintptr_t address, void* to, size_t size) {
  char* out = static_cast<char*>(to);
  while (size > 0) {
    const Page* page = GetPage(address & -kPageSize);
    if (page == nullptr) return false;
    const size_t offset = address % kPageSize;
    const size_t count = std::min(size, kPageSize - offset);
    memcpy(out, page->bytes + offset, count);
    out += count;
    address += count;
    size -= count;
  }
  return true;
}

#ifdef __linux__

// The kernel reads it, which fails where a fault would end the process: guard
// pages of stacks, and what a file does not have any more. Where that is
// forbidden, the mappings have to be believed.
const MemoryMap::Page* MemoryMap::GetPage(uintptr_t address) {
  Page* page = &pages_[address / kPageSize % kMaxPages];
  if (page->is_there && page->address == address) return page;
  if (!IsMappedToRead(address, kPageSize)) return nullptr;
  page->is_there = false;
  iovec to = {page->bytes, kPageSize};
  iovec from = {reinterpret_cast<void*>(address), kPageSize};
  const int error = errno;
  const auto count =
      syscall(SYS_process_vm_readv, getpid(), &to, 1, &from, 1, 0);
  const bool is_forbidden = count < 0 && (errno == EPERM || errno == ENOSYS);
  errno = error;
  if (is_forbidden) {
    memcpy(page->bytes, from.iov_base, kPageSize);
  } else if (count != static_cast<ssize_t>(kPageSize)) {
    return nullptr;
  }
  page->address = address;
  page->is_there = true;
  return page;
}

#else

const MemoryMap::Page* MemoryMap::GetPage(uintptr_t) {
  return nullptr;
}

#endif

}  // namespace node::ffi
