// The generated code of x86-64, as the System V ABI has it: V8 to C (a thunk),
// buffer to C (an invoker), C to buffer (an entry), and the stubs.

#include <cstddef>

#include "node_ffi/abi/placement.h"
#include "node_ffi/jit/assembler_x64.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/thunk_emitter.h"

#if defined(__x86_64__) && defined(__linux__)
#include "node_ffi/abi/layout.h"
#include "node_ffi/abi/type.h"
#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/invoker.h"
#endif

namespace node::ffi {

namespace {

using enum AssemblerX64::Register;

struct ThunkAssembler : AssemblerX64 {
  static constexpr Register kTarget = r11;
  static constexpr Register kScratch = r10;
  static constexpr Register kStackPointer = rsp;
  // The return address comes first.
  static constexpr size_t kThunkStackArguments = 8;
};

}  // namespace

std::vector<uint8_t> EmitThunkX64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<ThunkAssembler>(kSystemVX64, arguments);
}

// Invokers, entries and stubs are made for the system that this is compiled
// for; thunks also to be looked at on another.
#if defined(__x86_64__) && defined(__linux__)

namespace {

// Of an invoker or entry, whose frame has to fit before the page that guards
// the end of the stack.
constexpr size_t kMaxArguments = 256;

Scalar ScalarOf(const Type& type) {
  const auto size = static_cast<uint8_t>(type.size());
  if (type.is_void()) return {Scalar::Kind::kVoid, 0};
  if (type.is_float()) return {Scalar::Kind::kFloat, size};
  return {type.is_signed() ? Scalar::Kind::kSigned : Scalar::Kind::kUnsigned,
          size};
}

// Empty if there are too many.
std::optional<Placement> PlaceScalars(const Type& result,
                                      std::span<const Type* const> arguments) {
  if (arguments.size() > kMaxArguments) return std::nullopt;
  std::vector<const Layout*> types;
  types.reserve(arguments.size());
  // The layouts of scalars are never freed.
  for (const Type* type : arguments)
    types.push_back(Layout::Of(ScalarOf(*type)).get());
  return Place(kSystemVX64, *Layout::Of(ScalarOf(result)), types);
}

AssemblerX64::Register RegisterOf(const Piece& piece) {
  return static_cast<AssemblerX64::Register>(piece.where);
}

// Where a piece is in the array of slots.
size_t SlotOf(const Piece& piece) {
  return piece.argument * sizeof(Slot) + piece.offset;
}

// Loads a piece, which is after r10. An integer is extended to 64 bits:
// functions may rely on 32 of them, and those that are declared with a wider
// type than the signature says get what they expect.
void EmitLoad(AssemblerX64::Register to,
              const Piece& piece,
              AssemblerX64* assembler) {
  const size_t offset = SlotOf(piece);
  const bool is_signed = piece.content == Piece::Content::kSigned;
  if (piece.content == Piece::Content::kFloat)
    return assembler->Load(to, r10, offset);
  switch (piece.size) {
    case 1:
      return is_signed ? assembler->LoadInt8(to, r10, offset)
                       : assembler->LoadUint8(to, r10, offset);
    case 2:
      return is_signed ? assembler->LoadInt16(to, r10, offset)
                       : assembler->LoadUint16(to, r10, offset);
    case 4:
      return is_signed ? assembler->LoadInt32(to, r10, offset)
                       : assembler->LoadUint32(to, r10, offset);
    default:
      return assembler->Load(to, r10, offset);
  }
}

// Moves a result from rax to where it is expected. Callers may rely on narrow
// integers being extended, at least to 32 bits.
void EmitResult(const Piece& piece, AssemblerX64* assembler) {
  const bool is_signed = piece.content == Piece::Content::kSigned;
  if (piece.place == Piece::Place::kFloat)
    return assembler->Bytes({0x66, 0x48, 0x0F, 0x6E, 0xC0});  // movq xmm0, rax
  switch (piece.size) {
    case 1:
      if (is_signed)
        return assembler->Bytes({0x48, 0x0F, 0xBE, 0xC0});  // movsx rax, al
      return assembler->Bytes({0x0F, 0xB6, 0xC0});          // movzx eax, al
    case 2:
      if (is_signed)
        return assembler->Bytes({0x48, 0x0F, 0xBF, 0xC0});  // movsx rax, ax
      return assembler->Bytes({0x0F, 0xB7, 0xC0});          // movzx eax, ax
    case 4:
      if (is_signed) return assembler->Bytes({0x48, 0x98});  // cdqe
      return assembler->Bytes({0x89, 0xC0});                 // mov eax, eax
  }
}

}  // namespace

std::optional<std::vector<uint8_t>> EmitInvoker(
    const Type& result, std::span<const Type* const> arguments) {
  const auto placement = PlaceScalars(result, arguments);
  if (!placement) return std::nullopt;

  AssemblerX64 assembler;
  assembler.EnterFrame(placement->stack_size);
  assembler.Move(r11, rdi);  // The function.
  assembler.Move(r10, rsi);  // Its arguments.
  for (const Piece& piece : placement->arguments) {
    switch (piece.place) {
      case Piece::Place::kInteger:
        EmitLoad(RegisterOf(piece), piece, &assembler);
        break;
      case Piece::Place::kFloat:
        assembler.LoadFloat(piece.where, r10, SlotOf(piece));
        break;
      case Piece::Place::kStack:
        EmitLoad(rax, piece, &assembler);
        assembler.Store(rsp, piece.where, rax);
        break;
    }
  }
  assembler.SetFloatRegisters(placement->float_count);
  assembler.Bytes({0x41, 0xFF, 0xD3});  // call r11
  for (const Piece& piece : placement->result) {
    if (piece.place == Piece::Place::kFloat)
      assembler.Bytes({0x66, 0x48, 0x0F, 0x7E, 0xC0});  // movq rax, xmm0
  }
  assembler.LeaveFrame();
  return assembler.Take();
}

std::optional<std::vector<uint8_t>> EmitEntry(
    const Type& result, std::span<const Type* const> arguments) {
  const auto placement = PlaceScalars(result, arguments);
  if (!placement) return std::nullopt;

  AssemblerX64 assembler;
  assembler.EnterFrame(arguments.size() * sizeof(Slot));
  for (const Piece& piece : placement->arguments) {
    switch (piece.place) {
      case Piece::Place::kInteger:
        assembler.Store(rsp, SlotOf(piece), RegisterOf(piece));
        break;
      case Piece::Place::kFloat:
        assembler.StoreFloat(rsp, SlotOf(piece), piece.where);
        break;
      case Piece::Place::kStack:
        assembler.Load(rax, rbp, AssemblerX64::kStackArguments + piece.where);
        assembler.Store(rsp, SlotOf(piece), rax);
        break;
    }
  }

  static_assert(offsetof(StubTarget, handler) == 8);
  static_assert(offsetof(StubTarget, data) == 16);
  assembler.Bytes({0x49, 0x8B, 0x7B, 16});  // mov rdi, [r11 + 16]
  assembler.Bytes({0x48, 0x89, 0xE6});      // mov rsi, rsp
  assembler.Bytes({0x41, 0xFF, 0x53, 8});   // call [r11 + 8]
  for (const Piece& piece : placement->result) EmitResult(piece, &assembler);
  assembler.LeaveFrame();
  return assembler.Take();
}

std::optional<std::vector<uint8_t>> EmitStubs(size_t count, size_t distance) {
  static_assert(offsetof(StubTarget, entry) == 0);
  AssemblerX64 assembler;
  for (size_t i = 0; i < count; i++) {
    assembler.Bytes({0x4C, 0x8D, 0x1D});  // lea r11, [rip + ...]
    size_t next_instruction = assembler.size() + 4;
    assembler.Int32(distance + i * sizeof(StubTarget) - next_instruction);
    assembler.Bytes({0x41, 0xFF, 0x23});  // jmp [r11]
    assembler.PadTo((i + 1) * kStubSize);
  }
  return assembler.Take();
}

#endif

}  // namespace node::ffi
