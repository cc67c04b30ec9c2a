#include <cstdint>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/prototype.h"
#include "node_ffi/abi/scalar.h"

using node::ffi::Extended;
using node::ffi::kScalarOf;
using node::ffi::LayoutPointer;
using node::ffi::Prototype;
using node::ffi::Scalar;

namespace {

using namespace layouts;  // NOLINT(build/namespaces)

std::string KeyOf(const LayoutPointer& argument) {
  return NewPrototype(v, {argument}).Key();
}

}  // namespace

TEST(FFIScalar, RepresentsTheTypesOfCpp) {
  EXPECT_EQ(kScalarOf<void>, v->scalar());
  EXPECT_EQ(kScalarOf<bool>, b->scalar());
  EXPECT_EQ(kScalarOf<int8_t>, i8->scalar());
  EXPECT_EQ(kScalarOf<uint16_t>, u16->scalar());
  EXPECT_EQ(kScalarOf<int32_t>, i32->scalar());
  EXPECT_EQ(kScalarOf<uint64_t>, u64->scalar());
  EXPECT_EQ(kScalarOf<float>, f32->scalar());
  EXPECT_EQ(kScalarOf<double>, f64->scalar());
  EXPECT_EQ(kScalarOf<char*>, p->scalar());
}

TEST(FFIScalar, IntegersThatAreNarrowAreExtendedByTheirSign) {
  const uint64_t value = 0xF1F2F3F4F5F6F7F8;
  const auto extended = [&](const LayoutPointer& type) {
    return Extended(type->scalar(), &value);
  };
  EXPECT_EQ(extended(i8), 0xFFFFFFFFFFFFFFF8u);
  EXPECT_EQ(extended(u8), 0xF8u);
  EXPECT_EQ(extended(b), 0xF8u);
  EXPECT_EQ(extended(i16), 0xFFFFFFFFFFFFF7F8u);
  EXPECT_EQ(extended(u16), 0xF7F8u);
  EXPECT_EQ(extended(i32), 0xFFFFFFFFF5F6F7F8u);
  EXPECT_EQ(extended(u32), 0xF5F6F7F8u);
}

TEST(FFIPrototype, ArgumentsBeginAtAMultipleOfEightAndOfTheirAlignment) {
  const auto prototype = NewPrototype(v,
                                      {i8,
                                       Array(i8, 9),
                                       Struct({}, {.alignment = 64}),
                                       Struct({{i8}}, {.alignment = 32}),
                                       f32});
  const auto arguments = prototype.arguments();
  EXPECT_EQ(arguments[0].offset, 0u);
  EXPECT_EQ(arguments[1].offset, 8u);
  EXPECT_EQ(arguments[2].offset, 24u);
  EXPECT_EQ(arguments[3].offset, 32u);
  EXPECT_EQ(arguments[4].offset, 64u);
  EXPECT_EQ(prototype.arguments_size(), 72u);
  EXPECT_EQ(prototype.arguments_alignment(), 32u);
}

TEST(FFIPrototype, ResultsHaveWholeWords) {
  EXPECT_EQ(Prototype(v).result_size(), 8u);
  EXPECT_EQ(Prototype(i8).result_size(), 8u);
  EXPECT_EQ(Prototype(Array(i8, 9)).result_size(), 16u);
  EXPECT_EQ(Prototype(i8).result_alignment(), 8u);
  EXPECT_EQ(Prototype(Struct({{i8}}, {.alignment = 32})).result_alignment(),
            32u);
}

TEST(FFIPrototype, HasALimit) {
  const auto half = Array(i8, Prototype::kMaxSize / 2);
  Prototype prototype(v);
  EXPECT_FALSE(prototype.Add(Array(i8, Prototype::kMaxSize + 1)));
  EXPECT_FALSE(prototype.Add(Array(i8, node::ffi::Layout::kMaxSize)));
  EXPECT_FALSE(prototype.Add(v));
  EXPECT_FALSE(prototype.Add(Flexible(i8)));
  EXPECT_TRUE(prototype.Add(half));
  EXPECT_TRUE(prototype.Add(half));
  EXPECT_FALSE(prototype.Add(i8));
  EXPECT_EQ(prototype.arguments().size(), 2u);
}

TEST(FFIPrototype, KeysTellWhatIsPassedInAnotherWay) {
  const auto all = ValueTypes();
  for (size_t i = 1; i < all.size(); i++) {
    for (size_t j = 1; j < i; j++) EXPECT_NE(KeyOf(all[i]), KeyOf(all[j]));
  }
  EXPECT_NE(KeyOf(Struct({{i64}})), KeyOf(i64));
  EXPECT_NE(KeyOf(Struct({{i32}, {i32}})), KeyOf(Struct({{f32}, {f32}})));
  EXPECT_NE(KeyOf(Array(i8, 15)), KeyOf(Array(i8, 16)));
  EXPECT_NE(KeyOf(Array(i64, 4)),
            KeyOf(Struct({{Array(i64, 4)}}, {.alignment = 32})));
  EXPECT_NE(NewPrototype(i32, {}).Key(), NewPrototype(v, {i32}).Key());
}

TEST(FFIPrototype, KeysAreEqualForWhatIsPassedAlike) {
  EXPECT_EQ(KeyOf(b), KeyOf(u8));
  EXPECT_EQ(KeyOf(Struct({{f64}, {f64}})), KeyOf(Array(f64, 2)));
  EXPECT_EQ(KeyOf(Struct({{i32}, {i32}})), KeyOf(Struct({{u16}, {u32}})));
}
