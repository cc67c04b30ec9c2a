#include <algorithm>
#include <climits>
#include <set>
#include <string_view>

#include "gtest/gtest.h"
#include "node_ffi/abi/type.h"

using node::ffi::kScalarTypeCount;
using node::ffi::kTypeNames;
using node::ffi::Type;
using node::ffi::TypeKind;
using node::ffi::TypeName;

static TypeKind KindOf(std::string_view name) {
  auto it = std::ranges::find(kTypeNames, name, &TypeName::name);
  EXPECT_NE(it, kTypeNames.end()) << name;
  return it->kind;
}

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

TEST(FFIType, NamesAreUniqueAndReachEveryKind) {
  std::set<std::string_view> names;
  std::set<TypeKind> kinds;
  for (const TypeName& type : kTypeNames) {
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    kinds.insert(type.kind);
  }
  EXPECT_EQ(kinds.size(), kScalarTypeCount);
}

TEST(FFIType, AliasesMeanTheSameKind) {
  EXPECT_EQ(KindOf("i8"), KindOf("int8"));
  EXPECT_EQ(KindOf("u8"), KindOf("uint8"));
  EXPECT_EQ(KindOf("bool"), KindOf("uint8"));
  EXPECT_EQ(KindOf("i16"), KindOf("int16"));
  EXPECT_EQ(KindOf("u16"), KindOf("uint16"));
  EXPECT_EQ(KindOf("i32"), KindOf("int32"));
  EXPECT_EQ(KindOf("u32"), KindOf("uint32"));
  EXPECT_EQ(KindOf("i64"), KindOf("int64"));
  EXPECT_EQ(KindOf("u64"), KindOf("uint64"));
  EXPECT_EQ(KindOf("f32"), KindOf("float32"));
  EXPECT_EQ(KindOf("float"), KindOf("float32"));
  EXPECT_EQ(KindOf("f64"), KindOf("float64"));
  EXPECT_EQ(KindOf("double"), KindOf("float64"));
  EXPECT_EQ(KindOf("ptr"), KindOf("pointer"));
  EXPECT_EQ(KindOf("str"), KindOf("string"));
}

TEST(FFIType, CharHasThePlatformsSignedness) {
  EXPECT_EQ(KindOf("char"), CHAR_MIN < 0 ? TypeKind::kInt8 : TypeKind::kUint8);
}
