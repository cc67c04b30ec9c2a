// The generated code of x86-64, as the System V ABI has it: V8 to C (a thunk),
// buffer to C (an invoker), C to buffer (an entry), and the stubs.

#include <cstddef>

#include "node_ffi/abi/placement.h"
#include "node_ffi/jit/assembler_x64.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/thunk_emitter.h"

#if defined(__x86_64__) && defined(__linux__)
#include "node_ffi/abi/prototype.h"
#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/invoker.h"
#include "node_ffi/jit/preserved.h"
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

// Of an invoker or entry: more would be much code, for few functions.
constexpr size_t kMaxArguments = 256;

using Register = AssemblerX64::Register;

Register RegisterOf(const Piece& piece) {
  return static_cast<Register>(piece.where);
}

// Where a piece of an argument is in the memory for all arguments.
size_t OffsetOf(const Prototype& prototype, const Piece& piece) {
  return prototype.arguments()[piece.argument].offset + piece.offset;
}

// Loads at most 8 bytes. An integer is extended to 64 bits: functions may rely
// on 32 of them, and those that are declared with a wider type than the
// signature says get what they expect.
void EmitLoad(Register to,
              Register base,
              size_t offset,
              const Piece& like,
              AssemblerX64* assembler) {
  const bool is_signed = like.content == Piece::Content::kSigned;
  const bool is_integer =
      is_signed || like.content == Piece::Content::kUnsigned;
  switch (is_integer ? like.size : sizeof(uint64_t)) {
    case 1:
      return is_signed ? assembler->LoadInt8(to, base, offset)
                       : assembler->LoadUint8(to, base, offset);
    case 2:
      return is_signed ? assembler->LoadInt16(to, base, offset)
                       : assembler->LoadUint16(to, base, offset);
    case 4:
      return is_signed ? assembler->LoadInt32(to, base, offset)
                       : assembler->LoadUint32(to, base, offset);
    default:
      return assembler->Load(to, base, offset);
  }
}

// Copies words. Changes rax, or rdi, rsi and rcx.
void EmitCopy(Register to,
              size_t to_offset,
              Register from,
              size_t from_offset,
              size_t size,
              AssemblerX64* assembler) {
  constexpr size_t kFewWords = 16;
  const size_t words = RoundUp(size, sizeof(uint64_t)) / sizeof(uint64_t);
  if (words > kFewWords) {
    assembler->LoadAddress(rsi, from, from_offset);
    assembler->LoadAddress(rdi, to, to_offset);
    return assembler->CopyWords(words);
  }
  for (size_t i = 0; i < words; i++) {
    assembler->Load(rax, from, from_offset + i * sizeof(uint64_t));
    assembler->Store(to, to_offset + i * sizeof(uint64_t), rax);
  }
}

// Where a Preserved::State has what a function must not change.
constexpr struct {
  Register reg;
  size_t offset;
} kPreserved[] = {
    {rbx, offsetof(Preserved::State, rbx)},
    {rbp, offsetof(Preserved::State, rbp)},
    {rsp, offsetof(Preserved::State, rsp)},
    {r12, offsetof(Preserved::State, r12)},
    {r13, offsetof(Preserved::State, r13)},
    {r14, offsetof(Preserved::State, r14)},
    {r15, offsetof(Preserved::State, r15)},
};

// To the Preserved at r10.
void EmitStorePreserved(size_t state, AssemblerX64* assembler) {
  for (const auto& [reg, offset] : kPreserved) {
    assembler->Store(r10, state + offset, reg);
  }
  assembler->StoreFloatControls(
      r10,
      state + offsetof(Preserved::State, mxcsr),
      state + offsetof(Preserved::State, x87_control));
}

// Changes r10 only. `place` is where the frame has the address of the
// Preserved.
void EmitNotePreserved(size_t place, AssemblerX64* assembler) {
  assembler->LoadThreadLocal(r10, PreservedScope::Offset());
  assembler->Store(rsp, place, r10);
  EmitStorePreserved(offsetof(Preserved, before), assembler);
}

// Changes r10 and rcx only, beside what it restores.
void EmitCheckPreserved(size_t place, AssemblerX64* assembler) {
  constexpr size_t kBefore = offsetof(Preserved, before);
  constexpr size_t kAfter = offsetof(Preserved, after);
  // Where the frame is can only be told from what is to be checked. But if the
  // thread's Preserved is below the frame, it is that of a call which native
  // code has left by longjmp(), and which is not there any more. That also
  // restores what setjmp() found.
  assembler->LoadThreadLocal(r10, PreservedScope::Offset());
  assembler->LoadIfBelow(r10, rsp, rsp, place);
  EmitStorePreserved(kAfter, assembler);
  for (const auto& [reg, offset] : kPreserved) {
    assembler->Load(reg, r10, kBefore + offset);
  }
  assembler->LoadFlags(rcx);
  assembler->Store(r10, kAfter + offsetof(Preserved::State, flags), rcx);
  assembler->ClearDirectionFlag();
  assembler->LoadFloatControls(
      r10,
      kBefore + offsetof(Preserved::State, mxcsr),
      kBefore + offsetof(Preserved::State, x87_control));
}

}  // namespace

// The frame has the arguments on the stack, and above them, where the result
// goes, and the address of the Preserved if it is checked.
std::optional<std::vector<uint8_t>> EmitInvoker(const Prototype& prototype,
                                                bool is_checked) {
  if (prototype.arguments().size() > kMaxArguments) return std::nullopt;
  const Placement placement = Place(kSystemVX64, prototype);
  const size_t result_address = placement.stack_size;
  const size_t preserved = result_address + sizeof(uint64_t);

  AssemblerX64 assembler;
  assembler.EnterFrame(preserved + sizeof(uint64_t), placement.stack_alignment);
  if (!placement.result.empty()) assembler.Store(rsp, result_address, rdx);
  assembler.Move(r11, rdi);  // The function.
  assembler.Move(r10, rsi);  // Its arguments.
  // First those that may take other registers to move.
  for (const Piece& piece : placement.arguments) {
    if (piece.place != Piece::Place::kStack) continue;
    const size_t offset = OffsetOf(prototype, piece);
    if (piece.size > sizeof(uint64_t)) {
      EmitCopy(rsp, piece.where, r10, offset, piece.size, &assembler);
    } else {
      EmitLoad(rax, r10, offset, piece, &assembler);
      assembler.Store(rsp, piece.where, rax);
    }
  }
  if (placement.result_is_in_memory) assembler.Move(rdi, rdx);
  for (const Piece& piece : placement.arguments) {
    const size_t offset = OffsetOf(prototype, piece);
    if (piece.place == Piece::Place::kInteger)
      EmitLoad(RegisterOf(piece), r10, offset, piece, &assembler);
    if (piece.place == Piece::Place::kFloat)
      assembler.LoadFloat(piece.where, r10, offset);
  }
  if (is_checked) EmitNotePreserved(preserved, &assembler);
  assembler.SetFloatRegisters(placement.float_count);
  assembler.Call(r11);
  if (is_checked) EmitCheckPreserved(preserved, &assembler);
  if (!placement.result.empty()) assembler.Load(rcx, rsp, result_address);
  for (const Piece& piece : placement.result) {
    if (piece.place == Piece::Place::kFloat) {
      assembler.StoreFloat(rcx, piece.offset, piece.where);
    } else {
      assembler.Store(rcx, piece.offset, RegisterOf(piece));
    }
  }
  assembler.LeaveFrame();
  return assembler.Take();
}

// The frame has the memory for the arguments, and above it, that for a result
// in registers, or the address of one in memory.
std::optional<std::vector<uint8_t>> EmitEntry(const Prototype& prototype) {
  if (prototype.arguments().size() > kMaxArguments) return std::nullopt;
  const Placement placement = Place(kSystemVX64, prototype);
  const size_t result = prototype.arguments_size();
  constexpr size_t kResultSize = 16;
  // Padding may be larger, and has no place.
  if (!placement.result_is_in_memory && prototype.result().size() > kResultSize)
    return std::nullopt;

  AssemblerX64 assembler;
  assembler.EnterFrame(result + kResultSize,
                       RoundUp(prototype.arguments_alignment(), kResultSize));
  if (placement.result_is_in_memory) assembler.Store(rsp, result, rdi);
  for (const Piece& piece : placement.arguments) {
    const size_t offset = OffsetOf(prototype, piece);
    if (piece.place == Piece::Place::kInteger)
      assembler.Store(rsp, offset, RegisterOf(piece));
    if (piece.place == Piece::Place::kFloat)
      assembler.StoreFloat(rsp, offset, piece.where);
  }
  // These may take other registers to move.
  for (const Piece& piece : placement.arguments) {
    if (piece.place != Piece::Place::kStack) continue;
    EmitCopy(rsp,
             OffsetOf(prototype, piece),
             rbp,
             AssemblerX64::kStackArguments + piece.where,
             piece.size,
             &assembler);
  }

  assembler.Load(rdi, r11, offsetof(StubTarget, data));
  assembler.Move(rsi, rsp);
  if (placement.result_is_in_memory) {
    assembler.Load(rdx, rsp, result);
  } else {
    assembler.LoadAddress(rdx, rsp, result);
  }
  assembler.CallIndirect(r11, offsetof(StubTarget, handler));
  if (placement.result_is_in_memory) assembler.Load(rax, rsp, result);
  // Callers may rely on narrow integers being extended, at least to 32 bits.
  for (const Piece& piece : placement.result) {
    if (piece.place == Piece::Place::kFloat) {
      assembler.LoadFloat(piece.where, rsp, result + piece.offset);
    } else {
      EmitLoad(
          RegisterOf(piece), rsp, result + piece.offset, piece, &assembler);
    }
  }
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
