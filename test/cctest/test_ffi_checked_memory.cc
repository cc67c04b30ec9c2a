#include <sys/mman.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/checked_memory.h"

using node::ffi::DescribeGuard;
using node::ffi::GuardedCopy;
using node::ffi::IsMapped;

namespace {

constexpr size_t kPage = 4096;

uintptr_t AddressOf(const GuardedCopy::Owner& copy) {
  return reinterpret_cast<uintptr_t>(copy->data());
}

std::string Describe(uintptr_t address) {
  char text[200];
  return DescribeGuard(address, text, sizeof(text)) ? text : "";
}

}  // namespace

// Memory is mapped if it can't be accessed, too.
TEST(FfiCheckedMemoryTest, KnowsWhatIsMapped) {
  int local = 0;
  EXPECT_TRUE(IsMapped(reinterpret_cast<uintptr_t>(&local)));
  EXPECT_FALSE(IsMapped(8));
  EXPECT_FALSE(IsMapped(uintptr_t{1} << 63));
  char* pages = static_cast<char*>(
      mmap(nullptr, 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  munmap(pages + kPage, kPage);
  const uintptr_t address = reinterpret_cast<uintptr_t>(pages);
  EXPECT_TRUE(IsMapped(address));
  EXPECT_TRUE(IsMapped(address + kPage - 1));
  EXPECT_FALSE(IsMapped(address + kPage));
  munmap(pages, kPage);
}

// Copies of all sizes are aligned, end where nothing can be accessed, but for
// less than the alignment, and show what was written around them.
TEST(FfiCheckedMemoryTest, GuardsItsEnds) {
  for (size_t size : {0ul, 1ul, 15ul, 16ul, 17ul, 4095ul, 4096ul, 70'001ul}) {
    for (size_t alignment : {1ul, 2ul, 16ul}) {
      auto copy = GuardedCopy::Take(size, alignment, "function f", 3);
      ASSERT_NE(copy, nullptr);
      EXPECT_EQ(copy->size(), size);
      EXPECT_EQ(AddressOf(copy) % alignment, 0u);
      const uintptr_t end = AddressOf(copy) + size;
      const size_t spare = -end % kPage;
      EXPECT_LT(spare, alignment);
      memset(copy->data(), 0, size);
      EXPECT_EQ(copy->FindDamage(), GuardedCopy::Damage::kNone);
      if (spare != 0) {
        char* byte = copy->data() + size;
        *byte = static_cast<char>(~*byte);
        EXPECT_EQ(copy->FindDamage(), GuardedCopy::Damage::kBehind);
        *byte = static_cast<char>(~*byte);
      }
      if (size != 0 && AddressOf(copy) % kPage != 0) {
        copy->data()[-1] = 0;
        EXPECT_EQ(copy->FindDamage(), GuardedCopy::Damage::kBefore);
      }
    }
  }
}

// Addresses around a copy are told from it, also when it is released.
TEST(FfiCheckedMemoryTest, DescribesAddresses) {
  auto copy = GuardedCopy::Take(16, 16, "function f", 3);
  const uintptr_t address = AddressOf(copy);
  const std::string subject = "argument 3 (16 bytes) of function f";
  EXPECT_EQ(Describe(address + 16), "1 byte behind the end of " + subject);
  EXPECT_EQ(Describe(address + 20), "5 bytes behind the end of " + subject);
  EXPECT_EQ(Describe(address - kPage),
            "4096 bytes before the start of " + subject);
  copy.reset();
  EXPECT_EQ(Describe(address + 2),
            "byte 2 of " + subject + ", which has returned");
  char text[10];
  EXPECT_TRUE(DescribeGuard(address, text, sizeof(text)));
  EXPECT_STREQ(text, "byte 0 of");
  EXPECT_EQ(Describe(8), "");
}

// What is not sealed has the pattern, and is used again.
TEST(FfiCheckedMemoryTest, LeavesPattern) {
  auto copy = GuardedCopy::Take(100, 16, "function f", 0, false);
  char* const data = copy->data();
  memset(data, 0, 100);
  copy.reset();
  EXPECT_TRUE(IsMapped(reinterpret_cast<uintptr_t>(data)));
  EXPECT_EQ(std::string(data, 100), std::string(100, data[-1]));
  copy = GuardedCopy::Take(101, 1, "function f", 0, true);
  EXPECT_EQ(copy->data() + 101, data + 112);
  EXPECT_EQ(copy->FindDamage(), GuardedCopy::Damage::kNone);
}

// The addresses of a copy that was released are out of use for a while.
TEST(FfiCheckedMemoryTest, ReusesAddressesLate) {
  std::vector<uintptr_t> last;
  for (int i = 0; i < 1'000; i++) {
    auto copy = GuardedCopy::Take(100, 16, "function f", 0);
    const size_t begin = last.size() < 100 ? 0 : last.size() - 100;
    const std::set<uintptr_t> recent(last.begin() + begin, last.end());
    EXPECT_FALSE(recent.contains(AddressOf(copy)));
    last.push_back(AddressOf(copy));
  }
  EXPECT_LE(std::set<uintptr_t>(last.begin(), last.end()).size(), 300u);
}
