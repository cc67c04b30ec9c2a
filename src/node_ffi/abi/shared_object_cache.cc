// The format of the cache of glibc's loader, since glibc 2.2. Numbers are in
// the platform's byte order.

#include "node_ffi/abi/shared_object_cache.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace node::ffi {

namespace {

constexpr std::string_view kMagic = "glibc-ld.so.cache1.1";
// Before it, there may be a cache in the format before, for older programs.
constexpr std::string_view kOldMagic = "ld.so-1.7.0";
constexpr size_t kOldCount = 12;
constexpr size_t kOldHeaderSize = 16;
constexpr size_t kOldEntrySize = 12;

struct Header {
  char magic[20];
  uint32_t count;
  uint32_t strings_size;
  uint32_t other[5];
};
static_assert(sizeof(Header) == 48);

// Offsets are from where the header is.
struct Entry {
  int32_t flags;
  uint32_t name;
  uint32_t path;
  uint32_t os_version;
  uint64_t hardware;
};
static_assert(sizeof(Entry) == 24);

// Zero if the bytes are not there.
template <typename T>
T ReadAt(std::string_view bytes, size_t offset) {
  T value{};
  if (offset <= bytes.size() && sizeof(T) <= bytes.size() - offset) {
    memcpy(&value, bytes.data() + offset, sizeof(T));
  }
  return value;
}

std::string_view StringAt(std::string_view bytes, size_t offset) {
  if (offset >= bytes.size()) return {};
  const std::string_view rest = bytes.substr(offset);
  const size_t length = rest.find('\0');
  return length == std::string_view::npos ? std::string_view()
                                          : rest.substr(0, length);
}

std::string_view SkipOldCache(std::string_view cache) {
  if (!cache.starts_with(kOldMagic)) return cache;
  const uint64_t count = ReadAt<uint32_t>(cache, kOldCount);
  uint64_t size = kOldHeaderSize + count * kOldEntrySize;
  size = (size + 7) / 8 * 8;
  return size < cache.size() ? cache.substr(size) : std::string_view();
}

}  // namespace

void ForEachCachedLibrary(
    std::string_view cache,
    const std::function<void(std::string_view, std::string_view)>& visit) {
  cache = SkipOldCache(cache);
  if (!cache.starts_with(kMagic) || cache.size() < sizeof(Header)) return;
  const size_t room = (cache.size() - sizeof(Header)) / sizeof(Entry);
  const size_t count = std::min<size_t>(ReadAt<Header>(cache, 0).count, room);
  for (size_t i = 0; i < count; i++) {
    const auto entry = ReadAt<Entry>(cache, sizeof(Header) + i * sizeof(Entry));
    if (entry.hardware != 0) continue;
    const std::string_view name = StringAt(cache, entry.name);
    const std::string_view path = StringAt(cache, entry.path);
    if (!name.empty() && !path.empty()) visit(name, path);
  }
}

}  // namespace node::ffi
