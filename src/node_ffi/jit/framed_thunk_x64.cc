// The thunks of x86-64 for functions with aggregates, whose bytes V8 passes the
// addresses of.

#include <bit>
#include <utility>
#include <vector>

#include "node_ffi/abi/placement.h"
#include "node_ffi/jit/assembler_x64.h"
#include "node_ffi/jit/thunk.h"

namespace node::ffi {

namespace {

using Register = AssemblerX64::Register;
using enum AssemblerX64::Register;

constexpr size_t kWord = 8;

LayoutPointer LayoutOf(RegisterClass register_class) {
  return register_class == RegisterClass::kFloat ? Layout::Of(kScalarOf<double>)
                                                 : Layout::Of(kScalarOf<void*>);
}

// What V8 passes: receiver, arguments, target.
Placement PlaceFromV8(const Prototype& prototype) {
  const std::vector<RegisterClass> classes = PassedByV8(prototype);
  Prototype passed(Layout::Of(kScalarOf<void>));
  passed.Add(LayoutOf(RegisterClass::kInteger));
  for (RegisterClass argument : classes) passed.Add(LayoutOf(argument));
  passed.Add(LayoutOf(RegisterClass::kInteger));
  return Place(kSystemVX64, passed);
}

Register RegisterOf(const Piece& piece) {
  return static_cast<Register>(piece.where);
}

// Makes one thunk. Used by one thread.
//
// All registers that V8 passes something in are written to the frame, above the
// arguments on the stack, but for floats that stay where they are. Then nothing
// is in the way of anything. r10 is for addresses, r11 has the target.
class FramedThunk {
 public:
  explicit FramedThunk(const Prototype& prototype)
      : prototype_(prototype),
        from_(PlaceFromV8(prototype)),
        to_(Place(kSystemVX64, prototype)),
        first_(prototype.result().is_scalar() ? 1 : 2) {}

  Thunk Emit() {
    const size_t saved = from_.integer_count + from_.float_count;
    assembler_.EnterFrame(to_.stack_size + saved * kWord, to_.stack_alignment);
    Save();
    // Integers come last: others may take their registers to move.
    for (const Piece& piece : to_.arguments)
      if (piece.place == Piece::Place::kStack) MoveToStack(piece);
    for (const Piece& piece : to_.arguments)
      if (piece.place == Piece::Place::kFloat) MoveToFloat(piece);
    for (const Piece& piece : to_.arguments)
      if (piece.place == Piece::Place::kInteger) MoveToInteger(piece);
    if (to_.result_is_in_memory) LoadSaved(rdi, kRoom);
    assembler_.SetFloatRegisters(to_.float_count);
    assembler_.CallIndirect(r11, 0);
    if (!prototype_.result().is_scalar()) StoreResult();
    const size_t end = assembler_.size();
    assembler_.LeaveFrame();
    return {assembler_.Take(), std::move(accesses_), end};
  }

 private:
  // Among what V8 passes.
  static constexpr size_t kRoom = 1;

  struct Memory {
    Register base;
    size_t offset;
  };

  bool is_aggregate(const Piece& piece) const {
    return !prototype_.arguments()[piece.argument].type->is_scalar();
  }
  // What V8 passes for the argument that a piece is of.
  const Piece& Passed(const Piece& to) const {
    return from_.arguments[first_ + to.argument];
  }
  // Whether a float is where it should be.
  bool Stays(const Piece& to) const {
    const Piece& from = Passed(to);
    return !is_aggregate(to) && to.place == Piece::Place::kFloat &&
           from.place == Piece::Place::kFloat && from.where == to.where;
  }

  // Where what V8 passes is to be found.
  Memory Saved(size_t passed) const {
    const Piece& piece = from_.arguments[passed];
    if (piece.place == Piece::Place::kStack)
      return {rbp, AssemblerX64::kStackArguments + piece.where};
    // In each kind of registers, one is behind the other.
    size_t before = 0;
    for (size_t i = 0; i < passed; i++)
      before += from_.arguments[i].place != Piece::Place::kStack;
    return {rsp, to_.stack_size + before * kWord};
  }
  void LoadSaved(Register to, size_t passed) {
    const Memory memory = Saved(passed);
    assembler_.Load(to, memory.base, memory.offset);
  }

  void Save() {
    const size_t target = from_.arguments.size() - 1;
    if (from_.arguments[target].place == Piece::Place::kStack) {
      LoadSaved(r11, target);
    } else {
      assembler_.Move(r11, RegisterOf(from_.arguments[target]));
    }
    std::vector<bool> stays(target);
    for (const Piece& to : to_.arguments)
      stays[first_ + to.argument] = Stays(to);
    // Not the receiver.
    for (size_t i = 1; i < target; i++) {
      const Piece& piece = from_.arguments[i];
      const Memory memory = Saved(i);
      if (piece.place == Piece::Place::kInteger) {
        assembler_.Store(memory.base, memory.offset, RegisterOf(piece));
      } else if (piece.place == Piece::Place::kFloat && !stays[i]) {
        assembler_.StoreFloat(memory.base, memory.offset, piece.where);
      }
    }
  }

  // Has r10 be the address of the aggregate that a piece is of.
  void FindAggregate(const Piece& to) { LoadSaved(r10, first_ + to.argument); }
  // The next instruction reads an aggregate.
  void NoteAccess() { accesses_.push_back(assembler_.size()); }

  // Loads 1 to 8 bytes, and none behind them.
  void LoadBytes(Register to,
                 Register base,
                 size_t offset,
                 size_t size,
                 Register scratch) {
    if (std::has_single_bit(size)) NoteAccess();
    switch (size) {
      case 1:
        return assembler_.LoadUint8(to, base, offset);
      case 2:
        return assembler_.LoadUint16(to, base, offset);
      case 4:
        return assembler_.LoadUint32(to, base, offset);
      case 8:
        return assembler_.Load(to, base, offset);
    }
    // Two loads, which overlap.
    const size_t half = size == 3 ? 2 : 4;
    LoadBytes(to, base, offset + size - half, half, scratch);
    assembler_.ShiftLeft(to, static_cast<uint8_t>((size - half) * 8));
    LoadBytes(scratch, base, offset, half, scratch);
    assembler_.Or(to, scratch);
  }

  // The same for a store, which changes `from`.
  void StoreBytes(Register base, size_t offset, size_t size, Register from) {
    switch (size) {
      case 1:
        return assembler_.StoreInt8(base, offset, from);
      case 2:
        return assembler_.StoreInt16(base, offset, from);
      case 4:
        return assembler_.StoreInt32(base, offset, from);
      case 8:
        return assembler_.Store(base, offset, from);
    }
    const size_t half = size == 3 ? 2 : 4;
    StoreBytes(base, offset, half, from);
    assembler_.ShiftRight(from, static_cast<uint8_t>((size - half) * 8));
    StoreBytes(base, offset + size - half, half, from);
  }

  // Narrow integers come as such of 32 bits, with anything beyond.
  void LoadScalar(Register to, const Piece& like) {
    const Memory memory = Saved(first_ + like.argument);
    if (like.size == kWord || like.content == Piece::Content::kFloat) {
      assembler_.Load(to, memory.base, memory.offset);
    } else if (like.content == Piece::Content::kSigned) {
      assembler_.LoadInt32(to, memory.base, memory.offset);
    } else {
      assembler_.LoadUint32(to, memory.base, memory.offset);
    }
  }

  void MoveToStack(const Piece& to) {
    if (!is_aggregate(to)) {
      LoadScalar(rax, to);
      return assembler_.Store(rsp, to.where, rax);
    }
    FindAggregate(to);
    if (to.size > kWord) return CopyToStack(to.where, to.size);
    LoadBytes(rax, r10, to.offset, to.size, rcx);
    assembler_.Store(rsp, to.where, rax);
  }

  // More than one word, from r10.
  void CopyToStack(size_t where, size_t size) {
    constexpr size_t kFewWords = 16;
    const size_t words = size / kWord;
    if (words > kFewWords) {
      assembler_.Move(rsi, r10);
      assembler_.LoadAddress(rdi, rsp, where);
      assembler_.CopyWords(words);
      accesses_.push_back(assembler_.size() - AssemblerX64::kRepeatSize);
    } else {
      for (size_t i = 0; i < words; i++) CopyWord(where, i * kWord);
    }
    // What is left is the end of the last word.
    if (size % kWord != 0) CopyWord(where, size - kWord);
  }
  void CopyWord(size_t where, size_t offset) {
    NoteAccess();
    assembler_.Load(rax, r10, offset);
    assembler_.Store(rsp, where + offset, rax);
  }

  void MoveToFloat(const Piece& to) {
    if (Stays(to)) return;
    if (!is_aggregate(to)) {
      const Memory memory = Saved(first_ + to.argument);
      return assembler_.LoadFloat(to.where, memory.base, memory.offset);
    }
    FindAggregate(to);
    if (to.size == 8 || to.size == 4) NoteAccess();
    if (to.size == 8) return assembler_.LoadFloat(to.where, r10, to.offset);
    if (to.size == 4) return assembler_.LoadFloat32(to.where, r10, to.offset);
    LoadBytes(rax, r10, to.offset, to.size, rcx);
    assembler_.MoveToFloat(to.where, rax);
  }

  void MoveToInteger(const Piece& to) {
    if (!is_aggregate(to)) return LoadScalar(RegisterOf(to), to);
    FindAggregate(to);
    LoadBytes(RegisterOf(to), r10, to.offset, to.size, rax);
  }

  // Integers come first, as floats may take rax to move.
  void StoreResult() {
    if (to_.result.empty()) return;
    LoadSaved(rcx, kRoom);
    for (const Piece& piece : to_.result) {
      if (piece.place == Piece::Place::kInteger)
        StoreBytes(rcx, piece.offset, piece.size, RegisterOf(piece));
    }
    for (const Piece& piece : to_.result) {
      if (piece.place == Piece::Place::kFloat) StoreFloat(piece);
    }
  }
  void StoreFloat(const Piece& from) {
    if (from.size == 8)
      return assembler_.StoreFloat(rcx, from.offset, from.where);
    if (from.size == 4)
      return assembler_.StoreFloat32(rcx, from.offset, from.where);
    assembler_.MoveFromFloat(rax, from.where);
    StoreBytes(rcx, from.offset, from.size, rax);
  }

  const Prototype& prototype_;
  const Placement from_;
  const Placement to_;
  // Which of what V8 passes is the first argument.
  const size_t first_;
  AssemblerX64 assembler_;
  std::vector<size_t> accesses_;
};

}  // namespace

Thunk EmitFramedThunkX64(const Prototype& prototype) {
  return FramedThunk(prototype).Emit();
}

}  // namespace node::ffi
