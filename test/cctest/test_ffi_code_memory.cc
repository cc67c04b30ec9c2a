#include <cstdint>
#include <cstdio>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/code_memory.h"

#if defined(__x86_64__) && defined(__linux__)

using node::ffi::CodeMemory;

namespace {

// mov eax, value; ret
std::vector<uint8_t> Returning(uint32_t value) {
  std::vector<uint8_t> code{0xB8, 0, 0, 0, 0, 0xC3};
  memcpy(code.data() + 1, &value, sizeof(value));
  return code;
}

uint32_t CallCode(const void* code) {
  return reinterpret_cast<uint32_t (*)()>(const_cast<void*>(code))();
}

}  // namespace

TEST(FfiCodeMemoryTest, CodeRunsAndStays) {
  CodeMemory memory;
  std::vector<const void*> published;
  for (uint32_t i = 0; i < 10000; i++) {
    const void* code = memory.Publish(Returning(i));
    ASSERT_NE(code, nullptr);
    published.push_back(code);
  }
  for (uint32_t i = 0; i < published.size(); i++) {
    EXPECT_EQ(CallCode(published[i]), i);
  }
}

TEST(FfiCodeMemoryTest, SameCodeIsKeptOnce) {
  CodeMemory memory;
  const void* code = memory.Publish(Returning(1));
  EXPECT_NE(memory.Publish(Returning(2)), code);
  EXPECT_EQ(memory.Publish(Returning(1)), code);
}

TEST(FfiCodeMemoryTest, TakesTensOfBytesEach) {
  CodeMemory memory;
  for (uint32_t i = 0; i < 1000; i++) memory.Publish(Returning(i));
  EXPECT_LE(memory.MappedSize(), size_t{64 * 1024});
}

TEST(FfiCodeMemoryTest, RefusesWhatNeverFits) {
  CodeMemory memory;
  EXPECT_EQ(memory.Publish(std::vector<uint8_t>(1024 * 1024)), nullptr);
}

TEST(FfiCodeMemoryTest, NothingIsWritableAndExecutable) {
  CodeMemory memory;
  memory.Publish(Returning(1));
  FILE* maps = fopen("/proc/self/maps", "r");
  ASSERT_NE(maps, nullptr);
  char line[512];
  int executable = 0;
  while (fgets(line, sizeof(line), maps) != nullptr) {
    if (strstr(line, "memfd:node-ffi") == nullptr) continue;
    std::string text(line);
    std::string permissions = text.substr(text.find(' ') + 1, 4);
    EXPECT_EQ(permissions.find('w'), std::string::npos) << line;
    if (permissions.find('x') != std::string::npos) executable++;
  }
  fclose(maps);
  EXPECT_GE(executable, 1);
}

#endif
