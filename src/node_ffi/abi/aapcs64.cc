// The procedure call standard of AArch64 as Linux has it: section 6.8 of
// AAPCS64, to whose rules the letters here refer.

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "node_ffi/abi/placement.h"
#include "node_ffi/abi/placer.h"

namespace node::ffi {

namespace {

constexpr std::string_view kIntegerNames[] = {
    "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"};
constexpr std::string_view kFloatNames[] = {
    "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"};
constexpr uint8_t kArguments[] = {0, 1, 2, 3, 4, 5, 6, 7};
constexpr uint8_t kIntegerResults[] = {0, 1};
constexpr uint8_t kFloatResults[] = {0, 1, 2, 3};
constexpr uint8_t kResultAddress = 8;

constexpr size_t kDoubleword = 8;
constexpr size_t kMaxInRegisters = 2 * kDoubleword;

// The floats of one size that an aggregate consists of.
struct Floats {
  size_t size = 0;  // 0: of none.
  size_t count = 0;
};

// Finds homogeneous floating-point aggregates (HFA). Vectors (HVA) are not
// among the types.
class HomogeneousFloats {
 public:
  // Empty if `type` is no such aggregate.
  static std::optional<Floats> Find(const Layout& type) {
    constexpr size_t kMaxCount = 4;
    auto floats = HomogeneousFloats().Visit(type);
    if (!floats || floats->count == 0 || floats->count > kMaxCount)
      return std::nullopt;
    return floats;
  }

 private:
  // Empty if there is something else, padding included.
  std::optional<Floats> Visit(const Layout& type) {
    if (type.is_scalar()) {
      if (!type.scalar().is_float()) return std::nullopt;
      return Floats{type.size(), 1};
    }
    // A type may stand twice in a type that stands twice in another, and so on.
    auto [known, is_new] = known_.try_emplace(&type);
    if (!is_new) return known->second;
    auto floats = type.form() == Layout::Form::kArray ? VisitArray(type)
                                                      : VisitMembers(type);
    if (floats && floats->size * floats->count != type.size())
      floats = std::nullopt;
    known->second = floats;
    return floats;
  }

  std::optional<Floats> VisitArray(const Layout& type) {
    // Compilers agree that an array of no floats spoils it.
    if (type.count() == 0) return std::nullopt;
    auto floats = Visit(*type.element());
    if (floats) floats->count *= type.count();
    return floats;
  }

  std::optional<Floats> VisitMembers(const Layout& type) {
    Floats all;
    for (const Layout::Member& member : type.members()) {
      // One of no width is not there in a struct.
      if (member.is_bit_field()) {
        if (*member.bit_width == 0 && type.form() == Layout::Form::kStruct)
          continue;
        return std::nullopt;
      }
      const auto floats = Visit(*member.type);
      if (!floats) return std::nullopt;
      if (floats->size == 0) continue;
      if (all.size != 0 && all.size != floats->size) return std::nullopt;
      all.size = floats->size;
      all.count = type.form() == Layout::Form::kUnion
                      ? std::max(all.count, floats->count)
                      : all.count + floats->count;
    }
    return all;
  }

  // References to what a map has stay valid when it grows.
  std::map<const Layout*, std::optional<Floats>> known_;
};

// B.6: 8 or 16, whatever the aggregate as a whole was aligned to.
size_t AlignmentOf(const Layout& type) {
  return type.natural_alignment() >= 16 ? 16 : 8;
}

Bytes Doubleword(const Layout& type, size_t offset) {
  return {offset,
          std::min(kDoubleword, type.size() - offset),
          Piece::Content::kBytes};
}

Bytes FloatAt(const Floats& floats, size_t index) {
  return {index * floats.size, floats.size, Piece::Content::kBytes};
}

// C.1, C.5, C.7, C.14
void PlaceScalar(const Bytes& bytes, bool is_float, Placer* placer) {
  if (is_float && placer->floats_left() > 0) {
    placer->InFloat(bytes);
  } else if (!is_float && placer->integers_left() > 0) {
    placer->InInteger(bytes);
  } else {
    placer->OnStack(bytes);
  }
}

void PlaceArgument(const Layout& type, Placer* placer) {
  if (type.is_scalar()) {
    const Scalar scalar = type.scalar();
    return PlaceScalar(BytesOf(scalar), scalar.is_float(), placer);
  }
  const Bytes all{0, type.size(), Piece::Content::kBytes};
  // C.2 to C.4
  if (const auto floats = HomogeneousFloats::Find(type)) {
    if (floats->count <= placer->floats_left()) {
      for (size_t i = 0; i < floats->count; i++)
        placer->InFloat(FloatAt(*floats, i));
      return;
    }
    placer->TakeFloats(placer->floats_left());
    return placer->OnStack(all, AlignmentOf(type));
  }
  // B.4
  if (type.size() > kMaxInRegisters) {
    const Bytes address{0, kDoubleword, Piece::Content::kAddress};
    return PlaceScalar(address, false, placer);
  }
  // C.10
  if (AlignmentOf(type) == 16 && placer->integers_left() % 2 == 1)
    placer->TakeIntegers(1);
  // C.12
  if (type.size() <= placer->integers_left() * kDoubleword) {
    for (size_t offset = 0; offset < type.size(); offset += kDoubleword)
      placer->InInteger(Doubleword(type, offset));
    return;
  }
  // C.13, C.14
  placer->TakeIntegers(placer->integers_left());
  placer->OnStack(all, AlignmentOf(type));
}

// Section 6.9: where it would be as the only argument.
void PlaceResult(const Layout& type, Placer* placer) {
  if (type.is_scalar()) {
    const Scalar scalar = type.scalar();
    return scalar.is_float() ? placer->InFloatResult(BytesOf(scalar))
                             : placer->InIntegerResult(BytesOf(scalar));
  }
  if (const auto floats = HomogeneousFloats::Find(type)) {
    for (size_t i = 0; i < floats->count; i++)
      placer->InFloatResult(FloatAt(*floats, i));
    return;
  }
  if (type.size() > kMaxInRegisters) return placer->SetResultInMemory();
  for (size_t offset = 0; offset < type.size(); offset += kDoubleword)
    placer->InIntegerResult(Doubleword(type, offset));
}

}  // namespace

constexpr Convention kAapcs64 = {
    .integer_names = kIntegerNames,
    .float_names = kFloatNames,
    .integer_arguments = kArguments,
    .float_arguments = kArguments,
    .integer_results = kIntegerResults,
    .float_results = kFloatResults,
    .result_address = kResultAddress,
    .place_argument = PlaceArgument,
    .place_result = PlaceResult,
};

}  // namespace node::ffi
