#include <set>

#include "gtest/gtest.h"
#include "node_ffi/abi/type.h"

using node::ffi::kScalarTypeCount;
using node::ffi::Type;
using node::ffi::TypeKind;

TEST(FFIType, ScalarsHaveTheSizeAndAlignmentOfTheCType) {
  auto expect = [](TypeKind kind, size_t size, size_t alignment) {
    const Type* type = Type::Scalar(kind);
    EXPECT_EQ(type->kind(), kind);
    EXPECT_EQ(type->size(), size);
    EXPECT_EQ(type->alignment(), alignment);
    EXPECT_FALSE(type->is_void());
  };
  expect(TypeKind::kInt8, 1, 1);
  expect(TypeKind::kUint8, 1, 1);
  expect(TypeKind::kInt16, 2, alignof(int16_t));
  expect(TypeKind::kUint16, 2, alignof(uint16_t));
  expect(TypeKind::kInt32, 4, alignof(int32_t));
  expect(TypeKind::kUint32, 4, alignof(uint32_t));
  expect(TypeKind::kInt64, 8, alignof(int64_t));
  expect(TypeKind::kUint64, 8, alignof(uint64_t));
  expect(TypeKind::kFloat32, 4, alignof(float));
  expect(TypeKind::kFloat64, 8, alignof(double));
  expect(TypeKind::kPointer, sizeof(void*), alignof(void*));
}

TEST(FFIType, VoidHasNoSize) {
  const Type* type = Type::Scalar(TypeKind::kVoid);
  EXPECT_TRUE(type->is_void());
  EXPECT_EQ(type->size(), 0u);
}

TEST(FFIType, ScalarsAreUnique) {
  std::set<const Type*> types;
  for (size_t i = 0; i < kScalarTypeCount; i++) {
    TypeKind kind = static_cast<TypeKind>(i);
    EXPECT_EQ(Type::Scalar(kind), Type::Scalar(kind));
    types.insert(Type::Scalar(kind));
  }
  EXPECT_EQ(types.size(), kScalarTypeCount);
}

TEST(FFIType, IntegersThatAreNarrowAreExtendedByTheirSign) {
  auto extended = [](TypeKind kind) {
    node::ffi::Slot slot;
    slot.uint64 = 0xF1F2F3F4F5F6F7F8;
    return Extended(*Type::Scalar(kind), slot).uint64;
  };
  EXPECT_EQ(extended(TypeKind::kInt8), 0xFFFFFFFFFFFFFFF8u);
  EXPECT_EQ(extended(TypeKind::kUint8), 0xF8u);
  EXPECT_EQ(extended(TypeKind::kInt16), 0xFFFFFFFFFFFFF7F8u);
  EXPECT_EQ(extended(TypeKind::kUint16), 0xF7F8u);
  EXPECT_EQ(extended(TypeKind::kInt32), 0xFFFFFFFFF5F6F7F8u);
  EXPECT_EQ(extended(TypeKind::kUint32), 0xF5F6F7F8u);
  EXPECT_EQ(extended(TypeKind::kInt64), 0xF1F2F3F4F5F6F7F8u);
  EXPECT_EQ(extended(TypeKind::kUint64), 0xF1F2F3F4F5F6F7F8u);
  EXPECT_EQ(extended(TypeKind::kFloat64), 0xF1F2F3F4F5F6F7F8u);
}
