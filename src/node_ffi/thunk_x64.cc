// The System V ABI on x86-64.

#include <utility>

#include "node_ffi/thunk.h"
#include "node_ffi/thunk_emitter.h"

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

class Assembler {
 public:
  using Register = ffi::Register;

  static constexpr Register kIntegerRegisters[] = {rdi, rsi, rdx, rcx, r8, r9};
  static constexpr size_t kFloatRegisterCount = 8;
  static constexpr Register kTarget = r11;
  static constexpr Register kScratch = r10;

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

std::vector<uint8_t> EmitThunkX64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<Assembler>(arguments);
}

}  // namespace node::ffi
