#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/type.h"

using node::ffi::LibffiCall;
using node::ffi::Slot;
using node::ffi::Type;
using node::ffi::TypeKind;

static std::unique_ptr<LibffiCall> Prepare(
    TypeKind result, std::initializer_list<TypeKind> arguments) {
  std::vector<const Type*> types;
  for (TypeKind kind : arguments) types.push_back(Type::Scalar(kind));
  auto call = LibffiCall::Prepare(Type::Scalar(result), types);
  EXPECT_NE(call, nullptr);
  return call;
}

template <typename Result, typename... Arguments>
static Result Invoke(const LibffiCall& call,
                     Result (*function)(Arguments...),
                     Arguments... arguments) {
  Slot slots[sizeof...(Arguments) + 1]{};
  Slot* slot = slots;
  (memcpy(slot++, &arguments, sizeof(arguments)), ...);
  Slot result =
      LibffiCall::Invoke(reinterpret_cast<void*>(function), slots, &call);
  Result value;
  memcpy(&value, &result, sizeof(value));
  return value;
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
static void TestIdentity(TypeKind kind) {
  auto call = Prepare(kind, {kind});
  T least = std::numeric_limits<T>::lowest();
  T greatest = std::numeric_limits<T>::max();
  EXPECT_EQ(Invoke(*call, Identity<T>, least), least);
  EXPECT_EQ(Invoke(*call, Identity<T>, greatest), greatest);
}

TEST(FFILibffiCall, ResultsComeAtTheirOwnWidth) {
  TestIdentity<int8_t>(TypeKind::kInt8);
  TestIdentity<uint8_t>(TypeKind::kUint8);
  TestIdentity<int16_t>(TypeKind::kInt16);
  TestIdentity<uint16_t>(TypeKind::kUint16);
  TestIdentity<int32_t>(TypeKind::kInt32);
  TestIdentity<uint32_t>(TypeKind::kUint32);
  TestIdentity<int64_t>(TypeKind::kInt64);
  TestIdentity<uint64_t>(TypeKind::kUint64);
  TestIdentity<float>(TypeKind::kFloat32);
  TestIdentity<double>(TypeKind::kFloat64);
}

TEST(FFILibffiCall, MixedArguments) {
  auto call =
      Prepare(TypeKind::kFloat64, {TypeKind::kFloat64, TypeKind::kFloat32});
  EXPECT_EQ(Invoke(*call, Add, 0.5, 0.25f), 0.75);
}

static int calls;

TEST(FFILibffiCall, NoArgumentsAndNoResult) {
  calls = 0;
  auto call = Prepare(TypeKind::kVoid, {});
  void (*function)() = [] { calls++; };
  LibffiCall::Invoke(reinterpret_cast<void*>(function), nullptr, call.get());
  EXPECT_EQ(calls, 1);
}

using I = int32_t;
static I Last(I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I last) {
  return last;
}

TEST(FFILibffiCall, MoreArgumentsThanRegisters) {
  constexpr size_t kCount = 20;
  std::vector<const Type*> types(kCount, Type::Scalar(TypeKind::kInt32));
  auto call = LibffiCall::Prepare(Type::Scalar(TypeKind::kInt32), types);
  ASSERT_NE(call, nullptr);

  std::vector<Slot> values(kCount);
  for (size_t i = 0; i < kCount; i++) {
    int32_t value = static_cast<int32_t>(i) * 1000;
    memcpy(&values[i], &value, sizeof(value));
  }
  Slot result = LibffiCall::Invoke(
      reinterpret_cast<void*>(Last), values.data(), call.get());
  EXPECT_EQ(*reinterpret_cast<int32_t*>(&result), 19000);
}

TEST(FFILibffiCall, CountsItsMemory) {
  auto small = Prepare(TypeKind::kVoid, {});
  auto large = Prepare(TypeKind::kVoid,
                       {TypeKind::kInt8, TypeKind::kInt8, TypeKind::kInt8});
  EXPECT_GE(small->MemorySize(), sizeof(LibffiCall));
  EXPECT_GT(large->MemorySize(), small->MemorySize());
}
