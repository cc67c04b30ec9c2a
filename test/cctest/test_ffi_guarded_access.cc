#include <cstdint>
#include <cstring>
#include <limits>

#include "gtest/gtest.h"
#include "node_ffi/guarded_access.h"

#if FFI_CAN_RESUME

#include <sys/mman.h>
#include <unistd.h>

#include "node_ffi/fault_handler.h"

using node::ffi::AccessViolation;
using node::ffi::FaultHandler;
using node::ffi::TakeViolation;
using node::ffi::TryCompare;
using node::ffi::TryCopy;
using node::ffi::TryFill;
using node::ffi::TryLoad;
using node::ffi::TryMeasure;
using node::ffi::TryStore;
using node::ffi::TryTouch;

namespace {

// A page that can be written to, one that can only be read, and one that can't.
class FfiGuardedAccessTest : public testing::Test {
 protected:
  static constexpr size_t kCount = 3;

  void SetUp() override {
    FaultHandler::Install();
    page_ = getpagesize();
    void* memory = mmap(nullptr,
                        kCount * page_,
                        PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS,
                        -1,
                        0);
    ASSERT_NE(memory, MAP_FAILED);
    writable_ = static_cast<char*>(memory);
    read_only_ = writable_ + page_;
    missing_ = read_only_ + page_;
    ASSERT_EQ(mprotect(read_only_, page_, PROT_READ), 0);
    ASSERT_EQ(mprotect(missing_, page_, PROT_NONE), 0);
  }

  void TearDown() override { ASSERT_EQ(munmap(writable_, kCount * page_), 0); }

  static void ExpectViolation(const void* address, size_t length, bool write) {
    AccessViolation violation;
    ASSERT_TRUE(TakeViolation(&violation));
    EXPECT_EQ(violation.address, reinterpret_cast<uintptr_t>(address));
    EXPECT_EQ(violation.length, length);
    EXPECT_EQ(violation.is_write, write);
    EXPECT_FALSE(TakeViolation(&violation));
  }

  template <typename T>
  void CheckScalar(T value) {
    T loaded = 0;
    for (char* end : {read_only_, missing_}) {
      EXPECT_TRUE(TryLoad(end - sizeof(T), &loaded));
    }
    EXPECT_FALSE(TryLoad(missing_, &loaded));
    ExpectViolation(missing_, sizeof(T), false);
    if constexpr (sizeof(T) > 1) {
      EXPECT_FALSE(TryLoad(missing_ - 1, &loaded));
      ExpectViolation(missing_ - 1, sizeof(T), false);
    }
    EXPECT_TRUE(TryStore(read_only_ - sizeof(T), value));
    EXPECT_TRUE(TryLoad(read_only_ - sizeof(T), &loaded));
    EXPECT_EQ(loaded, value);
    EXPECT_FALSE(TryStore(read_only_, value));
    ExpectViolation(read_only_, sizeof(T), true);
    EXPECT_FALSE(TryStore(missing_, value));
    ExpectViolation(missing_, sizeof(T), true);
  }

  size_t page_;
  char* writable_;
  char* read_only_;
  char* missing_;
};

}  // namespace

TEST_F(FfiGuardedAccessTest, Scalars) {
  CheckScalar<int8_t>(-1);
  CheckScalar<uint8_t>(255);
  CheckScalar<int16_t>(-2);
  CheckScalar<uint16_t>(65535);
  CheckScalar<int32_t>(std::numeric_limits<int32_t>::min());
  CheckScalar<uint32_t>(0x89ABCDEF);
  CheckScalar<int64_t>(std::numeric_limits<int64_t>::min());
  CheckScalar<uint64_t>(0x89ABCDEF01234567);
  CheckScalar<float>(1.5f);
  CheckScalar<double>(-2.25);
}

TEST_F(FfiGuardedAccessTest, CopiesOfAllLengths) {
  char bytes[256];
  for (size_t i = 0; i < sizeof(bytes); i++) bytes[i] = static_cast<char>(i);
  for (size_t length = 0; length <= sizeof(bytes); length++) {
    char* const to = read_only_ - length;
    memset(writable_, 0, page_);
    EXPECT_TRUE(TryCopy(to, bytes, length));
    EXPECT_EQ(memcmp(to, bytes, length), 0);
    EXPECT_EQ(to[-1], 0);
    if (length == 0) continue;
    EXPECT_FALSE(TryCopy(to + 1, bytes, length));
    ExpectViolation(to + 1, length, true);
    EXPECT_FALSE(TryCopy(bytes, missing_ - length + 1, length));
    ExpectViolation(missing_ - length + 1, length, false);
    for (size_t i = 0; i < sizeof(bytes); i++) bytes[i] = static_cast<char>(i);
  }
}

TEST_F(FfiGuardedAccessTest, OverlappingCopies) {
  for (size_t length = 1; length < 80; length++) {
    for (size_t distance = 1; distance < 40; distance++) {
      for (bool is_up : {false, true}) {
        char expected[128];
        for (size_t i = 0; i < sizeof(expected); i++) {
          expected[i] = static_cast<char>(i);
        }
        char* const actual = read_only_ - sizeof(expected);
        memcpy(actual, expected, sizeof(expected));
        const size_t to = is_up ? distance : 0;
        const size_t from = is_up ? 0 : distance;
        memmove(expected + to, expected + from, length);
        EXPECT_TRUE(TryCopy(actual + to, actual + from, length));
        EXPECT_EQ(memcmp(actual, expected, sizeof(expected)), 0);
      }
    }
  }
}

TEST_F(FfiGuardedAccessTest, Blocks) {
  int difference = 1;
  EXPECT_TRUE(TryCompare(writable_, read_only_, page_, &difference));
  EXPECT_EQ(difference, 0);
  EXPECT_FALSE(TryCompare(writable_, missing_ - 1, 2, &difference));
  ExpectViolation(missing_ - 1, 2, false);
  EXPECT_FALSE(TryCompare(missing_, writable_, 100, &difference));
  ExpectViolation(missing_, 100, false);
  EXPECT_TRUE(TryFill(writable_, 7, page_));
  EXPECT_EQ(writable_[page_ - 1], 7);
  EXPECT_FALSE(TryFill(read_only_ - 1, 8, 2));
  ExpectViolation(read_only_ - 1, 2, true);
  EXPECT_TRUE(TryTouch(writable_ + 1, 2 * page_ - 1));
  EXPECT_TRUE(TryTouch(missing_, 0));
  EXPECT_FALSE(TryTouch(writable_ + 1, 2 * page_));
  ExpectViolation(writable_ + 1, 2 * page_, false);
}

TEST_F(FfiGuardedAccessTest, AddressesOfNothing) {
  for (uint64_t number :
       {uint64_t{1}, uint64_t{1} << 47, ~uint64_t{0} - 4095}) {
    void* const address = reinterpret_cast<void*>(number);
    char bytes[1000] = {};
    for (size_t length : {1, 9, 100, 1000}) {
      EXPECT_FALSE(TryCopy(bytes, address, length));
      ExpectViolation(address, length, false);
      EXPECT_FALSE(TryCopy(address, bytes, length));
      ExpectViolation(address, length, true);
      EXPECT_FALSE(TryFill(address, 0, length));
      ExpectViolation(address, length, true);
    }
  }
}

TEST_F(FfiGuardedAccessTest, Text) {
  size_t length;
  bool is_ascii;
  for (size_t start = 1; start <= 40; start++) {
    char* const text = read_only_ - start;
    for (size_t end = 0; end < start; end++) {
      for (size_t high = 0; high <= end; high++) {
        // Neither before nor behind it counts.
        memset(writable_, 0x80, page_);
        memset(text, 'a', end);
        text[end] = '\0';
        if (high < end) text[high] = '\xC3';
        ASSERT_TRUE(TryMeasure(text, &length, &is_ascii));
        ASSERT_EQ(length, end);
        ASSERT_EQ(is_ascii, high == end);
      }
    }
  }
  memset(writable_, 'a', page_);
  ASSERT_EQ(mprotect(read_only_, page_, PROT_NONE), 0);
  for (size_t start = 1; start <= 40; start++) {
    EXPECT_FALSE(TryMeasure(read_only_ - start, &length, &is_ascii));
    ExpectViolation(read_only_, 1, false);
  }
  EXPECT_FALSE(TryMeasure(read_only_ + 5, &length, &is_ascii));
  ExpectViolation(read_only_ + 5, 1, false);
}

#endif  // FFI_CAN_RESUME
