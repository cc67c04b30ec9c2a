#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ffi_layouts.h"
#include "ffi_thunk_frame.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/placement.h"

// First listings: what a convention's document says of a signature. Then calls
// in which the compiler puts the arguments and results of this platform.

namespace {

using layouts::AggregateOptions;
using layouts::Aligned;
using layouts::Array;
using layouts::b;
using layouts::Bits;
using layouts::f32;
using layouts::f64;
using layouts::Flexible;
using layouts::i16;
using layouts::i32;
using layouts::i64;
using layouts::i8;
using layouts::Layout;
using layouts::LayoutPointer;
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
using node::ffi::Convention;
using node::ffi::kAapcs64;
using node::ffi::kSystemVX64;
using node::ffi::Piece;
using node::ffi::Place;
using node::ffi::Placement;

constexpr AggregateOptions kPacked{.packing = Packing::kFull};

std::optional<Placement> TryPlace(const Convention& convention,
                                  const LayoutPointer& result,
                                  const std::vector<LayoutPointer>& arguments) {
  std::vector<const Layout*> types;
  for (const LayoutPointer& argument : arguments) {
    types.push_back(argument.get());
  }
  return Place(convention, *result, types);
}

std::string OnX64(const LayoutPointer& result,
                  const std::vector<LayoutPointer>& arguments) {
  return ToString(TryPlace(kSystemVX64, result, arguments).value());
}

std::string OnArm64(const LayoutPointer& result,
                    const std::vector<LayoutPointer>& arguments) {
  return ToString(TryPlace(kAapcs64, result, arguments).value());
}

std::vector<LayoutPointer> Times(size_t count, const LayoutPointer& type) {
  return std::vector<LayoutPointer>(count, type);
}

}  // namespace

// Figures 3.5 and 3.6 of the psABI, without what there are no types for: a long
// double and two vectors.
TEST(FFIPlacement, ExampleOfTheSystemVDocument) {
  auto structparm = Struct({{i32}, {i32}, {f64}});
  EXPECT_EQ(OnX64(v, {i32, i32, structparm, i32, i32, f64, f64, i32, i32, i32}),
            "rdi:s4, rsi:s4, {rdx xmm0}, rcx:s4, r8:s4, xmm1, xmm2, r9:s4, "
            "stack+0:s4, stack+8:s4");
}

TEST(FFIPlacement, ScalarsOnX64) {
  EXPECT_EQ(OnX64(v, {}), "");
  EXPECT_EQ(OnX64(i32, {b, u8, i16, u32, i64, p}),
            "rdi:u1, rsi:u1, rdx:s2, rcx:u4, r8, r9 -> rax:s4");
  EXPECT_EQ(OnX64(f32, {f64, i64, f32}), "xmm0, rdi, xmm1:f4 -> xmm0:f4");
  EXPECT_EQ(OnX64(v, Times(8, i64)),
            "rdi, rsi, rdx, rcx, r8, r9, stack+0, stack+8");
  EXPECT_EQ(OnX64(v, Times(10, f32)),
            "xmm0:f4, xmm1:f4, xmm2:f4, xmm3:f4, xmm4:f4, xmm5:f4, xmm6:f4, "
            "xmm7:f4, stack+0:f4, stack+8:f4");
}

TEST(FFIPlacement, ClassesOnX64) {
  EXPECT_EQ(OnX64(v, {Struct({{f64}, {f64}})}), "{xmm0 xmm1}");
  EXPECT_EQ(OnX64(v, {Struct({{f32}, {f32}, {f32}})}), "{xmm0 xmm1:b4}");
  EXPECT_EQ(OnX64(v, {Struct({{f32}, {i32}, {f64}})}), "{rdi xmm0}");
  EXPECT_EQ(OnX64(v, {Struct({{i8}, {i8}, {i8}})}), "{rdi:b3}");
  EXPECT_EQ(OnX64(v, {Struct({{f64}, {i8}})}), "{xmm0 rdi}");
  EXPECT_EQ(OnX64(v, {Array(f32, 3)}), "{xmm0 xmm1:b4}");
  EXPECT_EQ(OnX64(v, {Union({{f64}, {i32}})}), "{rdi}");
  EXPECT_EQ(OnX64(v, {Union({{Array(f32, 4)}, {f64}})}), "{xmm0 xmm1}");
  EXPECT_EQ(OnX64(v, {Struct({{i64}, {i64}, {i8}})}), "{stack+0:b24}");
  // Of its second half there is only padding.
  EXPECT_EQ(OnX64(v, {Struct({{i8}}, {.alignment = 16})}), "{rdi}");
  // Both eightbytes have a part of it.
  EXPECT_EQ(OnX64(v, {Struct({{i8}, Bits(i64, 60)}, kPacked)}), "{rdi rsi:b1}");
}

// Of unnamed bit-fields, there is only as much as there are registers for.
TEST(FFIPlacement, NothingButPaddingOnX64) {
  // As System V has it, whatever this is compiled for.
  auto padding = Struct({Padding(i32, 3)}, {.unnamed_bit_fields_align = false});
  auto large = Union({Padding(i32, 3)},
                     {.alignment = 64, .unnamed_bit_fields_align = false});
  EXPECT_EQ(OnX64(v, {padding, i32}), "{rdi:b1}, rsi:s4");
  EXPECT_EQ(OnX64(v, {i64, i64, i64, i64, i64, i64, padding, i32}),
            "rdi, rsi, rdx, rcx, r8, r9, stack+0:s4");
  EXPECT_EQ(OnX64(v, {large, i32}), "rdi:s4");
  EXPECT_EQ(OnX64(large, {i32}), "rdi:s4");
  EXPECT_EQ(OnX64(v, {Struct({{large}, {i8}}), i32}), "{stack+0:b128}, rdi:s4");
}

// A field that is not aligned makes all of it MEMORY.
TEST(FFIPlacement, FieldsThatAreNotAlignedOnX64) {
  auto packed = Struct({{i8}, {i32}}, kPacked);
  EXPECT_EQ(OnX64(v, {packed}), "{stack+0:b5}");
  EXPECT_EQ(OnX64(v, {Struct({{i8}, {i8}}, kPacked)}), "{rdi:b2}");
  EXPECT_EQ(OnX64(v, {Struct({{i32}, {f64}}, kPacked)}), "{stack+0:b12}");
  EXPECT_EQ(OnX64(v, {Struct({{i8}, {Struct({{i16}})}}, kPacked)}),
            "{stack+0:b3}");
  EXPECT_EQ(OnX64(packed, {}), " -> [rdi]");
  // Of an array, GCC looks at the first element.
  auto five = Struct({{f32}, {u8}}, kPacked);
  EXPECT_EQ(OnX64(v, {Array(five, 3)}), "{rdi rsi:b7}");
  // A bit-field that is as good as an int is one, when it isn't aligned.
  EXPECT_EQ(OnX64(v, {Struct({{i8}, {Struct({Bits(i32, 31)})}}, kPacked)}),
            "{rdi:b5}");
  EXPECT_EQ(OnX64(v, {Struct({{i8}, {Struct({Bits(i32, 32)})}}, kPacked)}),
            "{stack+0:b5}");
}

// What does not fit as a whole leaves the registers to later arguments.
TEST(FFIPlacement, RegistersThatAreUsedUpOnX64) {
  auto pair = Struct({{i64}, {i64}});
  EXPECT_EQ(OnX64(v, {i64, i64, i64, i64, i64, pair, i64, i64}),
            "rdi, rsi, rdx, rcx, r8, {stack+0:b16}, r9, stack+16");
  auto mixed = Struct({{i64}, {f64}});
  std::vector<LayoutPointer> arguments = Times(8, f64);
  arguments.insert(arguments.end(), {mixed, i64, f64});
  EXPECT_EQ(OnX64(v, arguments),
            "xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7, {stack+0:b16}, "
            "rdi, stack+16");
}

TEST(FFIPlacement, TheStackOnX64) {
  auto aligned = Struct({{Array(i64, 4)}}, {.alignment = 16});
  auto placement =
      TryPlace(kSystemVX64, v, {Struct({{Array(i8, 17)}}), aligned, aligned});
  EXPECT_EQ(ToString(*placement),
            "{stack+0:b17}, {stack+32:b32}, {stack+64:b32}");
  EXPECT_EQ(placement->stack_size, 96u);
  EXPECT_EQ(placement->stack_alignment, 16u);
  auto more =
      TryPlace(kSystemVX64, v, {Struct({{Array(i8, 20)}}, {.alignment = 64})});
  EXPECT_EQ(more->stack_alignment, 64u);
}

TEST(FFIPlacement, ResultsOnX64) {
  EXPECT_EQ(OnX64(Struct({{i64}, {i64}}), {i64}), "rdi -> {rax rdx}");
  EXPECT_EQ(OnX64(Struct({{f64}, {f64}}), {}), " -> {xmm0 xmm1}");
  EXPECT_EQ(OnX64(Struct({{f64}, {i32}}), {}), " -> {xmm0 rax}");
  EXPECT_EQ(OnX64(Struct({{i32}, {i32}, {f32}}), {}), " -> {rax xmm0:b4}");
  EXPECT_EQ(OnX64(Struct({{Array(f64, 3)}}), {i64, f64}), "rsi, xmm0 -> [rdi]");
}

TEST(FFIPlacement, NothingAtAll) {
  auto nothing = Struct({});
  EXPECT_EQ(OnX64(nothing, {i64, nothing, i64}), "rdi, rsi");
  EXPECT_EQ(OnArm64(nothing, {i64, nothing, i64}), "x0, x1");
}

TEST(FFIPlacement, ScalarsOnArm64) {
  EXPECT_EQ(OnArm64(i32, {b, f32, i16, f64}),
            "x0:u1, v0:f4, x1:s2, v1 -> x0:s4");
  EXPECT_EQ(OnArm64(v, Times(10, i32)),
            "x0:s4, x1:s4, x2:s4, x3:s4, x4:s4, x5:s4, x6:s4, x7:s4, "
            "stack+0:s4, stack+8:s4");
}

TEST(FFIPlacement, HomogeneousFloatsOnArm64) {
  EXPECT_EQ(OnArm64(v, {Struct({{f32}, {f32}, {f32}})}), "{v0:b4 v1:b4 v2:b4}");
  EXPECT_EQ(OnArm64(v, {Array(f64, 4)}), "{v0 v1 v2 v3}");
  EXPECT_EQ(OnArm64(v, {Union({{Array(f32, 2)}, {f32}})}), "{v0:b4 v1:b4}");
  EXPECT_EQ(OnArm64(v, {Struct({{f32}, {Struct({{f32}})}, {Struct({})}})}),
            "{v0:b4 v1:b4}");
  // These are none.
  EXPECT_EQ(OnArm64(v, {Struct({{f32}, {f64}})}), "{x0 x1}");
  EXPECT_EQ(OnArm64(v, {Array(f32, 5)}), "&x0");
  EXPECT_EQ(OnArm64(v, {Struct({{f32}, {i32}})}), "{x0}");
  EXPECT_EQ(OnArm64(v, {Struct({{f64}}, {.alignment = 16})}), "{x0 x1}");
  EXPECT_EQ(OnArm64(v, {Union({{f32}, {f64}})}), "{x0}");
  // One that does not fit uses up all registers.
  auto three = Array(f64, 3);
  EXPECT_EQ(OnArm64(v, {three, three, three, f64}),
            "{v0 v1 v2}, {v3 v4 v5}, {stack+0:b24}, stack+24");
}

TEST(FFIPlacement, CompositesOnArm64) {
  auto pair = Struct({{i64}, {i64}});
  EXPECT_EQ(OnArm64(pair, {pair}), "{x0 x1} -> {x0 x1}");
  EXPECT_EQ(OnArm64(v, {Struct({{i64}, {i8}})}), "{x0 x1}");
  EXPECT_EQ(OnArm64(v, {Array(i8, 11)}), "{x0 x1:b3}");
  EXPECT_EQ(OnArm64(v, {Struct({{i8}, {f64}}, kPacked)}), "{x0 x1:b1}");
  EXPECT_EQ(OnArm64(Array(i8, 17), {Array(i8, 17), i64}), "&x0, x1 -> [x8]");
  // One that does not fit uses up all registers.
  std::vector<LayoutPointer> arguments = Times(7, i64);
  arguments.insert(arguments.end(), {pair, i64, Array(i8, 20)});
  EXPECT_EQ(OnArm64(v, arguments),
            "x0, x1, x2, x3, x4, x5, x6, {stack+0:b16}, stack+16, &stack+24");
  // What a member wants is heard, what the whole wants is not.
  EXPECT_EQ(OnArm64(v, {i64, Struct({Aligned(i64, 16)})}), "x0, {x2 x3}");
  EXPECT_EQ(OnArm64(v, {i64, Struct({{i64}}, {.alignment = 16})}),
            "x0, {x1 x2}");
}

TEST(FFIPlacement, WhatHasNoPlace) {
  const auto flexible = Struct({{i64}, {Flexible(i8)}});
  for (const Convention* convention : {&kSystemVX64, &kAapcs64}) {
    EXPECT_FALSE(TryPlace(*convention, v, {v}));
    EXPECT_FALSE(TryPlace(*convention, v, {flexible}));
    EXPECT_FALSE(TryPlace(*convention, flexible, {}));
  }
  const auto large = Array(i8, node::ffi::Prototype::kMaxSize / 2 + 8);
  EXPECT_TRUE(TryPlace(kSystemVX64, v, {large}));
  EXPECT_FALSE(TryPlace(kSystemVX64, v, {large, large}));
  EXPECT_FALSE(TryPlace(kSystemVX64, v, {Array(i64, Layout::kMaxSize / 8)}));
}

// Types that stand twice in each other are looked at once.
TEST(FFIPlacement, TypesOfManyPaths) {
  LayoutPointer type = f32;
  for (size_t i = 0; i < 100; i++) type = Union({{type}, {type}});
  EXPECT_EQ(OnX64(v, {type}), "{xmm0:b4}");
  EXPECT_EQ(OnArm64(v, {type}), "{v0:b4}");
  type = Struct({});
  for (size_t i = 0; i < 100; i++) type = Struct({{type}, {type}});
  EXPECT_EQ(OnX64(v, {Struct({{i32}, {type}})}), "{rdi:b4}");
  EXPECT_EQ(OnArm64(v, {Struct({{f32}, {type}})}), "{v0:b4}");
}

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

namespace {

#ifdef __x86_64__
constexpr const Convention& kConvention = kSystemVX64;
#else
constexpr const Convention& kConvention = kAapcs64;
#endif

// C types and what they are described by. None has padding, which compilers
// need not pass.
template <typename T>
LayoutPointer Describe();

#define TYPE(T, description)                                                   \
  template <>                                                                  \
  LayoutPointer Describe<T>() {                                                \
    return description;                                                        \
  }
#define STRUCT(name, fields, ...)                                              \
  struct name fields;                                                          \
  TYPE(name, Struct(__VA_ARGS__))

TYPE(int8_t, i8)
TYPE(uint16_t, u16)
TYPE(int32_t, i32)
TYPE(uint32_t, u32)
TYPE(int64_t, i64)
TYPE(float, f32)
TYPE(double, f64)

STRUCT(Byte, { char a; }, {{i8}})
STRUCT(Bytes3, { char a[3]; }, {{Array(i8, 3)}})
STRUCT(Bytes11, { char a[11]; }, {{Array(i8, 11)}})
STRUCT(Bytes17, { char a[17]; }, {{Array(i8, 17)}})
STRUCT(Ints, { int a[3]; }, {{Array(i32, 3)}})
STRUCT(Longs, { int64_t a[2]; }, {{Array(i64, 2)}})
STRUCT(Float, { float a; }, {{f32}})
STRUCT(Floats3, { float a[3]; }, {{Array(f32, 3)}})
STRUCT(Double, { double a; }, {{f64}})
STRUCT(Doubles2, { double a[2]; }, {{Array(f64, 2)}})
STRUCT(Doubles4, { double a[4]; }, {{Array(f64, 4)}})
STRUCT(FloatAndInt,
       {
         float a;
         int b;
         double c;
       },
       {{f32}, {i32}, {f64}})
STRUCT(DoubleAndLong,
       {
         double a;
         int64_t b;
       },
       {{f64}, {i64}})
STRUCT(LongAndFloats,
       {
         int64_t a;
         float b[2];
       },
       {{i64}, {Array(f32, 2)}})
STRUCT(Large, { int64_t a[5]; }, {{Array(i64, 5)}})
STRUCT(AlignedMember,
       {
         alignas(16) int64_t a;
         int64_t b;
       },
       {Aligned(i64, 16), {i64}})
struct alignas(16) AlignedWhole {
  int64_t a[4];
};
TYPE(AlignedWhole, Struct({{Array(i64, 4)}}, {.alignment = 16}))

struct __attribute__((packed)) NotAligned {
  char a;
  int64_t b;
};
TYPE(NotAligned, Struct({{i8}, {i64}}, kPacked))

union DoubleOrLong {
  double a;
  int64_t b;
};
TYPE(DoubleOrLong, Union({{f64}, {i64}}))

// Bytes that are different in each argument.
template <typename T>
T NewValue(size_t index) {
  unsigned char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); i++) {
    bytes[i] = static_cast<unsigned char>(i * 7 + index * 37 + 1);
  }
  T value;
  memcpy(&value, bytes, sizeof(value));
  return value;
}

// Where in a frame this piece is.
const unsigned char* Find(const Piece& piece, const Frame& frame) {
  const auto& integers = kConvention.integer_arguments;
  switch (piece.place) {
    case Piece::Place::kInteger:
      return reinterpret_cast<const unsigned char*>(
          &frame.integers[std::ranges::find(integers, piece.where) -
                          integers.begin()]);
    case Piece::Place::kFloat:
      return reinterpret_cast<const unsigned char*>(&frame.floats[piece.where]);
    default:
      return reinterpret_cast<const unsigned char*>(frame.slots) + piece.where;
  }
}

void Compare(const Piece& piece,
             const unsigned char* found,
             const void* value) {
  // The copy that it points to may be gone by now.
  if (piece.content == Piece::Content::kAddress) return;
  const auto* expected = static_cast<const unsigned char*>(value);
  EXPECT_EQ(memcmp(found, expected + piece.offset, piece.size), 0)
      << "argument " << piece.argument << ", byte " << piece.offset;
}

template <typename... T, size_t... I>
std::tuple<T...> NewValues(std::index_sequence<I...>) {
  return {NewValue<T>(I)...};
}

template <typename... T>
void CheckArguments() {
  const auto placement = TryPlace(kConvention, v, {Describe<T>()...});
  SCOPED_TRACE(ToString(*placement));
  const auto values = NewValues<T...>(std::index_sequence_for<T...>());
  // Volatile, or the compiler sees that the function has no arguments, and
  // leaves them out.
  void* volatile receive = reinterpret_cast<void*>(FfiTestReceive);
  std::apply(reinterpret_cast<void (*)(T...)>(receive), values);

  const std::vector<const void*> pointers = std::apply(
      [](const T&... value) { return std::vector<const void*>{&value...}; },
      values);
  // How many bytes of each have no place.
  std::vector<size_t> missing{sizeof(T)...};
  for (const Piece& piece : placement->arguments) {
    missing[piece.argument] -= piece.content == Piece::Content::kAddress
                                   ? missing[piece.argument]
                                   : piece.size;
    Compare(piece, Find(piece, ffi_test_received), pointers[piece.argument]);
  }
  EXPECT_EQ(missing, std::vector<size_t>(sizeof...(T)));
  EXPECT_EQ(ffi_test_received_stack % placement->stack_alignment, 0u);
}

template <typename T>
void CheckResult() {
  const auto placement = TryPlace(kConvention, Describe<T>(), {});
  SCOPED_TRACE(ToString(*placement));
  const T value = NewValue<T>(0);
  T (*give)() = [] { return NewValue<T>(0); };
  Frame frame{};
  frame.integers[0] = reinterpret_cast<uintptr_t>(ffi_test_result_room);
  memset(ffi_test_result_room, 0, sizeof(ffi_test_result_room));
  FfiTestCallWithFrame(reinterpret_cast<const void*>(give), &frame);

  EXPECT_EQ(memcmp(ffi_test_result_room, &value, sizeof(value)) == 0,
            placement->result_is_in_memory);
  for (const Piece& piece : placement->result) {
    const auto& integers = kConvention.integer_results;
    const uint64_t* place =
        piece.place == Piece::Place::kFloat
            ? &ffi_test_returned.floats[piece.where]
            : &ffi_test_returned
                   .integers[std::ranges::find(integers, piece.where) -
                             integers.begin()];
    Compare(piece, reinterpret_cast<const unsigned char*>(place), &value);
  }
}

// Each type alone, behind others, where registers are used up, and as a result.
template <typename... T>
void CheckEach() {
  (CheckArguments<T>(), ...);
  (CheckArguments<int8_t, T, T, T, float, T>(), ...);
  (CheckArguments<int64_t,
                  double,
                  T,
                  int32_t,
                  T,
                  float,
                  T,
                  T,
                  T,
                  T,
                  int64_t,
                  T,
                  double>(),
   ...);
  (CheckArguments<int64_t,
                  int64_t,
                  int64_t,
                  int64_t,
                  int64_t,
                  T,
                  int64_t,
                  T,
                  int64_t,
                  int64_t>(),
   ...);
  (CheckArguments<double,
                  double,
                  double,
                  double,
                  double,
                  double,
                  double,
                  T,
                  T,
                  double,
                  T,
                  int64_t>(),
   ...);
  (CheckResult<T>(), ...);
}

}  // namespace

TEST(FFIPlacement, ScalarsAsCompiled) {
  CheckEach<int8_t, uint16_t, int32_t, uint32_t, int64_t, float, double>();
}

TEST(FFIPlacement, AggregatesAsCompiled) {
  CheckEach<Byte, Bytes3, Bytes11, Bytes17, Ints, Longs, Large>();
  CheckEach<Float, Floats3, Double, Doubles2, Doubles4>();
  CheckEach<FloatAndInt, DoubleAndLong, LongAndFloats, DoubleOrLong>();
  CheckEach<AlignedMember, AlignedWhole, NotAligned>();
}

TEST(FFIPlacement, MixturesAsCompiled) {
  CheckArguments<Doubles2,
                 Longs,
                 FloatAndInt,
                 Bytes17,
                 LongAndFloats,
                 Float,
                 NotAligned,
                 Byte,
                 DoubleAndLong,
                 Ints,
                 AlignedWhole,
                 Bytes3>();
  CheckArguments<Large,
                 DoubleAndLong,
                 DoubleAndLong,
                 DoubleAndLong,
                 DoubleAndLong,
                 DoubleAndLong,
                 DoubleAndLong,
                 DoubleAndLong,
                 Byte,
                 Double>();
}

#endif
