#include <cstdint>
#include <cstdio>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/jit/code_memory.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <sys/wait.h>
#include <unistd.h>

using node::ffi::CodeMemory;

namespace {

std::vector<uint8_t> Returning(uint32_t value) {
#ifdef __x86_64__
  // mov eax, value; ret
  std::vector<uint8_t> code{0xB8, 0, 0, 0, 0, 0xC3};
  memcpy(code.data() + 1, &value, sizeof(value));
  return code;
#else
  // movz w0, low half; movk w0, high half, lsl 16; ret
  const uint32_t instructions[] = {0x52800000 | (value & 0xFFFF) << 5,
                                   0x72A00000 | (value >> 16) << 5,
                                   0xD65F03C0};
  std::vector<uint8_t> code(sizeof(instructions));
  memcpy(code.data(), instructions, sizeof(instructions));
  return code;
#endif
}

uint32_t CallCode(const void* code) {
  return reinterpret_cast<uint32_t (*)()>(const_cast<void*>(code))();
}

}  // namespace

TEST(FfiCodeMemoryTest, CodeRunsAndStays) {
  CodeMemory memory;
  std::vector<const void*> published;
  for (uint32_t i = 0; i < 10000; i++) {
    const void* code = memory.Publish(Returning(i), "test");
    ASSERT_NE(code, nullptr);
    published.push_back(code);
  }
  for (uint32_t i = 0; i < published.size(); i++) {
    EXPECT_EQ(CallCode(published[i]), i);
  }
}

TEST(FfiCodeMemoryTest, SameCodeIsKeptOnce) {
  CodeMemory memory;
  const void* code = memory.Publish(Returning(1), "test");
  EXPECT_NE(memory.Publish(Returning(2), "test"), code);
  EXPECT_EQ(memory.Publish(Returning(1), "test"), code);
}

TEST(FfiCodeMemoryTest, TakesTensOfBytesEach) {
  CodeMemory memory;
  for (uint32_t i = 0; i < 1000; i++) memory.Publish(Returning(i), "test");
  EXPECT_LE(memory.MappedSize(), size_t{64 * 1024});
}

TEST(FfiCodeMemoryTest, RefusesWhatNeverFits) {
  CodeMemory memory;
  EXPECT_EQ(memory.Publish(std::vector<uint8_t>(1024 * 1024), "test"), nullptr);
}

TEST(FfiCodeMemoryTest, NothingIsWritableAndExecutable) {
  CodeMemory memory;
  memory.Publish(Returning(1), "test");
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

// Parent and child have the same memory, but not the same idea of what is in
// it.
TEST(FfiCodeMemoryTest, AForkedProcessWritesElsewhere) {
  CodeMemory memory;
  const void* first = memory.Publish(Returning(1), "test");
  ASSERT_NE(first, nullptr);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const void* code = memory.Publish(Returning(2), "test");
    _exit(code != nullptr && CallCode(code) == 2 && CallCode(first) == 1 ? 0
                                                                         : 1);
  }
  int status;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  // Pieces of code follow each other, 16 bytes apart.
  const uint8_t none[6] = {};
  EXPECT_EQ(memcmp(static_cast<const char*>(first) + 16, none, sizeof(none)),
            0);
  const void* second = memory.Publish(Returning(3), "test");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(CallCode(second), 3u);
}

#endif
