#ifndef SRC_NODE_FFI_JIT_THUNK_EMITTER_H_
#define SRC_NODE_FFI_JIT_THUNK_EMITTER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <vector>

#include "node_ffi/jit/thunk.h"

namespace node::ffi {

// What a thunk does, in the instructions of an architecture. Any thread may use
// what is here.
//
// `Assembler` is the architecture's, with the registers that a thunk may
// change, kTarget and kScratch, and with where a function without a frame has
// its stack arguments: kThunkStackArguments bytes after kStackPointer.

template <typename Assembler>
void MoveArgument(Assembler* assembler,
                  typename Assembler::Register to,
                  typename Assembler::Register from,
                  RegisterClass register_class) {
  switch (register_class) {
    case RegisterClass::kInt32:
      return assembler->MoveInt32(to, from);
    case RegisterClass::kUint32:
      return assembler->MoveUint32(to, from);
    default:
      return assembler->Move(to, from);
  }
}

template <typename Assembler>
void LoadArgument(Assembler* assembler,
                  typename Assembler::Register to,
                  size_t offset,
                  RegisterClass register_class) {
  constexpr auto kBase = Assembler::kStackPointer;
  switch (register_class) {
    case RegisterClass::kInt32:
      return assembler->LoadInt32(to, kBase, offset);
    case RegisterClass::kUint32:
      return assembler->LoadUint32(to, kBase, offset);
    default:
      return assembler->Load(to, kBase, offset);
  }
}

// A thunk, for calling conventions that put integers and floats in registers of
// their own, and each argument that finds none in 8 bytes of the stack.
template <typename Assembler>
std::vector<uint8_t> EmitThunkWith(std::span<const RegisterClass> arguments) {
  constexpr auto& kRegisters = Assembler::kIntegerRegisters;
  constexpr size_t kCount = std::size(kRegisters);

  // V8 adds a receiver in front and `target` behind. So integers move down one
  // register; the last register's comes from the stack, and stack arguments
  // behind that gap move down one slot. Floats in registers stay. Every integer
  // moves, and so is extended on its way.
  std::vector<RegisterClass> integers;
  size_t floats = 0;
  // Of what V8 passes on the stack.
  std::vector<RegisterClass> slots;
  std::optional<size_t> gap;
  for (RegisterClass argument : arguments) {
    if (argument == RegisterClass::kFloat) {
      if (++floats > Assembler::kFloatRegisterCount) slots.push_back(argument);
    } else {
      integers.push_back(argument);
      if (integers.size() == kCount) gap = slots.size();
      if (integers.size() >= kCount) slots.push_back(argument);
    }
  }

  const auto offset_of = [](size_t slot) {
    return Assembler::kThunkStackArguments + 8 * slot;
  };
  Assembler assembler;
  typename Assembler::Register target = Assembler::kTarget;
  if (integers.size() + 1 < kCount) {
    // Nothing is moved to the register after the last argument's.
    target = kRegisters[integers.size() + 1];
  } else {
    assembler.Load(target, Assembler::kStackPointer, offset_of(slots.size()));
  }
  for (size_t i = 0; i < std::min(integers.size(), kCount - 1); i++) {
    MoveArgument(&assembler, kRegisters[i], kRegisters[i + 1], integers[i]);
  }
  if (gap) {
    LoadArgument(
        &assembler, kRegisters[kCount - 1], offset_of(*gap), slots[*gap]);
    // A function owns the memory of its stack arguments.
    for (size_t slot = *gap + 1; slot < slots.size(); slot++) {
      LoadArgument(
          &assembler, Assembler::kScratch, offset_of(slot), slots[slot]);
      assembler.Store(
          Assembler::kStackPointer, offset_of(slot - 1), Assembler::kScratch);
    }
  }
  assembler.SetFloatRegisters(std::min(floats, Assembler::kFloatRegisterCount));
  assembler.JumpIndirect(target);
  return assembler.Take();
}

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_THUNK_EMITTER_H_
