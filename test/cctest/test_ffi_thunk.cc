#include <cstdint>
#include <random>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "ffi_thunk_frame.h"
#include "gtest/gtest.h"
#include "node_ffi/jit/code_memory.h"
#include "node_ffi/jit/thunk.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

using node::ffi::CodeMemory;
using node::ffi::EmitThunk;
using node::ffi::RegisterClass;

namespace {

constexpr RegisterClass kInteger = RegisterClass::kInteger;
constexpr RegisterClass kFloat = RegisterClass::kFloat;

#ifdef __x86_64__
constexpr size_t kIntegerRegisters = 6;
constexpr auto EmitForThisHost = node::ffi::EmitThunkX64;
#else
constexpr size_t kIntegerRegisters = 8;
constexpr auto EmitForThisHost = node::ffi::EmitThunkArm64;
#endif
constexpr size_t kFloatRegisters = 8;

// Where the arguments of one call are, and how many stack slots they fill.
struct Places {
  Places(const std::vector<RegisterClass>& classes, Frame* frame) {
    size_t integers = 0;
    size_t floats = 0;
    for (RegisterClass register_class : classes) {
      if (register_class == kFloat && floats < kFloatRegisters) {
        arguments.push_back(&frame->floats[floats++]);
      } else if (register_class != kFloat && integers < kIntegerRegisters) {
        arguments.push_back(&frame->integers[integers++]);
      } else {
        arguments.push_back(&frame->slots[slots++]);
      }
    }
  }

  std::vector<uint64_t*> arguments;
  size_t slots = 0;
};

// Each register and slot has a number of its own, so that whatever is moved to
// a wrong place, or lost, shows.
Frame NewFrame() {
  Frame frame;
  auto words = reinterpret_cast<uint64_t*>(&frame);
  for (size_t i = 0; i < sizeof(Frame) / sizeof(uint64_t); i++) {
    words[i] = (0x4010000000000000 + i * 0x10001) | (i % 2 << 31);
  }
  return frame;
}

uint64_t ExtendedAs(RegisterClass register_class, uint64_t value) {
  if (register_class == RegisterClass::kInt32)
    return static_cast<int64_t>(static_cast<int32_t>(value));
  if (register_class == RegisterClass::kUint32)
    return static_cast<uint32_t>(value);
  return value;
}

void Check(const std::vector<RegisterClass>& classes) {
  const void* thunk =
      CodeMemory::Process().Publish(EmitForThisHost(classes), "test");
  ASSERT_NE(thunk, nullptr);

  std::vector<RegisterClass> of_v8{kInteger};
  of_v8.insert(of_v8.end(), classes.begin(), classes.end());
  of_v8.push_back(kInteger);
  Frame frame = NewFrame();
  Places passed(of_v8, &frame);
  void* target = reinterpret_cast<void*>(FfiTestReceive);
  *passed.arguments.back() = reinterpret_cast<uintptr_t>(&target);

  EXPECT_EQ(FfiTestCallWithFrame(thunk, &frame), kFfiTestResult);
  Places received(classes, &ffi_test_received);
  for (size_t i = 0; i < classes.size(); i++) {
    EXPECT_EQ(*received.arguments[i],
              ExtendedAs(classes[i], *passed.arguments[i + 1]))
        << i;
  }
  // There is no frame between, and the stack beyond the arguments is whole.
  EXPECT_EQ(ffi_test_received_stack, ffi_test_left_stack);
  EXPECT_EQ(ffi_test_left_stack % 16, 0u);
  for (size_t i = passed.slots; i < Frame::kSlots; i++) {
    EXPECT_EQ(ffi_test_left.slots[i], frame.slots[i]) << i;
  }
}

// V8 passes narrow integers as integers of 32 bits.
template <typename T>
using Passed = std::conditional_t<
    std::is_integral_v<T> && sizeof(T) < sizeof(int32_t),
    std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>,
    T>;

// Here the compiler is who says where arguments of these types go.
template <typename Arguments>
struct Compiled;

template <typename... T>
struct Compiled<std::tuple<T...>> {
  static uint64_t Receive(T... arguments) {
    received = {arguments...};
    return kFfiTestResult;
  }

  template <size_t... I>
  static std::tuple<T...> NewValues(std::index_sequence<I...>) {
    // Negative ones among them, as far as there are in a type.
    return {static_cast<T>(I % 2 == 0 ? I + 1 : -I - 1)...};
  }

  static void Check() {
    std::vector<RegisterClass> classes{std::is_floating_point_v<T>    ? kFloat
                                       : sizeof(T) == sizeof(int64_t) ? kInteger
                                       : std::is_signed_v<T>
                                           ? RegisterClass::kInt32
                                           : RegisterClass::kUint32...};
    const void* code =
        CodeMemory::Process().Publish(EmitForThisHost(classes), "test");
    ASSERT_NE(code, nullptr);
    using Thunk = uint64_t (*)(bool, Passed<T>..., void**);
    auto thunk = reinterpret_cast<Thunk>(const_cast<void*>(code));

    void* target = reinterpret_cast<void*>(Receive);
    const auto values = NewValues(std::index_sequence_for<T...>());
    received = {};
    uint64_t result = std::apply(
        [&](auto... value) { return thunk(false, value..., &target); }, values);
    EXPECT_EQ(result, kFfiTestResult);
    EXPECT_EQ(received, values);
  }

  static inline std::tuple<T...> received;
};

// Of the types in all these tuples, one after the other.
template <typename... Tuples>
void CheckCompiled() {
  Compiled<decltype(std::tuple_cat(std::declval<Tuples>()...))>::Check();
}

}  // namespace

TEST(FfiThunkTest, IntegersOnly) {
  for (size_t count = 0; count <= 64; count++) {
    SCOPED_TRACE(count);
    Check(std::vector<RegisterClass>(count, kInteger));
  }
}

TEST(FfiThunkTest, FloatsOnly) {
  for (size_t count = 0; count <= 64; count++) {
    SCOPED_TRACE(count);
    Check(std::vector<RegisterClass>(count, kFloat));
  }
}

TEST(FfiThunkTest, AllMixesOfUpToTwelve) {
  for (size_t count = 1; count <= 12; count++) {
    for (size_t mix = 0; mix < size_t{1} << count; mix++) {
      SCOPED_TRACE(mix);
      std::vector<RegisterClass> classes;
      for (size_t i = 0; i < count; i++) {
        classes.push_back((mix >> i) & 1 ? kFloat : kInteger);
      }
      Check(classes);
    }
  }
}

TEST(FfiThunkTest, SomeMixesOfUpToAHundred) {
  std::mt19937 random(1);
  for (size_t i = 0; i < 2000; i++) {
    SCOPED_TRACE(i);
    std::vector<RegisterClass> classes(random() % 101);
    for (RegisterClass& register_class : classes) {
      constexpr RegisterClass kClasses[] = {
          kFloat, kInteger, RegisterClass::kInt32, RegisterClass::kUint32};
      register_class = kClasses[random() % 4];
    }
    Check(classes);
  }
}

TEST(FfiThunkTest, AsCompiled) {
  using Narrow =
      std::tuple<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t>;
  using Wide = std::tuple<int64_t, uint64_t>;
  using Floats = std::tuple<float, double, double, float>;
  using Mixed = std::tuple<float, int8_t, double, uint16_t, int64_t>;
  CheckCompiled<>();
  CheckCompiled<std::tuple<int32_t>>();
  CheckCompiled<std::tuple<float>>();
  CheckCompiled<Narrow>();
  CheckCompiled<Narrow, Wide>();
  CheckCompiled<Narrow, Narrow, Narrow>();
  // Narrow types on the stack only.
  CheckCompiled<Wide, Wide, Wide, Wide, Narrow, Wide, Narrow>();
  CheckCompiled<Floats, Floats>();
  CheckCompiled<Floats, Floats, Floats>();
  CheckCompiled<Mixed>();
  CheckCompiled<Mixed, Mixed, Mixed, Mixed, Mixed, Mixed>();
  CheckCompiled<Floats, Floats, Floats, Narrow, Narrow, Mixed, Mixed>();
}

TEST(FfiThunkTest, NoneForWhatV8CannotPass) {
  const auto is_there = [](size_t integers, size_t floats) {
    std::vector<RegisterClass> classes(integers, kInteger);
    classes.insert(classes.end(), floats, kFloat);
    return EmitThunk(classes).has_value();
  };
  EXPECT_TRUE(is_there(29, 0));
  EXPECT_FALSE(is_there(30, 0));
  EXPECT_FALSE(is_there(65534, 0));
  EXPECT_TRUE(is_there(0, 31));
  EXPECT_FALSE(is_there(0, 32));
  EXPECT_TRUE(is_there(29, 30));
  EXPECT_FALSE(is_there(30, 32));
#ifdef __aarch64__
  // An odd number of both on the stack, and with one less of either.
  EXPECT_FALSE(is_there(7, 9));
  EXPECT_TRUE(is_there(7, 8));
  EXPECT_TRUE(is_there(6, 9));
  EXPECT_FALSE(is_there(29, 31));
  EXPECT_TRUE(is_there(28, 31));
#else
  EXPECT_TRUE(is_there(7, 9));
  EXPECT_TRUE(is_there(29, 31));
#endif
}

#endif
