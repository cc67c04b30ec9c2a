// The System V ABI of x86-64: section 3.2.3 of its processor supplement, as GCC
// reads it.

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "node_ffi/abi/placement.h"
#include "node_ffi/abi/placer.h"

namespace node::ffi {

namespace {

constexpr std::string_view kIntegerNames[] = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9"};
constexpr std::string_view kFloatNames[] = {
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7"};
constexpr uint8_t kIntegerArguments[] = {7, 6, 2, 1, 8, 9};
constexpr uint8_t kFloatArguments[] = {0, 1, 2, 3, 4, 5, 6, 7};
constexpr uint8_t kIntegerResults[] = {0, 2};
constexpr uint8_t kFloatResults[] = {0, 1};
constexpr uint8_t kResultAddress = 7;  // rdi

constexpr size_t kEightbyte = 8;

// What an eightbyte consists of. Integers win where there are both, so this is
// in ascending order.
enum class Class : uint8_t { kNone, kSse, kInteger };

// Finds the classes of an aggregate. There are no vectors here, so what has
// more than two eightbytes is of class MEMORY.
class Classifier {
 public:
  static constexpr size_t kMaxSize = 2 * kEightbyte;
  using Classes = std::array<Class, 2>;

  // Empty for class MEMORY.
  static std::optional<Classes> Classify(const Layout& type) {
    Classifier classifier(type.size());
    if (!classifier.Visit(type, 0)) return std::nullopt;
    return classifier.classes_;
  }

 private:
  explicit Classifier(size_t size) : size_(size) {}

  // Gives false for what makes the whole MEMORY: something that isn't aligned,
  // or too large. `offset` is in bytes.
  bool Visit(const Layout& type, size_t offset) {
    if (type.is_scalar())
      return VisitAligned(offset, type.size(), ClassOf(type.scalar()));
    // Nothing is no reason to look further, but for GCC it is one in the midst
    // of an eightbyte. So an array without elements may have a class there.
    const size_t in_eightbyte = offset % kEightbyte;
    if (type.size() == 0 && in_eightbyte == 0) return true;
    if (in_eightbyte + type.size() > kMaxSize) return false;
    // Once is enough, and any more could be very often: a type may stand twice
    // in a type that stands twice in another, and so on.
    if (!visited_.emplace(&type, offset, is_repeated_).second) return true;
    if (type.form() == Layout::Form::kArray) return VisitArray(type, offset);
    return std::ranges::all_of(
        type.members(), [&](const Layout::Member& member) {
          if (!member.is_bit_field())
            return Visit(*member.type, offset + member.offset);
          return type.form() == Layout::Form::kUnion
                     ? VisitBitsOfUnion(member, offset)
                     : VisitBits(member, offset);
        });
  }

  bool VisitArray(const Layout& type, size_t offset) {
    const Layout& element = *type.element();
    // Any more of size zero are in the same place.
    const size_t count = element.size() == 0 ? 1 : type.count();
    if (!Visit(element, offset)) return false;
    // GCC asks the first one only for its alignment.
    const bool was_repeated = std::exchange(is_repeated_, true);
    bool is_good = true;
    for (size_t i = 1; i < count && is_good; i++)
      is_good = Visit(element, offset + i * element.size());
    is_repeated_ = was_repeated;
    return is_good;
  }

  // Unnamed ones count for GCC, but not for Clang.
  bool VisitBits(const Layout::Member& member, size_t offset) {
    const size_t width = *member.bit_width;
    if (width == 0) return true;
    const size_t first = (offset + member.offset) * 8 + member.bit_offset;
    if (member.is_whole_integer && first % width != 0 && !is_repeated_)
      return false;
    Merge(first / 8, Class::kInteger);
    Merge((first + width - 1) / 8, Class::kInteger);
    return true;
  }

  // There, GCC takes each for an integer that is just large enough, even those
  // of no width.
  bool VisitBitsOfUnion(const Layout::Member& member, size_t offset) {
    const size_t width = std::bit_ceil(std::max<size_t>(*member.bit_width, 8));
    return VisitAligned(offset, width / 8, Class::kInteger);
  }

  bool VisitAligned(size_t offset, size_t size, Class with) {
    if (offset % size != 0 && !is_repeated_) return false;
    Merge(offset, with);
    return true;
  }

  static Class ClassOf(Scalar scalar) {
    return scalar.is_float() ? Class::kSse : Class::kInteger;
  }

  void Merge(size_t offset, Class with) {
    // Arrays without elements may be at the end.
    if (offset / kEightbyte * kEightbyte >= size_) return;
    Class& known = classes_[offset / kEightbyte];
    known = std::max(known, with);
  }

  const size_t size_;
  Classes classes_{};
  // Inside of an element after the first one.
  bool is_repeated_ = false;
  std::set<std::tuple<const Layout*, size_t, bool>> visited_;
};

Bytes Eightbyte(const Layout& type, size_t index) {
  const size_t offset = index * kEightbyte;
  return {offset,
          std::min(kEightbyte, type.size() - offset),
          Piece::Content::kBytes};
}

size_t CountOf(const Classifier::Classes& classes, Class wanted) {
  return std::ranges::count(classes, wanted);
}

void PlaceScalar(Scalar scalar, Placer* placer) {
  const Bytes bytes = BytesOf(scalar);
  if (scalar.is_float() && placer->floats_left() > 0) {
    placer->InFloat(bytes);
  } else if (!scalar.is_float() && placer->integers_left() > 0) {
    placer->InInteger(bytes);
  } else {
    placer->OnStack(bytes);
  }
}

void PlaceArgument(const Layout& type, Placer* placer) {
  if (type.is_scalar()) return PlaceScalar(type.scalar(), placer);
  const auto classes = Classifier::Classify(type);
  // All of it is in registers, or none. Those that it does not fit into are
  // there for later arguments.
  if (!classes ||
      CountOf(*classes, Class::kInteger) > placer->integers_left() ||
      CountOf(*classes, Class::kSse) > placer->floats_left()) {
    // For padding, GCC takes registers, if anything.
    if (!type.has_values()) return;
    const Bytes all{0, type.size(), Piece::Content::kBytes};
    return placer->OnStack(all, type.alignment());
  }
  for (size_t i = 0; i < classes->size(); i++) {
    // An eightbyte of nothing but padding takes no register.
    if ((*classes)[i] == Class::kInteger) placer->InInteger(Eightbyte(type, i));
    if ((*classes)[i] == Class::kSse) placer->InFloat(Eightbyte(type, i));
  }
}

void PlaceResult(const Layout& type, Placer* placer) {
  if (type.is_scalar()) {
    const Scalar scalar = type.scalar();
    return scalar.is_float() ? placer->InFloatResult(BytesOf(scalar))
                             : placer->InIntegerResult(BytesOf(scalar));
  }
  const auto classes = Classifier::Classify(type);
  if (!classes && !type.has_values()) return;
  if (!classes) return placer->SetResultInMemory();
  for (size_t i = 0; i < classes->size(); i++) {
    if ((*classes)[i] == Class::kInteger)
      placer->InIntegerResult(Eightbyte(type, i));
    if ((*classes)[i] == Class::kSse) placer->InFloatResult(Eightbyte(type, i));
  }
}

}  // namespace

constexpr Convention kSystemVX64 = {
    .integer_names = kIntegerNames,
    .float_names = kFloatNames,
    .integer_arguments = kIntegerArguments,
    .float_arguments = kFloatArguments,
    .integer_results = kIntegerResults,
    .float_results = kFloatResults,
    .result_address = kResultAddress,
    .place_argument = PlaceArgument,
    .place_result = PlaceResult,
};

}  // namespace node::ffi
