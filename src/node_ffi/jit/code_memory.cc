#include "node_ffi/jit/code_memory.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#endif

namespace node::ffi {

CodeMemory& CodeMemory::Process() {
  // Never destroyed: threads may outlive static destructors.
  static CodeMemory* const memory = new CodeMemory();
  return *memory;
}

void CodeMemory::Forbid() {
  Mutex::ScopedLock lock(mutex_);
  is_forbidden_ = true;
}

bool CodeMemory::is_allowed() const {
  Mutex::ScopedLock lock(mutex_);
  return !is_forbidden_;
}

size_t CodeMemory::MappedSize() const {
  Mutex::ScopedLock lock(mutex_);
  return chunks_ * kChunkSize;
}

const void* CodeMemory::Publish(std::span<const uint8_t> code) {
  Mutex::ScopedLock lock(mutex_);
  if (is_forbidden_) return nullptr;
  std::vector<uint8_t> key(code.begin(), code.end());
  auto it = published_.find(key);
  if (it != published_.end()) return it->second;

  if (code.size() > kChunkSize) return nullptr;
  if (code.size() > kChunkSize - used_ && !Grow()) return nullptr;
  if (!Write(used_, code)) return nullptr;
  const void* address = executable_ + used_;
  size_t end = used_ + code.size();
  used_ = (end + kAlignment - 1) & ~(kAlignment - 1);
  published_.emplace(std::move(key), address);
  return address;
}

#ifdef __linux__

int CodeMemory::NewFile(size_t size) {
#ifdef MFD_EXEC
  int fd = memfd_create("node-ffi", MFD_CLOEXEC | MFD_EXEC);
  // An older kernel doesn't know the flag, nor needs it.
  if (fd < 0) fd = memfd_create("node-ffi", MFD_CLOEXEC);
#else
  int fd = memfd_create("node-ffi", MFD_CLOEXEC);
#endif
  if (fd >= 0 && ftruncate(fd, size) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

bool CodeMemory::Grow() {
  int fd = NewFile(kChunkSize);
  if (fd < 0) return false;
  void* executable =
      mmap(nullptr, kChunkSize, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  if (executable == MAP_FAILED) {
    close(fd);
    return false;
  }
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
  executable_ = static_cast<char*>(executable);
  used_ = 0;
  chunks_++;
  return true;
}

bool CodeMemory::Write(size_t offset, std::span<const uint8_t> code) {
  void* writable =
      mmap(nullptr, kChunkSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (writable == MAP_FAILED) return false;
  memcpy(static_cast<char*>(writable) + offset, code.data(), code.size());
  munmap(writable, kChunkSize);
  __builtin___clear_cache(executable_ + offset,
                          executable_ + offset + code.size());
  return true;
}

#else  // Not known yet: there is always the generic path.

bool CodeMemory::Grow() {
  return false;
}

bool CodeMemory::Write(size_t, std::span<const uint8_t>) {
  return false;
}

#endif

}  // namespace node::ffi
