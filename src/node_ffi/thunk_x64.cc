// The System V ABI on x86-64.

#include "node_ffi/thunk.h"

#if defined(__x86_64__) && defined(__linux__)

#include <cstddef>

namespace node::ffi {

namespace {

enum Register : uint8_t {
  rcx = 1,
  rdx = 2,
  rsp = 4,
  rsi = 6,
  rdi = 7,
  r8 = 8,
  r9 = 9,
  r10 = 10,
  r11 = 11,
};

constexpr Register kIntegerRegisters[] = {rdi, rsi, rdx, rcx, r8, r9};
constexpr size_t kIntegerRegisterCount = 6;
constexpr size_t kFloatRegisterCount = 8;

class Assembler {
 public:
  void Move(Register to, Register from) {
    Rex(true, from, to);
    Byte(0x89);
    ModRM(3, from, to);
  }

  // Stack arguments are counted from the return address on.
  void LoadStack(Register to, size_t index) { Stack(0x8B, to, index); }
  void StoreStack(size_t index, Register from) { Stack(0x89, from, index); }

  void JumpIndirect(Register pointer) {
    // Neither rsp nor r12, nor rbp nor r13, which are encoded otherwise.
    if (pointer >= 8) Rex(false, 0, pointer);
    Byte(0xFF);
    ModRM(0, 4, pointer);
  }

  std::vector<uint8_t> Take() { return std::move(code_); }

 private:
  void Stack(uint8_t opcode, Register reg, size_t index) {
    Rex(true, reg, rsp);
    Byte(opcode);
    size_t displacement = 8 + 8 * index;
    bool is_small = displacement < 128;
    ModRM(is_small ? 1 : 2, reg, rsp);
    Byte(0x24);  // SIB: just rsp.
    for (size_t i = 0; i < (is_small ? 1 : 4); i++) {
      Byte(static_cast<uint8_t>(displacement >> (8 * i)));
    }
  }

  void Byte(uint8_t byte) { code_.push_back(byte); }
  void Rex(bool wide, uint8_t reg, uint8_t rm) {
    Byte(0x40 | (wide ? 8 : 0) | ((reg >> 3) << 2) | (rm >> 3));
  }
  void ModRM(uint8_t mode, uint8_t reg, uint8_t rm) {
    Byte((mode << 6) | ((reg & 7) << 3) | (rm & 7));
  }

  std::vector<uint8_t> code_;
};

}  // namespace

std::optional<std::vector<uint8_t>> EmitThunk(
    std::span<const RegisterClass> arguments) {
  // What V8 passes has one integer more in front, and one at the end. Floats
  // are in the same registers on both sides; so only integer registers move,
  // and what is on the stack, towards the front.
  Assembler assembler;
  struct Move {
    size_t to;
    size_t from;
  };
  std::vector<Move> stack_moves;
  size_t integers = 0;
  size_t floats = 0;
  size_t incoming_stack = 0;
  size_t outgoing_stack = 0;
  std::vector<size_t> stack_source_of_register(kIntegerRegisterCount);
  for (RegisterClass argument : arguments) {
    if (argument == RegisterClass::kFloat) {
      if (floats++ >= kFloatRegisterCount) {
        stack_moves.push_back({outgoing_stack++, incoming_stack++});
      }
    } else {
      size_t index = integers++;
      if (index >= kIntegerRegisterCount) {
        stack_moves.push_back({outgoing_stack++, incoming_stack++});
      } else if (index + 1 >= kIntegerRegisterCount) {
        stack_source_of_register[index] = incoming_stack++;
      }
    }
  }

  Register target = r11;
  if (integers + 1 < kIntegerRegisterCount) {
    // Nothing is moved to the register after the last argument's.
    target = kIntegerRegisters[integers + 1];
  } else {
    assembler.LoadStack(target, incoming_stack);
  }
  for (size_t i = 0; i < integers && i < kIntegerRegisterCount; i++) {
    if (i + 1 < kIntegerRegisterCount) {
      assembler.Move(kIntegerRegisters[i], kIntegerRegisters[i + 1]);
    } else {
      assembler.LoadStack(kIntegerRegisters[i], stack_source_of_register[i]);
    }
  }
  // A function owns the memory of its stack arguments, and none is moved to a
  // place from which another one is yet to be read.
  for (const Move& move : stack_moves) {
    if (move.to == move.from) continue;
    assembler.LoadStack(r10, move.from);
    assembler.StoreStack(move.to, r10);
  }
  assembler.JumpIndirect(target);
  return assembler.Take();
}

}  // namespace node::ffi

#endif
