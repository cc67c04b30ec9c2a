#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/prototype.h"

using node::ffi::kScalarOf;
using node::ffi::Layout;
using node::ffi::LibffiCall;

template <typename Result, typename... Arguments>
static Result Invoke(Result (*function)(Arguments...), Arguments... arguments) {
  const auto prototype = NewPrototype(Layout::Of(kScalarOf<Result>),
                                      {Layout::Of(kScalarOf<Arguments>)...});
  auto call = LibffiCall::Prepare(prototype);
  EXPECT_NE(call, nullptr);
  uint64_t values[sizeof...(Arguments) + 1]{};
  [[maybe_unused]] uint64_t* value = values;
  (memcpy(value++, &arguments, sizeof(arguments)), ...);
  uint64_t result;
  LibffiCall::Invoke(
      reinterpret_cast<void*>(function), values, &result, call.get());
  if constexpr (!std::is_void_v<Result>) {
    Result narrow;
    memcpy(&narrow, &result, sizeof(narrow));
    return narrow;
  }
}

template <typename T>
static T Identity(T value) {
  return value;
}

static double Add(double a, float b) {
  return a + b;
}

// Calls Identity() with the least and the greatest value.
template <typename T>
static void TestIdentity() {
  T least = std::numeric_limits<T>::lowest();
  T greatest = std::numeric_limits<T>::max();
  EXPECT_EQ(Invoke(Identity<T>, least), least);
  EXPECT_EQ(Invoke(Identity<T>, greatest), greatest);
}

TEST(FFILibffiCall, ResultsComeAtTheirOwnWidth) {
  TestIdentity<int8_t>();
  TestIdentity<uint8_t>();
  TestIdentity<int16_t>();
  TestIdentity<uint16_t>();
  TestIdentity<int32_t>();
  TestIdentity<uint32_t>();
  TestIdentity<int64_t>();
  TestIdentity<uint64_t>();
  TestIdentity<float>();
  TestIdentity<double>();
}

TEST(FFILibffiCall, MixedArguments) {
  EXPECT_EQ(Invoke(Add, 0.5, 0.25f), 0.75);
}

static int calls;

TEST(FFILibffiCall, NoArgumentsAndNoResult) {
  calls = 0;
  Invoke(+[] { calls++; });
  EXPECT_EQ(calls, 1);
}

using I = int32_t;
static I Last(I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I last) {
  return last;
}

TEST(FFILibffiCall, MoreArgumentsThanRegisters) {
  constexpr size_t kCount = 20;
  const auto prototype =
      NewPrototype(layouts::i32,
                   std::vector<node::ffi::LayoutPointer>(kCount, layouts::i32));
  auto call = LibffiCall::Prepare(prototype);
  ASSERT_NE(call, nullptr);

  std::vector<uint64_t> values(kCount);
  for (size_t i = 0; i < kCount; i++) {
    int32_t value = static_cast<int32_t>(i) * 1000;
    memcpy(&values[i], &value, sizeof(value));
  }
  uint64_t result;
  LibffiCall::Invoke(
      reinterpret_cast<void*>(Last), values.data(), &result, call.get());
  EXPECT_EQ(static_cast<int32_t>(result), 19000);
}

TEST(FFILibffiCall, CountsItsMemory) {
  using layouts::i8;
  const auto few = NewPrototype(layouts::v, {});
  const auto many = NewPrototype(layouts::v, {i8, i8, i8});
  auto small = LibffiCall::Prepare(few);
  auto large = LibffiCall::Prepare(many);
  EXPECT_GE(small->MemorySize(), sizeof(LibffiCall));
  EXPECT_GT(large->MemorySize(), small->MemorySize());
}
