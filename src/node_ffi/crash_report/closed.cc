// Where libraries were that have been closed.

#include "node_ffi/crash_report/closed.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <mutex>  // NOLINT(build/c++11)

#if defined(__linux__) && defined(__GLIBC__)
#include <dlfcn.h>
#include <link.h>
#endif

namespace node::ffi {

#if defined(__linux__) && defined(__GLIBC__)

namespace {

struct Closed {
  uintptr_t begin;
  uintptr_t end;
  char path[256];
};

constexpr size_t kCount = 32;
// The last ones. A handler that reads one while it is written is the worst that
// can happen, and gets a wrong path.
Closed closed[kCount];
std::atomic<size_t> closed_count = 0;

struct Search {
  ElfW(Addr) bias;
  Closed* found;
};

int Visit(dl_phdr_info* info, size_t, void* data) {
  auto* search = static_cast<Search*>(data);
  if (info->dlpi_addr != search->bias) return 0;
  Closed* found = search->found;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) & part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD) continue;
    const uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    found->begin = std::min<uintptr_t>(found->begin, begin);
    found->end = std::max<uintptr_t>(found->end, begin + part.p_memsz);
  }
  return 1;
}

}  // namespace

void NoteClosing(void* handle) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  link_map* file = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &file) != 0 || file == nullptr) return;
  // The program itself is never unloaded.
  if (file->l_prev == nullptr) return;
  Closed found = {UINTPTR_MAX, 0, {}};
  Search search = {file->l_addr, &found};
  if (dl_iterate_phdr(Visit, &search) == 0) return;
  strncpy(found.path, file->l_name, sizeof(found.path) - 1);
  const size_t count = closed_count.load(std::memory_order_relaxed);
  closed[count % kCount] = found;
  closed_count.store(count + 1, std::memory_order_release);
}

std::string_view FindClosed(uintptr_t address) {
  const size_t count = closed_count.load(std::memory_order_acquire);
  for (size_t i = count; i > 0 && count - i < kCount; i--) {
    const Closed& library = closed[(i - 1) % kCount];
    if (address >= library.begin && address < library.end)
      return {library.path, strnlen(library.path, sizeof(library.path))};
  }
  return {};
}

#else

void NoteClosing(void*) {}

std::string_view FindClosed(uintptr_t) {
  return {};
}

#endif

}  // namespace node::ffi
