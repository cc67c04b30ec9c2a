#ifndef SRC_NODE_FFI_JIT_ASSEMBLER_ARM64_H_
#define SRC_NODE_FFI_JIT_ASSEMBLER_ARM64_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>

#include "node_ffi/jit/code_buffer.h"

namespace node::ffi {

// The instructions of AArch64 that this module's generated code is made of. All
// registers are of 64 bits. See the Arm Architecture Reference Manual for
// A-profile architecture, chapter C6. Used by one thread, which makes it.
class AssemblerArm64 : public CodeBuffer {
 public:
  enum Register : uint8_t {
    x0 = 0,
    x1 = 1,
    x2 = 2,
    x3 = 3,
    x4 = 4,
    x5 = 5,
    x6 = 6,
    x7 = 7,
    x16 = 16,
    x17 = 17,
    sp = 31,
  };

  void Move(Register to, Register from) {
    Int32(0xAA0003E0 | (from << 16) | to);  // orr to, xzr, from
  }

  // The lower 32 bits, extended.
  void MoveInt32(Register to, Register from) {
    Int32(0x93407C00 | (from << 5) | to);  // sxtw to, from
  }
  void MoveUint32(Register to, Register from) {
    // orr to, wzr, from: what is beyond 32 bits becomes zero.
    Int32(0x2A0003E0 | (from << 16) | to);
  }

  // Memory is `offset` bytes after `base`: a multiple of what is loaded or
  // stored, of which there is room for 4095. No call comes near.
  void Load(Register to, Register base, size_t offset) {
    Memory(0xF9400000, to, base, offset / 8);  // ldr
  }
  void Store(Register base, size_t offset, Register from) {
    Memory(0xF9000000, from, base, offset / 8);  // str
  }

  // Integers of 32 bits, extended.
  void LoadInt32(Register to, Register base, size_t offset) {
    Memory(0xB9800000, to, base, offset / 4);  // ldrsw
  }
  void LoadUint32(Register to, Register base, size_t offset) {
    Memory(0xB9400000, to, base, offset / 4);  // ldr, of 32 bits
  }

  // Functions with a variable number of arguments need not be told here in how
  // many registers there are floats.
  void SetFloatRegisters(size_t) {}

  // Jumps by way of x16: a function that begins with a landing pad (`bti c`)
  // takes a jump from x16 and x17 only.
  void JumpIndirect(Register pointer) {
    Load(x16, pointer, 0);
    Int32(0xD61F0000 | (x16 << 5));  // br x16
  }

 private:
  void Memory(uint32_t opcode, Register reg, Register base, size_t index) {
    Int32(opcode | (index << 10) | (base << 5) | reg);
  }
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_ASSEMBLER_ARM64_H_
