// Names of generated code, for `perf`.

#include "node_ffi/jit/perf_map.h"

#ifdef __linux__
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#endif

namespace node::ffi {

#ifdef __linux__

namespace {

bool is_enabled = false;

// Gives V8's own open file, or -1: who opens the file anew has an offset of his
// own, so that each writes over what the other wrote.
int FindFile() {
  const std::string end = "/perf-" + std::to_string(getpid()) + ".map";
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return -1;
  int found = -1;
  while (const dirent* entry = readdir(folder)) {
    char path[4096];
    const ssize_t size =
        readlinkat(dirfd(folder), entry->d_name, path, sizeof(path));
    if (size < 0) continue;
    const std::string_view target(path, static_cast<size_t>(size));
    if (!target.ends_with(end)) continue;
    // V8 closes its own when the last isolate ends.
    found = fcntl(atoi(entry->d_name), F_DUPFD_CLOEXEC, 3);
    break;
  }
  closedir(folder);
  return found;
}

}  // namespace

void PerfMap::Enable() {
  is_enabled = true;
}

void PerfMap::Add(const void* address, size_t size, const char* name) {
  if (!is_enabled) return;
  static const int file = FindFile();
  if (file < 0) return;
  // Whole lines, as V8 does. A full disk is no reason to fail.
  dprintf(file,
          "%" PRIxPTR " %zx ffi:%s\n",
          reinterpret_cast<uintptr_t>(address),
          size,
          name);
}

#else

void PerfMap::Enable() {}

void PerfMap::Add(const void*, size_t, const char*) {}

#endif

}  // namespace node::ffi
