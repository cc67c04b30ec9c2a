// Where code is kept and looked up again, on any system, and how its memory is
// mapped, on Linux.

#include "node_ffi/jit/code_memory.h"

#include "node_ffi/abi/immortal.h"
#include "node_ffi/jit/perf_map.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#endif

namespace node::ffi {

namespace {

int CurrentProcess() {
#ifdef __linux__
  return getpid();
#else
  return 0;
#endif
}

}  // namespace

CodeMemory& CodeMemory::Process() {
  return Immortal<CodeMemory>();
}

void CodeMemory::Forbid() {
  std::lock_guard lock(mutex_);
  is_forbidden_ = true;
}

bool CodeMemory::is_allowed() const {
  std::lock_guard lock(mutex_);
  return !is_forbidden_;
}

size_t CodeMemory::MappedSize() const {
  std::lock_guard lock(mutex_);
  return chunks_ * kChunkSize;
}

const void* CodeMemory::Publish(std::span<const uint8_t> code,
                                const char* name) {
  std::lock_guard lock(mutex_);
  if (is_forbidden_) return nullptr;
  std::vector<uint8_t> key(code.begin(), code.end());
  auto it = published_.find(key);
  if (it != published_.end()) return it->second;

  if (code.size() > kChunkSize) return nullptr;
  if (IsChunkOfParent()) {
    // It may write there, too. Its alias is not here: see NewArea().
    chunk_ = {};
    used_ = kChunkSize;
  }
  if (code.size() > kChunkSize - used_ && !Grow()) return nullptr;
  if (!Write(chunk_, used_, code)) return nullptr;
  const void* address = chunk_.executable + used_;
  size_t end = used_ + code.size();
  used_ = (end + kAlignment - 1) & ~(kAlignment - 1);
  published_.emplace(std::move(key), address);
  PerfMap::Add(address, code.size(), name);
  return address;
}

bool CodeMemory::IsChunkOfParent() const {
  return chunk_.executable != nullptr && owner_ != CurrentProcess();
}

bool CodeMemory::Grow() {
  Area chunk = NewArea(kChunkSize);
  if (chunk.executable == nullptr) return false;
  Finish(&chunk_);
  chunk_ = chunk;
  owner_ = CurrentProcess();
  used_ = 0;
  chunks_++;
  return true;
}

#ifdef __linux__

namespace {

int NewFile() {
#ifdef MFD_EXEC
  int fd = memfd_create("node-ffi", MFD_CLOEXEC | MFD_EXEC);
  // An older kernel doesn't know the flag, nor needs it.
  if (fd >= 0) return fd;
#endif
  return memfd_create("node-ffi", MFD_CLOEXEC);
}

char* Map(int fd, size_t size, int protection) {
  void* memory = mmap(nullptr, size, protection, MAP_SHARED, fd, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

}  // namespace

CodeMemory::Area CodeMemory::NewArea(size_t size) {
  const int fd = NewFile();
  if (fd < 0) return {};
  Area area;
  area.size = size;
  if (ftruncate(fd, static_cast<off_t>(size)) == 0) {
    area.executable = Map(fd, size, PROT_READ | PROT_EXEC);
    area.alias = Map(fd, size, PROT_NONE);
  }
  close(fd);
  // A child that is forked off while code is written can't write.
  if (area.alias != nullptr) madvise(area.alias, size, MADV_DONTFORK);
  if (area.executable != nullptr && area.alias != nullptr) return area;
  if (area.executable != nullptr) munmap(area.executable, size);
  Finish(&area);
  return {};
}

bool CodeMemory::Write(const Area& area,
                       size_t offset,
                       std::span<const uint8_t> code) {
  if (mprotect(area.alias, area.size, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  memcpy(area.alias + offset, code.data(), code.size());
  // To take rights away from a mapping as a whole needs no memory.
  if (mprotect(area.alias, area.size, PROT_NONE) != 0) abort();
  __builtin___clear_cache(area.executable + offset,
                          area.executable + offset + code.size());
  return true;
}

void CodeMemory::Finish(Area* area) {
  if (area->alias != nullptr) munmap(area->alias, area->size);
  area->alias = nullptr;
}

#else  // Not known yet: there is always the generic path.

CodeMemory::Area CodeMemory::NewArea(size_t) {
  return {};
}

bool CodeMemory::Write(const Area&, size_t, std::span<const uint8_t>) {
  return false;
}

void CodeMemory::Finish(Area*) {}

#endif

}  // namespace node::ffi
