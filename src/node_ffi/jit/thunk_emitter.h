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

// What a thunk does, in the instructions of an architecture's `Assembler`: for
// calling conventions that put integers and floats in registers of their own,
// and each argument that finds none in 8 bytes of the stack.
template <typename Assembler>
std::vector<uint8_t> EmitThunkWith(std::span<const RegisterClass> arguments) {
  constexpr auto& kRegisters = Assembler::kIntegerRegisters;
  constexpr size_t kCount = std::size(kRegisters);

  // What V8 passes has one integer more in front, and one at the end. Floats
  // are in the same registers on both sides; each integer is in the register
  // after the one that the function has it in. That of the last register is on
  // the stack: in what becomes a gap, which those behind it close.
  size_t integers = 0;
  size_t floats = 0;
  size_t slots = 0;
  std::optional<size_t> gap;
  for (RegisterClass argument : arguments) {
    if (argument == RegisterClass::kFloat) {
      if (++floats > Assembler::kFloatRegisterCount) slots++;
    } else {
      if (++integers == kCount) gap = slots;
      if (integers >= kCount) slots++;
    }
  }

  Assembler assembler;
  typename Assembler::Register target = Assembler::kTarget;
  if (integers + 1 < kCount) {
    // Nothing is moved to the register after the last argument's.
    target = kRegisters[integers + 1];
  } else {
    assembler.LoadStack(target, slots);
  }
  for (size_t i = 0; i < std::min(integers, kCount - 1); i++) {
    assembler.Move(kRegisters[i], kRegisters[i + 1]);
  }
  if (gap) {
    assembler.LoadStack(kRegisters[kCount - 1], *gap);
    // A function owns the memory of its stack arguments.
    for (size_t slot = *gap + 1; slot < slots; slot++) {
      assembler.LoadStack(Assembler::kScratch, slot);
      assembler.StoreStack(slot - 1, Assembler::kScratch);
    }
  }
  assembler.SetFloatRegisters(std::min(floats, Assembler::kFloatRegisterCount));
  assembler.JumpIndirect(target);
  return assembler.Take();
}

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_THUNK_EMITTER_H_
