#include "node_ffi/jit/stub.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "node_ffi/jit/code_memory.h"

namespace node::ffi {

StubTable& StubTable::Process() {
  // Never destroyed: native code may run after static destructors.
  static StubTable* const table = new StubTable();
  return *table;
}

StubTable::Stub StubTable::Take(const StubTarget* target) {
  Mutex::ScopedLock lock(mutex_);
  if (used_ == kChunkStubs && !Grow()) return {};
  size_t index = used_++;
  Stub stub;
  stub.code = chunk_ + index * kStubSize;
  stub.pointer = reinterpret_cast<Pointer*>(chunk_ + kCodeSize) + index;
  stub.pointer->store(target, std::memory_order_release);
  return stub;
}

#ifdef __linux__

bool StubTable::MakeCode() {
  auto code = EmitStubs(kChunkStubs, kCodeSize);
  if (!code.has_value()) return false;
  int fd = CodeMemory::NewFile(kCodeSize);
  if (fd < 0) return false;
  if (pwrite(fd, code->data(), kCodeSize, 0) != kCodeSize) {
    close(fd);
    return false;
  }
  fd_ = fd;
  return true;
}

bool StubTable::Grow() {
  if (fd_ < 0 && !MakeCode()) return false;
  // New memory is zero, and so are the pointers of stubs not yet given out.
  void* chunk = mmap(nullptr,
                     kCodeSize + kPointersSize,
                     PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS,
                     -1,
                     0);
  if (chunk == MAP_FAILED) return false;
  if (mmap(chunk,
           kCodeSize,
           PROT_READ | PROT_EXEC,
           MAP_SHARED | MAP_FIXED,
           fd_,
           0) == MAP_FAILED) {
    munmap(chunk, kCodeSize + kPointersSize);
    return false;
  }
  chunk_ = static_cast<char*>(chunk);
  used_ = 0;
  return true;
}

#else  // Not known yet: there are always libffi's closures.

bool StubTable::Grow() {
  return false;
}

#endif

}  // namespace node::ffi
