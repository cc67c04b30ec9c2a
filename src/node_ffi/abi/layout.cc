// Finds out where GCC puts the members of aggregates. The rules for bit-fields
// are those of its stor-layout, with what System V and AAPCS64 ask for: a
// bit-field takes the alignment of its type, and doesn't cross units of it.

#include "node_ffi/abi/layout.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "node_ffi/abi/immortal.h"

namespace node::ffi {

namespace {

using Packing = AggregateOptions::Packing;

constexpr size_t kBitsPerByte = 8;

bool IsAlignment(size_t alignment) {
  return alignment == 0 ||
         (std::has_single_bit(alignment) && alignment <= Layout::kMaxAlignment);
}

}  // namespace

// Lays out one struct or union. Used by one thread.
class AggregateBuilder {
 public:
  AggregateBuilder(Layout::Form form, const AggregateOptions& options)
      : layout_(new Layout(form)), options_(options) {}

  LayoutResult Build(std::span<const Field> fields) {
    if (!IsAlignment(options_.alignment)) return {{}, LayoutError::kAlignment};
    layout_->members_.reserve(fields.size());
    for (size_t i = 0; i < fields.size(); i++) {
      LayoutError error = Check(fields[i], i + 1 == fields.size());
      if (error == LayoutError::kNone) error = Add(fields[i]);
      if (error != LayoutError::kNone) return {{}, error, i};
    }
    layout_->natural_alignment_ = alignment_;
    layout_->alignment_ = std::max(alignment_, options_.alignment);
    layout_->size_ = RoundUp(RoundUp(end_, kBitsPerByte) / kBitsPerByte,
                             layout_->alignment_);
    if (layout_->size_ > Layout::kMaxSize) return {{}, LayoutError::kTooLarge};
    return {std::move(layout_)};
  }

 private:
  bool is_union() const { return layout_->form_ == Layout::Form::kUnion; }

  LayoutError Check(const Field& field, bool is_last) const {
    const Layout& type = *field.type;
    if (!IsAlignment(field.alignment)) return LayoutError::kAlignment;
    if (type.depth_ >= Layout::kMaxDepth) return LayoutError::kTooDeep;
    if (field.bit_width) {
      if (!type.is_scalar() || !type.scalar().is_integer())
        return LayoutError::kBitFieldType;
      const bool is_bool = type.scalar().kind == Scalar::Kind::kBool;
      if (*field.bit_width > (is_bool ? 1 : type.size() * kBitsPerByte))
        return LayoutError::kBitFieldTooWide;
      if (*field.bit_width == 0 && !field.is_unnamed)
        return LayoutError::kBitFieldNamedWithoutWidth;
      return LayoutError::kNone;
    }
    if (type.is_complete()) return LayoutError::kNone;
    if (type.form() != Layout::Form::kArray) return LayoutError::kIncomplete;
    if (is_union() || !is_last) return LayoutError::kFlexibleNotLast;
    const bool has_named = std::ranges::any_of(
        layout_->members(),
        [](const Layout::Member& member) { return !member.is_unnamed; });
    return has_named ? LayoutError::kNone : LayoutError::kFlexibleAlone;
  }

  LayoutError Add(const Field& field) {
    // All members of a union begin at its start.
    size_t position = is_union() ? 0 : end_;
    Layout::Member member =
        field.bit_width ? PlaceBits(field, &position) : Place(field, &position);
    const size_t size = field.bit_width.value_or(0) +
                        (field.bit_width ? 0 : field.type->size() * 8);
    end_ = std::max(end_, position + size);
    if (end_ > Layout::kMaxSize * kBitsPerByte) return LayoutError::kTooLarge;

    alignment_ = std::max(alignment_, member.alignment);
    layout_->depth_ = std::max(layout_->depth_, field.type->depth_ + 1);
    layout_->is_flexible_ |= field.type->is_flexible();
    layout_->has_values_ |= !field.is_unnamed && field.type->has_values();
    layout_->members_.push_back(std::move(member));
    return LayoutError::kNone;
  }

  bool is_fully_packed() const { return options_.packing == Packing::kFull; }
  // `alignment` is in bytes.
  size_t LimitedByPragma(size_t alignment) const {
    if (options_.packing == Packing::kNone || is_fully_packed())
      return alignment;
    return std::min(alignment, static_cast<size_t>(options_.packing));
  }

  // Positions are in bits.
  Layout::Member Place(const Field& field, size_t* position) const {
    size_t alignment = std::max(field.type->alignment(), field.alignment);
    // What a field asks for by itself stands.
    if (is_fully_packed()) alignment = std::max(field.alignment, size_t{1});
    alignment = LimitedByPragma(alignment);
    *position = RoundUp(*position, alignment * kBitsPerByte);
    return {.type = field.type,
            .offset = *position / kBitsPerByte,
            .alignment = alignment};
  }

  Layout::Member PlaceBits(const Field& field, size_t* position) const {
    const size_t width = *field.bit_width;
    const size_t unit = field.type->size() * kBitsPerByte;
    size_t own_alignment = LimitedByPragma(field.alignment);
    // No packing reaches those of no width, whose purpose is to align.
    if (width == 0) own_alignment = std::max(field.alignment, unit / 8);
    if (own_alignment != 0)
      *position = RoundUp(*position, own_alignment * kBitsPerByte);
    const bool is_packed = options_.packing != Packing::kNone;
    if (!is_packed && *position % unit + width > unit)
      *position = RoundUp(*position, unit);

    const size_t container = is_packed ? kBitsPerByte : unit;
    Layout::Member member{.type = field.type,
                          .offset = *position / container * (container / 8),
                          .bit_width = static_cast<uint8_t>(width),
                          .is_unnamed = field.is_unnamed};
    member.bit_offset =
        static_cast<uint8_t>(*position - member.offset * kBitsPerByte);
    if (!field.is_unnamed || options_.unnamed_bit_fields_align) {
      const size_t of_type = width == 0          ? unit / kBitsPerByte
                             : is_fully_packed() ? 1
                                                 : LimitedByPragma(unit / 8);
      member.alignment = std::max({of_type, own_alignment, size_t{1}});
    }
    member.is_whole_integer = width >= 8 && std::has_single_bit(width) &&
                              *position % width == 0 &&
                              (width == 8 || !is_fully_packed());
    return member;
  }

  std::shared_ptr<Layout> layout_;
  const AggregateOptions options_;
  // In bits: where the next member of a struct goes, if alignment lets it, and
  // where the longest one of a union ends.
  size_t end_ = 0;
  // In bytes.
  size_t alignment_ = 1;
};

// One of each, for as long as the process lives.
struct Layout::Scalars {
  static constexpr size_t kKinds =
      static_cast<size_t>(Scalar::Kind::kFloat) + 1;
  static constexpr size_t kSizes = 9;

  Scalars() {
    for (size_t kind = 0; kind < kKinds; kind++) {
      for (uint8_t size : {0, 1, 2, 4, 8}) {
        std::shared_ptr<Layout> layout(new Layout(Form::kScalar));
        layout->scalar_ = {static_cast<Scalar::Kind>(kind), size};
        layout->size_ = size;
        layout->has_values_ = size != 0;
        layout->alignment_ = layout->natural_alignment_ =
            std::max(size, uint8_t{1});
        all[kind][size] = std::move(layout);
      }
    }
  }

  LayoutPointer all[kKinds][kSizes];
};

LayoutPointer Layout::Of(Scalar scalar) {
  return Immortal<Scalars>().all[static_cast<size_t>(scalar.kind)][scalar.size];
}

LayoutResult Layout::Struct(std::span<const Field> fields,
                            const AggregateOptions& options) {
  return AggregateBuilder(Form::kStruct, options).Build(fields);
}

LayoutResult Layout::Union(std::span<const Field> fields,
                           const AggregateOptions& options) {
  return AggregateBuilder(Form::kUnion, options).Build(fields);
}

LayoutResult Layout::NewArray(LayoutPointer element,
                              std::optional<size_t> count) {
  if (!element->is_complete()) return {{}, LayoutError::kIncomplete};
  if (element->depth_ >= kMaxDepth) return {{}, LayoutError::kTooDeep};
  std::shared_ptr<Layout> layout(new Layout(Form::kArray));
  layout->is_flexible_ = !count;
  layout->has_values_ = count != 0 && element->has_values();
  layout->count_ = count.value_or(0);
  if (element->size_ != 0 && layout->count_ > kMaxSize / element->size_)
    return {{}, LayoutError::kTooLarge};
  layout->size_ = layout->count_ * element->size_;
  layout->alignment_ = element->alignment_;
  layout->natural_alignment_ = element->alignment_;
  layout->depth_ = element->depth_ + 1;
  layout->element_ = std::move(element);
  return {std::move(layout)};
}

LayoutResult Layout::Array(LayoutPointer element, size_t count) {
  return NewArray(std::move(element), count);
}

LayoutResult Layout::FlexibleArray(LayoutPointer element) {
  return NewArray(std::move(element), std::nullopt);
}

}  // namespace node::ffi
