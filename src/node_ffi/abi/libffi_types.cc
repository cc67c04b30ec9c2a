// What libffi is told of types.

#include "node_ffi/abi/libffi_types.h"

#include <bit>
#include <iterator>

namespace node::ffi {

namespace {

// libffi leaves open what is on the stack beyond a narrow integer, so it gets
// one as wide as a register.
#if defined(__APPLE__) && defined(__aarch64__)
// There, arguments on the stack are as narrow as their types.
constexpr bool kMayWiden = false;
#else
constexpr bool kMayWiden =
    sizeof(ffi_arg) == 8 && std::endian::native == std::endian::little;
#endif

ffi_type* TypeOf(Scalar scalar) {
  switch (scalar.kind) {
    case Scalar::Kind::kVoid:
      return &ffi_type_void;
    case Scalar::Kind::kPointer:
      return &ffi_type_pointer;
    case Scalar::Kind::kFloat:
      return scalar.size == 4 ? &ffi_type_float : &ffi_type_double;
    default:
      break;
  }
  switch (scalar.size) {
    case 1:
      return scalar.is_signed() ? &ffi_type_sint8 : &ffi_type_uint8;
    case 2:
      return scalar.is_signed() ? &ffi_type_sint16 : &ffi_type_uint16;
    case 4:
      return scalar.is_signed() ? &ffi_type_sint32 : &ffi_type_uint32;
    default:
      return scalar.is_signed() ? &ffi_type_sint64 : &ffi_type_uint64;
  }
}

Scalar Widened(Scalar narrow) {
  return {narrow.is_signed() ? Scalar::Kind::kSigned : Scalar::Kind::kUnsigned,
          sizeof(ffi_arg)};
}

// These make up a struct, which has a size and an alignment of 8 bytes already,
// and up to four elements. They give false if there can't be one.

// For an aggregate that is in memory: libffi has everything there that contains
// something of more than 32 bytes.
ffi_type* TypeInMemory() {
  static ffi_type* elements[] = {&ffi_type_uint64, nullptr};
  static ffi_type type{64, 8, FFI_TYPE_STRUCT, elements};
  return &type;
}

bool FillInX64(const Layout& aggregate,
               std::span<const Piece> pieces,
               ffi_type* type,
               ffi_type** elements) {
  constexpr size_t kStackAlignment = 16;
  if (pieces.empty()) {  // A result, whose address is known.
    *elements = TypeInMemory();
    return true;
  }
  if (pieces.front().place == Piece::Place::kStack) {
    *elements = TypeInMemory();
    // libffi gives the stack no larger alignment.
    if (aggregate.alignment() > kStackAlignment) return false;
    type->alignment = static_cast<uint8_t>(aggregate.alignment());
    return true;
  }
  // What follows is padding, for which libffi's closures would take a register.
  type->size = pieces.back().offset + pieces.back().size;
  for (const Piece& piece : pieces) {
    // Nothing is known to be but padding before a piece.
    if (piece.offset != (&piece - pieces.data()) * sizeof(uint64_t))
      return false;
    *elements++ = piece.place == Piece::Place::kFloat ? &ffi_type_double
                                                      : &ffi_type_uint64;
  }
  return true;
}

bool FillInArm64(const Layout& aggregate, ffi_type* type, ffi_type** elements) {
  // Homogeneous floats are so even on the stack, which shows if there are no
  // other arguments.
  const Layout* argument = &aggregate;
  const LayoutPointer nothing = Layout::Of(kScalarOf<void>);
  const auto alone = Place(kAapcs64, *nothing, {&argument, 1});
  const Piece& first = alone->arguments.front();
  const bool is_aligned_more = aggregate.natural_alignment() >= 16;
  if (is_aligned_more) type->alignment = 16;
  if (first.place == Piece::Place::kFloat) {
    for (size_t i = 0; i < alone->arguments.size(); i++)
      *elements++ = first.size == 4 ? &ffi_type_float : &ffi_type_double;
    return true;
  }
  *elements = &ffi_type_uint64;
  // libffi does not begin with an even register then.
  return first.content == Piece::Content::kAddress || !is_aligned_more;
}

// libffi knows by the size what is passed by address.
bool FillInWin64(const Layout& aggregate, ffi_type** elements) {
  *elements = &ffi_type_uint64;
  return aggregate.alignment() <= 16;
}

}  // namespace

ffi_type* LibffiTypes::Add(const Layout& type,
                           std::span<const Piece> pieces,
                           Abi abi) {
  if (type.is_scalar()) return TypeOf(type.scalar());
  if (type.size() == 0) return &ffi_type_void;
  Aggregate& aggregate = aggregates_.emplace_front();
  aggregate.type = {type.size(), 8, FFI_TYPE_STRUCT, aggregate.elements};
  const Convention* convention = PlatformConvention();
  const bool is_known =
      abi == Abi::kWin64 ? FillInWin64(type, aggregate.elements)
      : convention == &kSystemVX64
          ? FillInX64(type, pieces, &aggregate.type, aggregate.elements)
      : convention == &kAapcs64
          ? FillInArm64(type, &aggregate.type, aggregate.elements)
          : false;
  return is_known ? &aggregate.type : nullptr;
}

bool LibffiTypes::IsWidened(const Layout& argument) {
  return kMayWiden && argument.is_scalar() &&
         argument.scalar().is_narrow_integer();
}

bool LibffiTypes::FillIn(const Prototype& prototype) {
  // What there is to know of scalars is in their types.
  Placement placement;
  if (!prototype.is_scalar()) {
    if (PlatformConvention() == nullptr) return false;
    placement = Place(*PlatformConvention(), prototype);
  }
  // What has no place, libffi would have a place for.
  const auto has_place = [&](const Layout& type, auto pieces) {
    return prototype.is_scalar() || !pieces.empty() || type.size() == 0;
  };
  if (!has_place(prototype.result(), placement.result) &&
      !placement.result_is_in_memory)
    return false;
  result_ = Add(prototype.result(), placement.result, prototype.abi());
  if (result_ == nullptr) return false;

  std::span<const Piece> pieces = placement.arguments;
  arguments_.reserve(prototype.arguments().size());
  for (const Prototype::Argument& argument : prototype.arguments()) {
    const auto index =
        static_cast<size_t>(&argument - prototype.arguments().data());
    size_t count = 0;
    while (count < pieces.size() && pieces[count].argument == index) count++;
    const std::span<const Piece> own = pieces.first(count);
    pieces = pieces.subspan(count);
    if (argument.type->size() == 0) continue;
    if (!has_place(*argument.type, own)) return false;
    ffi_type* type = IsWidened(*argument.type)
                         ? TypeOf(Widened(argument.type->scalar()))
                         : Add(*argument.type, own, prototype.abi());
    if (type == nullptr) return false;
    arguments_.push_back(type);
  }
  return true;
}

size_t LibffiTypes::MemorySize() const {
  const auto count = std::distance(aggregates_.begin(), aggregates_.end());
  return arguments_.capacity() * sizeof(ffi_type*) + count * sizeof(Aggregate);
}

}  // namespace node::ffi
