#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "ffi_layouts.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/layout.h"

using node::ffi::LayoutError;

// Every type here is declared twice: for the compiler, and for Layout. What
// sizeof, alignof and offsetof say, and which bits of memory a bit-field has,
// is what Layout is to say.

namespace {

using layouts::AggregateOptions;
using layouts::Aligned;
using layouts::Array;
using layouts::b;
using layouts::Bits;
using layouts::f32;
using layouts::f64;
using layouts::Field;
using layouts::Flexible;
using layouts::i16;
using layouts::i32;
using layouts::i64;
using layouts::i8;
using layouts::Layout;
using layouts::LayoutPointer;
using layouts::LayoutResult;
using layouts::p;
using layouts::Packing;
using layouts::Padding;
using layouts::Struct;
using layouts::u16;
using layouts::u32;
using layouts::u64;
using layouts::u8;
using layouts::Union;
using layouts::v;

constexpr AggregateOptions kPacked{.packing = Packing::kFull};
constexpr AggregateOptions kPragma2{.packing = Packing::kPragma2};
constexpr AggregateOptions kPragma8{.packing = Packing::kPragma8};

template <typename T>
void ExpectSize(const LayoutPointer& layout) {
  EXPECT_EQ(layout->size(), sizeof(T));
  EXPECT_EQ(layout->alignment(), alignof(T));
}

// A T of zeros in which `fill` sets one field's bits: the bytes that a member
// of this layout has, if all of its bits are set.
template <typename T>
std::vector<uint8_t> Filled(void (*fill)(T*)) {
  std::vector<uint8_t> bytes(sizeof(T));
  T value;
  memset(static_cast<void*>(&value), 0, sizeof(value));
  fill(&value);
  memcpy(bytes.data(), &value, sizeof(value));
  return bytes;
}

std::vector<uint8_t> Filled(const Layout& layout, size_t index) {
  const Layout::Member& member = layout.members()[index];
  std::vector<uint8_t> bytes(layout.size());
  const size_t first = member.offset * 8 + member.bit_offset;
  for (size_t bit = first; bit < first + member.bit_width.value(); bit++) {
    bytes[bit / 8] |= 1 << bit % 8;
  }
  return bytes;
}

#define EXPECT_OFFSET(T, layout, index, name)                                  \
  EXPECT_EQ((layout)->members()[index].offset, offsetof(T, name))

// The value is a variable's, as the compiler warns of constants.
#define EXPECT_BITS(T, layout, index, name)                                    \
  EXPECT_EQ(Filled(*(layout), index), Filled<T>([](T* value) {                 \
              volatile int64_t ones = -1;                                      \
              value->name = ones;                                              \
            }))                                                                \
      << #name

LayoutResult TryStruct(std::vector<Field> fields,
                       const AggregateOptions& options = {}) {
  return Layout::Struct(fields, options);
}

void ExpectError(const LayoutResult& result,
                 LayoutError error,
                 std::optional<size_t> field = std::nullopt) {
  EXPECT_EQ(result.layout, nullptr);
  EXPECT_EQ(result.error, error);
  EXPECT_EQ(result.field, field);
}

}  // namespace

TEST(FFILayout, Scalars) {
  ExpectSize<bool>(b);
  ExpectSize<int8_t>(i8);
  ExpectSize<uint16_t>(u16);
  ExpectSize<int32_t>(i32);
  ExpectSize<int64_t>(i64);
  ExpectSize<float>(f32);
  ExpectSize<double>(f64);
  ExpectSize<void*>(p);
  EXPECT_EQ(v->size(), 0u);
  EXPECT_FALSE(v->is_complete());
}

TEST(FFILayout, StructsHavePadding) {
  struct T {
    char a;
    double b;
    short c;  // NOLINT(runtime/int)
    int d;
    char e;
  };
  auto layout = Struct({{i8}, {f64}, {i16}, {i32}, {i8}});
  ExpectSize<T>(layout);
  EXPECT_OFFSET(T, layout, 0, a);
  EXPECT_OFFSET(T, layout, 1, b);
  EXPECT_OFFSET(T, layout, 2, c);
  EXPECT_OFFSET(T, layout, 3, d);
  EXPECT_OFFSET(T, layout, 4, e);
}

TEST(FFILayout, Nested) {
  struct Inner {
    char a;
    int b[3];
  };
  union Choice {
    char a[13];
    int64_t b;
    Inner c;
  };
  struct T {
    char a;
    Inner b[2];
    char c;
    Choice d;
    char e;
  };
  auto inner = Struct({{i8}, {Array(i32, 3)}});
  auto choice = Union({{Array(i8, 13)}, {i64}, {inner}});
  auto layout = Struct({{i8}, {Array(inner, 2)}, {i8}, {choice}, {i8}});
  ExpectSize<Inner>(inner);
  ExpectSize<Choice>(choice);
  ExpectSize<T>(layout);
  EXPECT_OFFSET(T, layout, 1, b);
  EXPECT_OFFSET(T, layout, 2, c);
  EXPECT_OFFSET(T, layout, 3, d);
  EXPECT_OFFSET(T, layout, 4, e);
  EXPECT_EQ(layout->members()[1].type->element(), inner);
  EXPECT_EQ(layout->members()[1].type->count(), 2u);
  for (const auto& member : choice->members()) EXPECT_EQ(member.offset, 0u);
}

TEST(FFILayout, SingleFieldsAndNone) {
  struct One {
    short a;  // NOLINT(runtime/int)
  };
  ExpectSize<One>(Struct({{i16}}));
  // In C. In C++, these have a size of 1.
  EXPECT_EQ(Struct({})->size(), 0u);
  EXPECT_EQ(Struct({})->alignment(), 1u);
  EXPECT_EQ(Union({})->size(), 0u);
  EXPECT_EQ(Struct({{Array(i64, 0)}})->size(), 0u);
  EXPECT_EQ(Struct({{Array(i64, 0)}})->alignment(), 8u);
}

TEST(FFILayout, Packed) {
  struct Inner {
    char a;
    double b;
  };
  struct __attribute__((packed)) T {
    char a;
    double b;
    Inner c;
    __attribute__((aligned(4))) char d;
    __attribute__((aligned(2))) int e;
  };
  auto layout = Struct(
      {{i8}, {f64}, {Struct({{i8}, {f64}})}, Aligned(i8, 4), Aligned(i32, 2)},
      kPacked);
  ExpectSize<T>(layout);
  EXPECT_OFFSET(T, layout, 1, b);
  EXPECT_OFFSET(T, layout, 2, c);
  EXPECT_OFFSET(T, layout, 3, d);
  EXPECT_OFFSET(T, layout, 4, e);
}

#pragma pack(push, 2)
struct PackedBy2 {
  char a;
  double b;
  __attribute__((aligned(8))) char c;
  int d : 3;
  int e : 31;
  int64_t f : 40;
};
#pragma pack(pop)

TEST(FFILayout, PackedByAPragma) {
  auto layout = Struct(
      {{i8}, {f64}, Aligned(i8, 8), Bits(i32, 3), Bits(i32, 31), Bits(i64, 40)},
      kPragma2);
  ExpectSize<PackedBy2>(layout);
  EXPECT_OFFSET(PackedBy2, layout, 1, b);
  EXPECT_OFFSET(PackedBy2, layout, 2, c);
  EXPECT_BITS(PackedBy2, layout, 3, d);
  EXPECT_BITS(PackedBy2, layout, 4, e);
  EXPECT_BITS(PackedBy2, layout, 5, f);
}

#pragma pack(push, 8)
struct PackedBy8 {
  int a : 20;
  int b : 20;
};
#pragma pack(pop)

// A pragma that leaves all alignments alone lets bit-fields cross units.
TEST(FFILayout, PackedByAPragmaOfEight) {
  auto layout = Struct({Bits(i32, 20), Bits(i32, 20)}, kPragma8);
  ExpectSize<PackedBy8>(layout);
  EXPECT_BITS(PackedBy8, layout, 0, a);
  EXPECT_BITS(PackedBy8, layout, 1, b);
}

TEST(FFILayout, OverAligned) {
  struct alignas(32) Whole {
    int a;
  };
  struct T {
    char a;
    alignas(16) char b;
    Whole c;
    char d;
  };
  auto whole = Struct({{i32}}, {.alignment = 32});
  auto layout = Struct({{i8}, Aligned(i8, 16), {whole}, {i8}});
  ExpectSize<Whole>(whole);
  EXPECT_EQ(whole->natural_alignment(), 4u);
  ExpectSize<T>(layout);
  EXPECT_OFFSET(T, layout, 1, b);
  EXPECT_OFFSET(T, layout, 2, c);
  EXPECT_OFFSET(T, layout, 3, d);
  // A wish for less is not heard.
  EXPECT_EQ(Struct({Aligned(i32, 2)}, {.alignment = 1})->alignment(), 4u);
}

TEST(FFILayout, BitFieldsShareUnits) {
  struct T {
    unsigned a : 3;
    int b : 5;
    uint64_t c : 30;
    int d : 20;
    char e;
    int f : 24;
    bool g : 1;
    uint8_t h : 8;
    uint64_t i : 64;
  };
  auto layout = Struct({Bits(u32, 3),
                        Bits(i32, 5),
                        Bits(u64, 30),
                        Bits(i32, 20),
                        {i8},
                        Bits(i32, 24),
                        Bits(b, 1),
                        Bits(u8, 8),
                        Bits(u64, 64)});
  ExpectSize<T>(layout);
  EXPECT_BITS(T, layout, 0, a);
  EXPECT_BITS(T, layout, 1, b);
  EXPECT_BITS(T, layout, 2, c);
  EXPECT_BITS(T, layout, 3, d);
  EXPECT_OFFSET(T, layout, 4, e);
  EXPECT_BITS(T, layout, 5, f);
  EXPECT_BITS(T, layout, 6, g);
  EXPECT_BITS(T, layout, 7, h);
  EXPECT_BITS(T, layout, 8, i);
  // Each is in one unit of its type, within the struct.
  for (const auto& member : layout->members()) {
    if (!member.is_bit_field()) continue;
    EXPECT_EQ(member.offset % member.type->size(), 0u);
    const size_t end = member.bit_offset + *member.bit_width;
    EXPECT_LE(end, member.type->size() * 8);
    EXPECT_LE(member.offset + member.type->size(), layout->size());
  }
}

TEST(FFILayout, UnnamedBitFields) {
  struct T {
    char a;
    int : 3;
    unsigned b : 4;
    int : 0;
    unsigned c : 4;
    int64_t : 0;
    char d;
    int64_t : 7;
  };
  auto layout = Struct({{i8},
                        Padding(i32, 3),
                        Bits(u32, 4),
                        Padding(i32, 0),
                        Bits(u32, 4),
                        Padding(i64, 0),
                        {i8},
                        Padding(i64, 7)});
  ExpectSize<T>(layout);
  EXPECT_BITS(T, layout, 2, b);
  EXPECT_BITS(T, layout, 4, c);
  EXPECT_OFFSET(T, layout, 6, d);
}

// Whatever this is compiled for.
TEST(FFILayout, UnnamedBitFieldsOfOtherPlatforms) {
  const std::initializer_list<Field> fields = {
      {i8}, Padding(i32, 0), {i8}, Padding(i16, 3)};
  AggregateOptions system_v, aapcs64;
  system_v.unnamed_bit_fields_align = false;
  aapcs64.unnamed_bit_fields_align = true;
  EXPECT_EQ(Struct(fields, system_v)->alignment(), 1u);
  EXPECT_EQ(Struct(fields, system_v)->size(), 6u);
  EXPECT_EQ(Struct(fields, aapcs64)->alignment(), 4u);
  EXPECT_EQ(Struct(fields, aapcs64)->size(), 8u);
}

TEST(FFILayout, PackedBitFields) {
  struct __attribute__((packed)) T {
    unsigned a : 3;
    unsigned b : 31;
    uint64_t c : 61;
    int : 0;
    char d;
    uint64_t e : 64;
  };
  auto layout = Struct({Bits(u32, 3),
                        Bits(u32, 31),
                        Bits(u64, 61),
                        Padding(i32, 0),
                        {i8},
                        Bits(u64, 64)},
                       kPacked);
  ExpectSize<T>(layout);
  EXPECT_BITS(T, layout, 0, a);
  EXPECT_BITS(T, layout, 1, b);
  EXPECT_BITS(T, layout, 2, c);
  EXPECT_OFFSET(T, layout, 4, d);
  EXPECT_BITS(T, layout, 5, e);
  for (const auto& member : layout->members()) EXPECT_LT(member.bit_offset, 8);
}

TEST(FFILayout, BitFieldsInUnions) {
  union T {
    unsigned a : 3;
    uint64_t b : 50;
    char c[5];
  };
  auto layout = Union({Bits(u32, 3), Bits(u64, 50), {Array(i8, 5)}});
  ExpectSize<T>(layout);
  EXPECT_BITS(T, layout, 0, a);
  EXPECT_BITS(T, layout, 1, b);
}

TEST(FFILayout, FlexibleArrays) {
  struct T {
    int64_t a;
    char b;
    int c[];
  };
  auto layout = Struct({{i64}, {i8}, {Flexible(i32)}});
  ExpectSize<T>(layout);
  EXPECT_OFFSET(T, layout, 2, c);
  EXPECT_TRUE(layout->is_flexible());
  EXPECT_FALSE(layout->is_complete());

  ExpectError(TryStruct({{i8}, {Flexible(i8)}, {i8}}),
              LayoutError::kFlexibleNotLast,
              1);
  ExpectError(TryStruct({{Flexible(i8)}}), LayoutError::kFlexibleAlone, 0);
  ExpectError(TryStruct({Padding(i8, 3), {Flexible(i8)}}),
              LayoutError::kFlexibleAlone,
              1);
  ExpectError(TryStruct({{i8}, {layout}}), LayoutError::kIncomplete, 1);
  ExpectError(Layout::Array(layout, 2), LayoutError::kIncomplete);
  ExpectError(Layout::Array(Flexible(i8), 2), LayoutError::kIncomplete);
  const Field in_union[] = {{i8}, {Flexible(i8)}};
  ExpectError(Layout::Union(in_union), LayoutError::kFlexibleNotLast, 1);
}

TEST(FFILayout, BadBitFields) {
  ExpectError(
      TryStruct({{i8}, Bits(i32, 33)}), LayoutError::kBitFieldTooWide, 1);
  ExpectError(TryStruct({Bits(b, 2)}), LayoutError::kBitFieldTooWide, 0);
  ExpectError(
      TryStruct({Bits(i32, SIZE_MAX)}), LayoutError::kBitFieldTooWide, 0);
  ExpectError(
      TryStruct({Bits(i32, 0)}), LayoutError::kBitFieldNamedWithoutWidth, 0);
  for (const LayoutPointer& type : {f32, p, v, Array(i8, 1), Struct({{i8}})}) {
    ExpectError(TryStruct({Bits(type, 1)}), LayoutError::kBitFieldType, 0);
  }
}

TEST(FFILayout, BadAlignments) {
  for (size_t alignment : {size_t{3}, size_t{1} << 29, SIZE_MAX}) {
    ExpectError(
        TryStruct({{i8}, Aligned(i8, alignment)}), LayoutError::kAlignment, 1);
    ExpectError(TryStruct({{i8}}, {.alignment = alignment}),
                LayoutError::kAlignment);
  }
  ExpectError(TryStruct({{v}}), LayoutError::kIncomplete, 0);
  ExpectError(Layout::Array(v, 1), LayoutError::kIncomplete);
}

TEST(FFILayout, TooLarge) {
  auto half = Array(i8, Layout::kMaxSize / 2);
  EXPECT_EQ(Array(half, 2)->size(), Layout::kMaxSize - 1);
  EXPECT_EQ(Struct({{half}, {half}})->size(), Layout::kMaxSize - 1);
  ExpectError(Layout::Array(half, 3), LayoutError::kTooLarge);
  ExpectError(Layout::Array(i64, SIZE_MAX), LayoutError::kTooLarge);
  ExpectError(TryStruct({{half}, {half}, {i16}}), LayoutError::kTooLarge, 2);
  ExpectError(
      TryStruct({{half}, {half}, Bits(i64, 64)}), LayoutError::kTooLarge, 2);
  ExpectError(TryStruct({{half}, {half}}, {.alignment = 1024}),
              LayoutError::kTooLarge);
  EXPECT_EQ(Array(Struct({}), SIZE_MAX)->size(), 0u);
}

TEST(FFILayout, TooDeep) {
  LayoutPointer layout = i8;
  for (size_t i = 0; i < Layout::kMaxDepth; i++) {
    if (i % 2 == 0) {
      layout = Array(layout, 1);
    } else {
      layout = Struct({{layout}});
    }
  }
  EXPECT_EQ(layout->size(), 1u);
  ExpectError(TryStruct({{layout}}), LayoutError::kTooDeep, 0);
  ExpectError(Layout::Array(layout, 1), LayoutError::kTooDeep);
}
