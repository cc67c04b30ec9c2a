// Which file a library is, whatever it is called.

#include "node_ffi/abi/shared_object_path.h"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#ifdef __linux__
#include <fcntl.h>
#include <unistd.h>
#endif

#include "node_ffi/abi/shared_object.h"

namespace node::ffi {

namespace {

std::string ResolveLinks(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  return std::filesystem::weakly_canonical(absolute, error).string();
}

}  // namespace

#ifdef __linux__

std::string FindFilePath(const std::string& path) {
  // Neither reads it, nor has a device do anything.
  const int fd = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return ResolveLinks(path);
  std::error_code error;
  const auto real = std::filesystem::read_symlink(
      "/proc/self/fd/" + std::to_string(fd), error);
  close(fd);
  return real.string();
}

std::string FindLoadedPath(const void* address) {
  const auto start = reinterpret_cast<uintptr_t>(FindLoadedFile(address));
  if (start == 0) return {};
  // From, to, four words, and the path, which may have any characters.
  constexpr char kFormat[] = "%" SCNxPTR "-%" SCNxPTR " %*s %*s %*s %*s %n";
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    uintptr_t from;
    uintptr_t to;
    int path = 0;
    if (sscanf(line.c_str(), kFormat, &from, &to, &path) != 2 || start < from ||
        start >= to) {
      continue;
    }
    // What was replaced since is what it was.
    constexpr std::string_view kDeleted = " (deleted)";
    std::string file = line.substr(path);
    if (file.ends_with(kDeleted)) file.resize(file.size() - kDeleted.size());
    // Also where a line break in a path was replaced: that is ambiguous.
    const bool is_known =
        file.starts_with('/') && file.find("\\012") == std::string::npos;
    return is_known ? file : std::string();
  }
  return {};
}

#else

std::string FindFilePath(const std::string& path) {
  return ResolveLinks(path);
}

std::string FindLoadedPath(const void*) {
  return {};
}

#endif

}  // namespace node::ffi
