// Walks along a signature, and prints what came of it. What is special about a
// convention is in its own file.

#include "node_ffi/abi/placement.h"

#include <algorithm>

#include "node_ffi/abi/placer.h"

namespace node::ffi {

namespace {

constexpr size_t kStackSlot = 8;

std::string PieceToString(const Convention& convention, const Piece& piece) {
  std::string text = piece.content == Piece::Content::kAddress ? "&" : "";
  switch (piece.place) {
    case Piece::Place::kInteger:
      text += convention.integer_names[piece.where];
      break;
    case Piece::Place::kFloat:
      text += convention.float_names[piece.where];
      break;
    case Piece::Place::kStack:
      text += "stack+" + std::to_string(piece.where);
      break;
  }
  if (piece.size == kStackSlot) return text;
  constexpr char kContents[] = {'b', 's', 'u', 'f'};
  return text + ":" + kContents[static_cast<size_t>(piece.content)] +
         std::to_string(piece.size);
}

// All of one value.
std::string PiecesToString(const Convention& convention,
                           std::span<const Piece> pieces) {
  std::string text;
  for (const Piece& piece : pieces) {
    if (!text.empty()) text += " ";
    text += PieceToString(convention, piece);
  }
  const bool is_aggregate =
      pieces.empty() || pieces.front().content == Piece::Content::kBytes;
  return is_aggregate ? "{" + text + "}" : text;
}

}  // namespace

Bytes BytesOf(Scalar scalar) {
  switch (scalar.kind) {
    case Scalar::Kind::kSigned:
      return {0, scalar.size, Piece::Content::kSigned};
    case Scalar::Kind::kFloat:
      return {0, scalar.size, Piece::Content::kFloat};
    default:
      return {0, scalar.size, Piece::Content::kUnsigned};
  }
}

void Placer::OnStack(const Bytes& bytes, size_t alignment) {
  alignment = std::max(alignment, kStackSlot);
  const size_t start =
      (placement_.stack_size + alignment - 1) / alignment * alignment;
  const size_t slots = (bytes.size + kStackSlot - 1) / kStackSlot;
  Add(Piece::Place::kStack, start, bytes);
  placement_.stack_size = start + slots * kStackSlot;
  placement_.stack_alignment = std::max(placement_.stack_alignment, alignment);
}

void Placer::Add(Piece::Place place, size_t where, const Bytes& bytes) {
  placement_.arguments.push_back({argument_,
                                  static_cast<uint32_t>(bytes.offset),
                                  static_cast<uint32_t>(bytes.size),
                                  static_cast<uint32_t>(where),
                                  place,
                                  bytes.content});
}

std::optional<Placement> Place(const Convention& convention,
                               const Layout& result,
                               std::span<const Layout* const> arguments) {
  Placer placer(convention);
  Placement& placement = placer.placement_;
  if (!result.is_void()) {
    if (!Prototype::CanBePassed(result)) return std::nullopt;
    convention.place_result(result, &placer);
    placement.result.swap(placement.arguments);
  }
  if (placement.result_is_in_memory &&
      convention.result_address == convention.integer_arguments.front()) {
    placer.TakeIntegers(1);
  }
  for (const Layout* type : arguments) {
    if (!Prototype::CanBePassed(*type)) return std::nullopt;
    if (type->size() != 0) convention.place_argument(*type, &placer);
    if (placement.stack_size > Prototype::kMaxSize) return std::nullopt;
    placer.argument_++;
  }
  return std::move(placement);
}

Placement Place(const Convention& convention, const Prototype& prototype) {
  std::vector<const Layout*> types;
  types.reserve(prototype.arguments().size());
  for (const Prototype::Argument& argument : prototype.arguments())
    types.push_back(argument.type.get());
  return Place(convention, prototype.result(), types).value();
}

const Convention* PlatformConvention() {
#if defined(__x86_64__) && !defined(_WIN32)
  return &kSystemVX64;
#elif defined(__aarch64__) && defined(__linux__)
  return &kAapcs64;
#else
  // Apple's arm64 packs what is on the stack, and Windows has its own ones.
  return nullptr;
#endif
}

std::string ToString(const Placement& placement) {
  const Convention& convention = *placement.convention;
  std::string text;
  const std::span<const Piece> pieces = placement.arguments;
  for (size_t begin = 0, end; begin < pieces.size(); begin = end) {
    end = begin + 1;
    while (end < pieces.size() &&
           pieces[end].argument == pieces[begin].argument)
      end++;
    if (begin != 0) text += ", ";
    text += PiecesToString(convention, pieces.subspan(begin, end - begin));
  }
  if (placement.result_is_in_memory) {
    text += " -> [";
    text += convention.integer_names[convention.result_address];
    return text + "]";
  }
  if (placement.result.empty()) return text;
  return text + " -> " + PiecesToString(convention, placement.result);
}

}  // namespace node::ffi
