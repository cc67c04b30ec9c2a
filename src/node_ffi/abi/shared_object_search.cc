// Where the loader looks for libraries, and which of the files there is meant.

#include "node_ffi/abi/shared_object_search.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#ifdef __GLIBC__
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

#include "node_ffi/abi/shared_object_cache.h"
#include "node_ffi/abi/shared_object_file.h"
#endif

namespace node::ffi {

namespace {

// Such as 1.0.2 and 0d: numbers, behind which there may be letters.
using Version = std::vector<std::pair<uint64_t, std::string>>;

// What stands behind `name` in `file`: the version, which is empty if they are
// the same, or nothing if it is something else.
std::optional<Version> ReadVersion(std::string_view name,
                                   std::string_view file) {
  // What is longer is no number of a version.
  constexpr size_t kMaxDigits = 18;
  if (!file.starts_with(name)) return {};
  Version version;
  for (std::string_view rest = file.substr(name.size()); !rest.empty();) {
    if (rest[0] != '.') return {};
    rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find('.'));
    const size_t digits =
        std::min(part.find_first_not_of("0123456789"), part.size());
    const std::string_view letters = part.substr(digits);
    if (digits == 0 || digits > kMaxDigits ||
        letters.find_first_not_of("abcdefghijklmnopqrstuvwxyz") !=
            std::string_view::npos) {
      return {};
    }
    version.emplace_back(std::stoull(std::string(part.substr(0, digits))),
                         letters);
    rest.remove_prefix(part.size());
  }
  return version;
}

// `libx.so.1` stands for all versions 1, so it comes after each of these.
bool IsBefore(const Version& a, const Version& b) {
  for (size_t i = 0; i < a.size(); i++) {
    if (i == b.size()) return true;
    if (a[i] != b[i]) return a[i] < b[i];
  }
  return false;
}

}  // namespace

bool IsBetterLibrary(std::string_view name,
                     std::string_view file,
                     std::string_view best) {
  const auto version = ReadVersion(name, file);
  if (!version) return false;
  const auto best_version = ReadVersion(name, best);
  return !best_version || IsBefore(*best_version, *version);
}

#ifdef __GLIBC__

namespace {

constexpr char kCache[] = "/etc/ld.so.cache";

bool IsLibrary(const std::string& path) {
  // What is no file must not have us wait.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;
  std::string error;
  const bool is_library = IsLibraryFile(fd, &error);
  close(fd);
  return is_library;
}

class Search {
 public:
  Search(std::string_view name, bool with_versions)
      : name_(name), with_versions_(with_versions) {}

  void LookAt(std::string_view file, std::string_view path) {
    if (!with_versions_ && file != name_) return;
    if (!IsBetterLibrary(name_, file, file_)) return;
    std::string candidate(path);
    if (!IsLibrary(candidate)) return;
    file_ = file;
    path_ = std::move(candidate);
  }

  void LookInFolder(const std::string& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator();
         entry.increment(error)) {
      LookAt(entry->path().filename().string(), entry->path().string());
    }
  }

  void LookInCache() {
    std::ifstream file(kCache, std::ios::binary);
    const std::string cache{std::istreambuf_iterator<char>(file), {}};
    ForEachCachedLibrary(cache,
                         [this](auto name, auto path) { LookAt(name, path); });
  }

  const std::string& path() const { return path_; }

 private:
  const std::string_view name_;
  const bool with_versions_;
  std::string file_;
  std::string path_;
};

// The folders where the loader looks for what the program asks for, in order.
std::vector<std::string> ListFolders() {
  std::vector<std::string> folders;
  const std::unique_ptr<void, decltype(&dlclose)> program(
      dlopen(nullptr, RTLD_LAZY), dlclose);
  Dl_serinfo size;
  if (program == nullptr ||
      dlinfo(program.get(), RTLD_DI_SERINFOSIZE, &size) != 0) {
    return folders;
  }
  const auto memory = std::make_unique<char[]>(size.dls_size);
  auto list = reinterpret_cast<Dl_serinfo*>(memory.get());
  list->dls_size = size.dls_size;
  list->dls_cnt = size.dls_cnt;
  if (dlinfo(program.get(), RTLD_DI_SERINFO, list) != 0) return folders;
  for (size_t i = 0; i < list->dls_cnt; i++) {
    folders.emplace_back(list->dls_serpath[i].dls_name);
  }
  return folders;
}

// Whether a folder is of those that a loader may be built with.
bool IsDefaultFolder(std::string_view folder) {
  if (folder.starts_with("/usr/")) folder.remove_prefix(4);
  return folder == "/lib" || folder == "/lib64" || folder == "/libx32" ||
         folder == "/lib32" ||
         (folder.starts_with("/lib/") &&
          folder.find("-linux-gnu") != std::string_view::npos);
}

// The default folders are the last ones, each of them once. The loader doesn't
// say how many there are.
size_t CountDefaultFolders(const std::vector<std::string>& folders) {
  auto first = folders.end();
  while (first != folders.begin()) {
    const auto last = first - 1;
    if (!IsDefaultFolder(*last) ||
        std::find(first, folders.end(), *last) != folders.end()) {
      break;
    }
    first = last;
  }
  return folders.end() - first;
}

}  // namespace

std::string FindLibraryFile(std::string_view name, bool with_versions) {
  Search search(name, with_versions);
  const std::vector<std::string> folders = ListFolders();
  const size_t cache_at = folders.size() - CountDefaultFolders(folders);
  for (size_t i = 0; i <= folders.size() && search.path().empty(); i++) {
    if (i == cache_at) search.LookInCache();
    if (i < folders.size() && search.path().empty()) {
      search.LookInFolder(folders[i]);
    }
  }
  return search.path();
}

#endif

}  // namespace node::ffi
