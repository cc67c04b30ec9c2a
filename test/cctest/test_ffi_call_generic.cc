#include <initializer_list>
#include <limits>
#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/call_generic.h"
#include "node_ffi/type.h"

using node::ffi::GenericCall;
using node::ffi::Slot;
using node::ffi::Type;
using node::ffi::TypeKind;

static std::unique_ptr<GenericCall> Prepare(
    TypeKind result, std::initializer_list<TypeKind> arguments) {
  std::vector<const Type*> types;
  for (TypeKind kind : arguments) types.push_back(Type::Scalar(kind));
  auto call = GenericCall::Prepare(Type::Scalar(result), types);
  EXPECT_NE(call, nullptr);
  return call;
}

template <typename Result, typename... Arguments>
static Result Invoke(const GenericCall& call,
                     Result (*function)(Arguments...),
                     Arguments... arguments) {
  void* pointers[] = {&arguments..., nullptr};
  Slot result;
  call.Invoke(reinterpret_cast<void*>(function), &result, pointers);
  return *reinterpret_cast<Result*>(&result);
}

TEST(FFIGenericCall, NarrowResultsComeAtTheirOwnWidth) {
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kInt8, {TypeKind::kInt8}),
                +[](int8_t value) { return value; },
                int8_t{-128}),
            -128);
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kUint8, {TypeKind::kUint8}),
                +[](uint8_t value) { return value; },
                uint8_t{255}),
            255);
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kInt16, {TypeKind::kInt16}),
                +[](int16_t value) { return value; },
                int16_t{-32768}),
            -32768);
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kUint32, {TypeKind::kUint32}),
                +[](uint32_t value) { return value; },
                uint32_t{4294967295}),
            4294967295);
}

TEST(FFIGenericCall, WideResults) {
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kInt64, {TypeKind::kInt64}),
                +[](int64_t value) { return value; },
                std::numeric_limits<int64_t>::min()),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kFloat64,
                         {TypeKind::kFloat64, TypeKind::kFloat32}),
                +[](double a, float b) { return a + b; },
                0.5,
                0.25f),
            0.75);
  EXPECT_EQ(Invoke(
                *Prepare(TypeKind::kFloat32, {TypeKind::kFloat32}),
                +[](float value) { return value; },
                -1.5f),
            -1.5f);
}

static int calls;

TEST(FFIGenericCall, NoArgumentsAndNoResult) {
  calls = 0;
  auto call = Prepare(TypeKind::kVoid, {});
  void (*function)() = [] { calls++; };
  call->Invoke(reinterpret_cast<void*>(function), nullptr, nullptr);
  EXPECT_EQ(calls, 1);
}

TEST(FFIGenericCall, MoreArgumentsThanRegisters) {
  constexpr size_t kCount = 20;
  std::vector<const Type*> types(kCount, Type::Scalar(TypeKind::kInt32));
  auto call = GenericCall::Prepare(Type::Scalar(TypeKind::kInt32), types);
  ASSERT_NE(call, nullptr);

  using I = int32_t;
  I (*last)(I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I) =
      [](I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I value) {
        return value;
      };
  std::vector<int32_t> values(kCount);
  std::vector<void*> pointers(kCount);
  for (size_t i = 0; i < kCount; i++) {
    values[i] = static_cast<int32_t>(i) * 1000;
    pointers[i] = &values[i];
  }
  Slot result;
  call->Invoke(reinterpret_cast<void*>(last), &result, pointers.data());
  EXPECT_EQ(*reinterpret_cast<int32_t*>(&result), 19000);
}

TEST(FFIGenericCall, CountsItsMemory) {
  auto small = Prepare(TypeKind::kVoid, {});
  auto large = Prepare(TypeKind::kVoid,
                       {TypeKind::kInt8, TypeKind::kInt8, TypeKind::kInt8});
  EXPECT_GE(small->MemorySize(), sizeof(GenericCall));
  EXPECT_GT(large->MemorySize(), small->MemorySize());
}
