// How C's types lie in memory: scalars, and the aggregates that are made of
// them, as the platform's C compiler lays them out.

#ifndef SRC_NODE_FFI_ABI_LAYOUT_H_
#define SRC_NODE_FFI_ABI_LAYOUT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "node_ffi/abi/scalar.h"

namespace node::ffi {

// `alignment` is a power of two.
constexpr size_t RoundUp(size_t value, size_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

class Layout;
using LayoutPointer = std::shared_ptr<const Layout>;

// What a struct or union is to be made of.
struct Field {
  LayoutPointer type;
  // In bits; only bit-fields have one.
  std::optional<size_t> bit_width = std::nullopt;
  // Padding: `int : 3`, or with a width of zero, `int : 0`.
  bool is_unnamed = false;
  // `__attribute__((aligned(n)))` of this field, which never lowers what the
  // type asks for, unless the aggregate is packed. 0: none.
  size_t alignment = 0;
};

struct AggregateOptions {
  enum class Packing : uint8_t {
    kNone = 0,
    kPragma2 = 2,  // `#pragma pack(2)`
    kPragma4 = 4,
    kPragma8 = 8,  // Even that one lets bit-fields cross storage units.
    kFull = 1,     // `__attribute__((packed))`
  };

  Packing packing = Packing::kNone;
  // `__attribute__((aligned(n)))` of the aggregate, which never lowers its
  // alignment. 0: none.
  size_t alignment = 0;
  // Whether unnamed bit-fields count for the alignment of the aggregate: they
  // do with AAPCS64, and don't with System V.
#ifdef __aarch64__
  bool unnamed_bit_fields_align = true;
#else
  bool unnamed_bit_fields_align = false;
#endif
};

enum class LayoutError : uint8_t {
  kNone,
  // The type of a field or element is void, or has a flexible array in it.
  kIncomplete,
  // A flexible array that is not the last field, or in a union.
  kFlexibleNotLast,
  // A flexible array without a named field before it.
  kFlexibleAlone,
  kBitFieldType,
  kBitFieldTooWide,
  kBitFieldNamedWithoutWidth,
  // Not a power of two, or above Layout::kMaxAlignment.
  kAlignment,
  kTooLarge,
  kTooDeep,
};

struct LayoutResult;

// The description of a complete type, or of a flexible array, which has no size
// of its own. It owns what it consists of, and never changes, so any thread may
// use it.
class Layout {
 public:
  enum class Form : uint8_t { kScalar, kStruct, kUnion, kArray };

  struct Member {
    bool is_bit_field() const { return bit_width.has_value(); }

    LayoutPointer type;
    // In bytes. For a bit-field, of the unit that it lies in, as large as its
    // type and as aligned. With any packing it may cross such units, and they
    // the end of the aggregate: then of the byte that has its first bit.
    size_t offset;
    // From the lowest bit of the byte at `offset`, on little-endian platforms.
    uint8_t bit_offset = 0;
    std::optional<uint8_t> bit_width = std::nullopt;
    bool is_unnamed = false;
    // What it asks of the aggregate, by its type and all attributes.
    size_t alignment = 1;
    // The bit-field fills an integer which is aligned here, so that compilers
    // take it for a plain one.
    bool is_whole_integer = false;
  };

  // Sizes of bits have to fit into a size_t, too, even rounded up.
  static constexpr size_t kMaxSize = std::numeric_limits<size_t>::max() / 64;
  // As GCC has it.
  static constexpr size_t kMaxAlignment = size_t{1} << 28;
  // Of aggregates in aggregates: what walks along them is recursive.
  static constexpr size_t kMaxDepth = 256;

  // The one of this scalar, which is never freed.
  static LayoutPointer Of(Scalar scalar);
  static LayoutResult Struct(std::span<const Field> fields,
                             const AggregateOptions& options = {});
  static LayoutResult Union(std::span<const Field> fields,
                            const AggregateOptions& options = {});
  static LayoutResult Array(LayoutPointer element, size_t count);
  static LayoutResult FlexibleArray(LayoutPointer element);

  Form form() const { return form_; }
  bool is_scalar() const { return form_ == Form::kScalar; }
  // An array without a length, or a struct that ends with one.
  bool is_flexible() const { return is_flexible_; }
  bool is_void() const { return is_scalar() && scalar_.is_void(); }
  // There are values of this type that can be copied.
  bool is_complete() const { return !is_flexible_ && !is_void(); }
  // There is more in it than padding. What has no size has no values either.
  bool has_values() const { return has_values_; }

  size_t size() const { return size_; }
  size_t alignment() const { return alignment_; }
  // Without what AggregateOptions::alignment added.
  size_t natural_alignment() const { return natural_alignment_; }

  // Of a scalar.
  Scalar scalar() const { return scalar_; }
  // Of a struct or union: one for each of its fields, in their order.
  std::span<const Member> members() const { return members_; }
  // Of an array.
  const LayoutPointer& element() const { return element_; }
  size_t count() const { return count_; }

 private:
  friend class AggregateBuilder;
  struct Scalars;

  explicit Layout(Form form) : form_(form) {}

  static LayoutResult NewArray(LayoutPointer element,
                               std::optional<size_t> count);

  const Form form_;
  bool is_flexible_ = false;
  bool has_values_ = false;
  Scalar scalar_{Scalar::Kind::kVoid, 0};
  size_t size_ = 0;
  size_t alignment_ = 1;
  size_t natural_alignment_ = 1;
  size_t depth_ = 0;
  std::vector<Member> members_;
  LayoutPointer element_;
  size_t count_ = 0;
};

struct LayoutResult {
  // Null if there is an error.
  LayoutPointer layout;
  LayoutError error = LayoutError::kNone;
  // The index of the field that the error is about. With none, it is about the
  // whole.
  std::optional<size_t> field = std::nullopt;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_LAYOUT_H_
