// The AAPCS64 on AArch64, as Linux has it.

#include <utility>

#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/thunk_emitter.h"

namespace node::ffi {

namespace {

enum Register : uint8_t {
  x0,
  x1,
  x2,
  x3,
  x4,
  x5,
  x6,
  x7,
  x16 = 16,
  x17 = 17,
  sp = 31,
};

class Assembler {
 public:
  using Register = ffi::Register;

  static constexpr Register kIntegerRegisters[] = {
      x0, x1, x2, x3, x4, x5, x6, x7};
  static constexpr size_t kFloatRegisterCount = 8;
  // What linkers use between a caller and a function, which no one else does.
  static constexpr Register kTarget = x16;
  static constexpr Register kScratch = x17;

  void Move(Register to, Register from, RegisterClass register_class) {
    switch (register_class) {
      case RegisterClass::kInt32:
        // sxtw to, from
        return Instruction(0x93407C00 | (from << 5) | to);
      case RegisterClass::kUint32:
        // orr to, wzr, from: what is beyond 32 bits becomes zero.
        return Instruction(0x2A0003E0 | (from << 16) | to);
      default:
        // orr to, xzr, from
        return Instruction(0xAA0003E0 | (from << 16) | to);
    }
  }

  void LoadStack(Register to, size_t index, RegisterClass register_class) {
    switch (register_class) {
      case RegisterClass::kInt32:
        // ldrsw to, [sp, ...]
        return Instruction(0xB9800000 | Offset32(index) | (sp << 5) | to);
      case RegisterClass::kUint32:
        // ldr to, [sp, ...], of 32 bits
        return Instruction(0xB9400000 | Offset32(index) | (sp << 5) | to);
      default:
        return Load(to, sp, index);
    }
  }

  void StoreStack(size_t index, Register from) {
    Instruction(0xF9000000 | Offset(index) | (sp << 5) | from);
  }

  // Functions need not be told.
  void SetFloatRegisters(size_t) {}

  void JumpIndirect(Register pointer) {
    // A function that begins with a landing pad (`bti c`) takes a jump from
    // these two registers only. The thunk needs no landing pad of its own, as
    // its memory is not mapped with PROT_BTI.
    Load(kTarget, pointer, 0);
    Instruction(0xD61F0000 | (kTarget << 5));
  }

  std::vector<uint8_t> Take() { return std::move(code_); }

 private:
  void Load(Register to, Register base, size_t index) {
    Instruction(0xF9400000 | Offset(index) | (base << 5) | to);
  }

  // In words of 8 bytes. There is room for 4095, which no call comes near.
  static uint32_t Offset(size_t index) {
    return static_cast<uint32_t>(index) << 10;
  }

  // The same for instructions that count in words of 4 bytes.
  static uint32_t Offset32(size_t index) { return Offset(2 * index); }

  void Instruction(uint32_t instruction) {
    for (int shift = 0; shift < 32; shift += 8) {
      code_.push_back(static_cast<uint8_t>(instruction >> shift));
    }
  }

  std::vector<uint8_t> code_;
};

}  // namespace

std::vector<uint8_t> EmitThunkArm64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<Assembler>(arguments);
}

}  // namespace node::ffi
