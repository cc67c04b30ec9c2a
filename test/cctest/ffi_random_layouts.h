#ifndef TEST_CCTEST_FFI_RANDOM_LAYOUTS_H_
#define TEST_CCTEST_FFI_RANDOM_LAYOUTS_H_

#include <cstddef>
#include <random>
#include <vector>

#include "ffi_layouts.h"
#include "ffi_signatures.h"
#include "node_ffi/abi/prototype.h"

// Random types, the same ones in each run: small ones, which registers may
// have, and now and then one that is large, packed, or aligned to more.
class RandomLayouts {
 public:
  explicit RandomLayouts(unsigned int seed) : random_(seed) {}

  size_t Below(size_t limit) { return random_() % limit; }
  bool OneIn(size_t count) { return Below(count) == 0; }

  node::ffi::LayoutPointer Scalar() { return scalars_[Below(scalars_.size())]; }

  node::ffi::LayoutPointer Aggregate(size_t depth = 2) {
    using node::ffi::Field;
    // Of one kind only, as classes of registers are.
    const node::ffi::LayoutPointer only =
        OneIn(3) ? (OneIn(2) ? layouts::f32 : layouts::f64) : nullptr;
    if (OneIn(6)) return layouts::Array(Element(only, depth), Size());
    std::vector<Field> fields(Below(4) + !OneIn(20));
    for (Field& field : fields) field = NewField(only, depth);
    constexpr size_t kAlignments[] = {2, 8, 16, 32, 64, 128};
    using Packing = node::ffi::AggregateOptions::Packing;
    const node::ffi::AggregateOptions options{
        .packing = OneIn(10) ? Packing::kFull : Packing::kNone,
        .alignment = OneIn(12) ? kAlignments[Below(6)] : 0};
    return layouts::Expect(OneIn(5)
                               ? node::ffi::Layout::Union(fields, options)
                               : node::ffi::Layout::Struct(fields, options));
  }

  // Aggregates and scalars mixed.
  node::ffi::Prototype Prototype(size_t max_count) {
    const auto any = [&] {
      for (;;) {
        auto type = OneIn(3) ? Scalar() : Aggregate();
        if (type->size() < 4096) return type;
      }
    };
    node::ffi::Prototype prototype(OneIn(8) ? layouts::v : any());
    for (size_t count = Below(max_count + 1); count > 0; count--)
      EXPECT_TRUE(prototype.Add(any()));
    return prototype;
  }

 private:
  size_t Size() { return OneIn(10) ? Below(400) : Below(5); }

  node::ffi::LayoutPointer Element(const node::ffi::LayoutPointer& only,
                                   size_t depth) {
    if (depth > 0 && OneIn(4)) return Aggregate(depth - 1);
    return only != nullptr ? only : Scalar();
  }

  node::ffi::Field NewField(const node::ffi::LayoutPointer& only,
                            size_t depth) {
    if (only == nullptr && OneIn(6))
      return layouts::Bits(layouts::i32, Below(32) + 1);
    if (OneIn(6)) return {layouts::Array(Element(only, depth), Size())};
    return {Element(only, depth)};
  }

  std::mt19937 random_;
  const std::vector<node::ffi::LayoutPointer> scalars_ = ValueTypes();
};

#endif  // TEST_CCTEST_FFI_RANDOM_LAYOUTS_H_
