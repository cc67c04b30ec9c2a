// How a chunk of stubs is mapped: the common code, and the chunk's own targets.

#include "node_ffi/jit/stub.h"

#include "node_ffi/abi/immortal.h"
#include "node_ffi/jit/perf_map.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace node::ffi {

StubTable& StubTable::Process() {
  return Immortal<StubTable>();
}

void* StubTable::Take(const StubTarget& target) {
  std::lock_guard lock(mutex_);
  if (used_ == kChunkStubs && !Grow()) return nullptr;
  const size_t index = used_++;
  reinterpret_cast<StubTarget*>(chunk_ + kCodeSize)[index] = target;
  return chunk_ + index * kStubSize;
}

#ifdef __linux__

bool StubTable::MakeCode() {
  auto code = EmitStubs(kChunkStubs, kCodeSize);
  if (!code.has_value()) return false;
  CodeMemory::Area area = CodeMemory::NewArea(kCodeSize);
  if (area.executable == nullptr) return false;
  const bool is_written = CodeMemory::Write(area, 0, *code);
  CodeMemory::Finish(&area);
  if (is_written) {
    code_ = area;
  } else {
    munmap(area.executable, area.size);
  }
  return is_written;
}

bool StubTable::Grow() {
  if (code_.executable == nullptr && !MakeCode()) return false;
  void* chunk = mmap(nullptr,
                     kCodeSize + kTargetsSize,
                     PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS,
                     -1,
                     0);
  if (chunk == MAP_FAILED) return false;
  // An old size of zero maps the same memory once more: mremap(2).
  if (mremap(code_.executable,
             0,
             kCodeSize,
             MREMAP_MAYMOVE | MREMAP_FIXED,
             chunk) == MAP_FAILED) {
    // What was there may be gone already, and somebody else's now: to unmap it
    // could be wrong, to keep it costs address space.
    return false;
  }
  chunk_ = static_cast<char*>(chunk);
  PerfMap::Add(chunk, kCodeSize, "stubs");
  used_ = 0;
  return true;
}

#else  // Not known yet: there are always libffi's closures.

bool StubTable::Grow() {
  return false;
}

#endif

}  // namespace node::ffi
