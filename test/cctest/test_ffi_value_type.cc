#include <algorithm>
#include <climits>
#include <set>
#include <string_view>

#include "gtest/gtest.h"
#include "node_ffi/value_type.h"

using node::ffi::kTypeNames;
using node::ffi::kValueTypeCount;
using node::ffi::TypeName;
using node::ffi::ValueType;

static ValueType TypeOf(std::string_view name) {
  auto it = std::ranges::find(kTypeNames, name, &TypeName::name);
  EXPECT_NE(it, kTypeNames.end()) << name;
  return it->type;
}

TEST(FFIValueType, NamesAreUniqueAndReachEveryType) {
  std::set<std::string_view> names;
  std::set<ValueType> types;
  for (const TypeName& name : kTypeNames) {
    EXPECT_TRUE(names.insert(name.name).second) << name.name;
    types.insert(name.type);
  }
  EXPECT_EQ(types.size(), kValueTypeCount);
}

TEST(FFIValueType, AliasesMeanTheSameType) {
  EXPECT_EQ(TypeOf("i8"), TypeOf("int8"));
  EXPECT_EQ(TypeOf("u8"), TypeOf("uint8"));
  EXPECT_EQ(TypeOf("bool"), TypeOf("uint8"));
  EXPECT_EQ(TypeOf("i16"), TypeOf("int16"));
  EXPECT_EQ(TypeOf("u16"), TypeOf("uint16"));
  EXPECT_EQ(TypeOf("i32"), TypeOf("int32"));
  EXPECT_EQ(TypeOf("u32"), TypeOf("uint32"));
  EXPECT_EQ(TypeOf("i64"), TypeOf("int64"));
  EXPECT_EQ(TypeOf("u64"), TypeOf("uint64"));
  EXPECT_EQ(TypeOf("f32"), TypeOf("float32"));
  EXPECT_EQ(TypeOf("float"), TypeOf("float32"));
  EXPECT_EQ(TypeOf("f64"), TypeOf("float64"));
  EXPECT_EQ(TypeOf("double"), TypeOf("float64"));
  EXPECT_EQ(TypeOf("ptr"), TypeOf("pointer"));
  EXPECT_EQ(TypeOf("str"), TypeOf("string"));
}

TEST(FFIValueType, IntegersOfThePlatformHaveItsSizeAndSign) {
  EXPECT_EQ(TypeOf("int"), ValueType::kInt32);
  EXPECT_EQ(TypeOf("uint"), ValueType::kUint32);
  EXPECT_EQ(TypeOf("ushort"), ValueType::kUint16);
  EXPECT_EQ(TypeOf("ulonglong"), ValueType::kUint64);
  EXPECT_EQ(TypeOf("char16_t"), ValueType::kUint16);
  EXPECT_EQ(TypeOf("size_t"),
            sizeof(size_t) == 8 ? ValueType::kUint64 : ValueType::kUint32);
  EXPECT_EQ(TypeOf("ptrdiff_t"),
            sizeof(size_t) == 8 ? ValueType::kInt64 : ValueType::kInt32);
}

TEST(FFIValueType, CharHasThePlatformsSignedness) {
  EXPECT_EQ(TypeOf("char"),
            CHAR_MIN < 0 ? ValueType::kInt8 : ValueType::kUint8);
}
