#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/abi/shared_object_cache.h"
#include "node_ffi/abi/shared_object_search.h"

using node::ffi::ForEachCachedLibrary;
using node::ffi::IsBetterLibrary;

namespace {

struct CacheEntry {
  std::string name;
  std::string path;
  uint64_t hardware = 0;
};

template <typename T>
void Append(std::string* text, T value) {
  text->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::string MakeCache(const std::vector<CacheEntry>& entries) {
  std::string header("glibc-ld.so.cache1.1");
  std::string table;
  std::string strings;
  const size_t strings_at = 48 + entries.size() * 24;
  auto add = [&](const std::string& text) {
    const size_t at = strings_at + strings.size();
    strings.append(text).append(1, '\0');
    return static_cast<uint32_t>(at);
  };
  for (const CacheEntry& entry : entries) {
    Append<int32_t>(&table, 0x303);
    Append<uint32_t>(&table, add(entry.name));
    Append<uint32_t>(&table, add(entry.path));
    Append<uint32_t>(&table, 0);
    Append<uint64_t>(&table, entry.hardware);
  }
  Append<uint32_t>(&header, static_cast<uint32_t>(entries.size()));
  Append<uint32_t>(&header, static_cast<uint32_t>(strings.size()));
  header.append(20, '\0');
  return header + table + strings;
}

// The same behind a cache in the old format.
std::string MakeOldCache(uint32_t old_count, const std::string& cache) {
  std::string text("ld.so-1.7.0");
  text.append(1, '\0');
  Append<uint32_t>(&text, old_count);
  text.append(size_t{old_count} * 12, '\1');
  text.resize((text.size() + 7) / 8 * 8);
  return text + cache;
}

std::vector<std::string> Read(std::string_view cache) {
  std::vector<std::string> found;
  ForEachCachedLibrary(cache, [&](auto name, auto path) {
    found.push_back(std::string(name).append(" ").append(path));
  });
  return found;
}

}  // namespace

TEST(FFISharedObjectSearch, ReadsTheCache) {
  const std::string cache = MakeCache({{"liba.so.1", "/lib/liba.so.1"},
                                       {"liba.so.1", "/v3/liba.so.1", 1},
                                       {"libb.so", "/usr/lib/libb.so"}});
  const std::vector<std::string> expected{"liba.so.1 /lib/liba.so.1",
                                          "libb.so /usr/lib/libb.so"};
  EXPECT_EQ(Read(cache), expected);
  for (uint32_t count = 0; count < 4; count++) {
    EXPECT_EQ(Read(MakeOldCache(count, cache)), expected);
  }
  EXPECT_EQ(Read(""), std::vector<std::string>());
  EXPECT_EQ(Read("not a cache"), std::vector<std::string>());
  EXPECT_EQ(Read(MakeOldCache(3, "")), std::vector<std::string>());
}

// Sanitizers would tell of a byte that is read beyond the end.
TEST(FFISharedObjectSearch, ADamagedCacheHasFewerEntries) {
  const std::string cache = MakeOldCache(
      1,
      MakeCache({{"liba.so.1", "/lib/liba.so.1"}, {"libb.so", "/lib/libb"}}));
  for (size_t size = 0; size < cache.size(); size++) {
    // On the heap, and no longer.
    const std::vector<char> part(cache.begin(), cache.begin() + size);
    EXPECT_LE(Read({part.data(), part.size()}).size(), 2u);
  }
  std::mt19937 random(1);
  size_t found = 0;
  for (int round = 0; round < 20000; round++) {
    std::vector<char> damaged(cache.begin(), cache.end());
    for (int i = 0; i < 3; i++) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    for (const std::string& entry : Read({damaged.data(), damaged.size()})) {
      EXPECT_LE(entry.size(), 2 * cache.size());
      found++;
    }
  }
  EXPECT_GT(found, 1000u);
}

TEST(FFISharedObjectSearch, TellsTheBetterFile) {
  // From worse to better.
  const char* files[] = {"libx.so.1.0.9",
                         "libx.so.1.0.10",
                         "libx.so.1.0.10a",
                         "libx.so.1.0.10b",
                         "libx.so.1.1",
                         "libx.so.1",
                         "libx.so.1debian",
                         "libx.so.2",
                         "libx.so.10.1.5",
                         "libx.so.10.1",
                         "libx.so.10",
                         "libx.so"};
  const size_t count = std::size(files);
  for (size_t i = 0; i < count; i++) {
    EXPECT_TRUE(IsBetterLibrary("libx.so", files[i], ""));
    for (size_t j = 0; j < count; j++) {
      EXPECT_EQ(IsBetterLibrary("libx.so", files[i], files[j]), i > j)
          << files[i] << " " << files[j];
    }
  }
  EXPECT_TRUE(IsBetterLibrary("libx.so.1", "libx.so.1", "libx.so.1.9"));
  for (const char* other : {"",
                            "libx",
                            "libx.s",
                            "libx.so.",
                            "libx.so1",
                            "libx.so.a",
                            "libx.so.1a2",
                            "libx.so.1A",
                            "libx.so.1.",
                            "libx.so..1",
                            "libx.so.-1",
                            "liby.so",
                            "libxy.so",
                            "libx.so.1234567890123456789",
                            "libx.so.1-gdb.py"}) {
    EXPECT_FALSE(IsBetterLibrary("libx.so", other, "")) << other;
  }
}
