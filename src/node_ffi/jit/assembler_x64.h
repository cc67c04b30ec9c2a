#ifndef SRC_NODE_FFI_JIT_ASSEMBLER_X64_H_
#define SRC_NODE_FFI_JIT_ASSEMBLER_X64_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "node_ffi/abi/layout.h"
#include "node_ffi/jit/code_buffer.h"

namespace node::ffi {

// The instructions of x86-64 that this module's generated code is made of. All
// registers are of 64 bits. See the Intel 64 and IA-32 Architectures Software
// Developer's Manual, volume 2. Used by one thread, which makes it.
class AssemblerX64 : public CodeBuffer {
 public:
  enum Register : uint8_t {
    rax = 0,
    rcx = 1,
    rdx = 2,
    rbx = 3,
    rsp = 4,
    rbp = 5,
    rsi = 6,
    rdi = 7,
    r8 = 8,
    r9 = 9,
    r10 = 10,
    r11 = 11,
    r12 = 12,
    r13 = 13,
    r14 = 14,
    r15 = 15,
  };

  // Offset from rbp of the first stack argument, in a function that has a
  // frame: the saved rbp and the return address come before.
  static constexpr size_t kStackArguments = 16;

  // A frame with at least `size` bytes from rsp on, which is a multiple of
  // `alignment`: of 16, or a larger power of two. Of a large frame, each page
  // is touched one after the other, so that none skips the page that guards the
  // end of the stack.
  void EnterFrame(size_t size, size_t alignment = kCallAlignment) {
    Bytes({0x55});              // push rbp
    Bytes({0x48, 0x89, 0xE5});  // mov rbp, rsp
    // rsp is a multiple of 16 here.
    const size_t spare = alignment - kCallAlignment;
    size = RoundUp(size, kCallAlignment) + spare;
    for (; size > kPage; size -= kPage) {
      Reserve(kPage);
      Bytes({0x48, 0x83, 0x0C, 0x24, 0});  // or qword [rsp], 0
    }
    Reserve(size);
    if (spare == 0) return;
    Bytes({0x48, 0x81, 0xC4});  // add rsp, ...
    Int32(spare);
    Bytes({0x48, 0x81, 0xE4});  // and rsp, ...
    Int32(-alignment);
  }
  void LeaveFrame() { Bytes({0xC9, 0xC3}); }  // leave; ret

  void Move(Register to, Register from) {
    Rex(from, to);
    Bytes({0x89, ModRM(3, from, to)});
  }

  // The lower 32 bits, extended.
  void MoveInt32(Register to, Register from) {
    Rex(to, from);
    Bytes({0x63, ModRM(3, to, from)});  // movsxd
  }
  void MoveUint32(Register to, Register from) {
    Rex32(from, to);
    Bytes({0x89, ModRM(3, from, to)});
  }

  // Memory is `offset` bytes after `base`, which is none from r12 on.
  void Load(Register to, Register base, size_t offset) {
    Rex(to, base);
    Bytes({0x8B});
    Memory(to, base, offset);
  }
  void Store(Register base, size_t offset, Register from) {
    Rex(from, base);
    Bytes({0x89});
    Memory(from, base, offset);
  }

  // The lowest 1, 2 or 4 bytes.
  void StoreInt8(Register base, size_t offset, Register from) {
    // Without a prefix, the bytes of some registers are others.
    Bytes({static_cast<uint8_t>(0x40 | Extension(from, base)), 0x88});
    Memory(from, base, offset);
  }
  void StoreInt16(Register base, size_t offset, Register from) {
    Bytes({0x66});
    StoreInt32(base, offset, from);
  }
  void StoreInt32(Register base, size_t offset, Register from) {
    Rex32(from, base);
    Bytes({0x89});
    Memory(from, base, offset);
  }

  void ShiftLeft(Register to, uint8_t bits) {
    Rex(0, to);
    Bytes({0xC1, ModRM(3, 4, to), bits});  // shl
  }
  void ShiftRight(Register to, uint8_t bits) {
    Rex(0, to);
    Bytes({0xC1, ModRM(3, 5, to), bits});  // shr
  }
  void Or(Register to, Register from) {
    Rex(from, to);
    Bytes({0x09, ModRM(3, from, to)});
  }

  void LoadAddress(Register to, Register base, size_t offset) {
    Rex(to, base);
    Bytes({0x8D});  // lea
    Memory(to, base, offset);
  }
  // Copies `count` times 8 bytes from rsi to rdi. Changes both, and rcx. The
  // last instruction is what does.
  static constexpr size_t kRepeatSize = 3;
  void CopyWords(size_t count) {
    Bytes({0xB9});  // mov ecx, ...
    Int32(count);
    Bytes({0xF3, 0x48, 0xA5});  // rep movsq
  }

  // Integers that are narrower than 64 bits, extended.
  void LoadInt8(Register to, Register base, size_t offset) {
    LoadNarrow(0xBE, to, base, offset);  // movsx
  }
  void LoadUint8(Register to, Register base, size_t offset) {
    LoadNarrow(0xB6, to, base, offset);  // movzx
  }
  void LoadInt16(Register to, Register base, size_t offset) {
    LoadNarrow(0xBF, to, base, offset);  // movsx
  }
  void LoadUint16(Register to, Register base, size_t offset) {
    LoadNarrow(0xB7, to, base, offset);  // movzx
  }

  void LoadInt32(Register to, Register base, size_t offset) {
    Rex(to, base);
    Bytes({0x63});  // movsxd
    Memory(to, base, offset);
  }
  void LoadUint32(Register to, Register base, size_t offset) {
    Rex32(to, base);
    Bytes({0x8B});
    Memory(to, base, offset);
  }

  // 8 bytes, of which a float has the first 4: xmm`to`, less than 8.
  void LoadFloat(size_t to, Register base, size_t offset) {
    Float(0xF2, 0x10, to, base, offset);  // movsd
  }
  void StoreFloat(Register base, size_t offset, size_t from) {
    Float(0xF2, 0x11, from, base, offset);  // movsd
  }
  // 4 bytes.
  void LoadFloat32(size_t to, Register base, size_t offset) {
    Float(0xF3, 0x10, to, base, offset);  // movss
  }
  void StoreFloat32(Register base, size_t offset, size_t from) {
    Float(0xF3, 0x11, from, base, offset);  // movss
  }
  void MoveToFloat(size_t to, Register from) {
    Bytes({0x66});
    Rex(static_cast<uint8_t>(to), from);
    Bytes({0x0F, 0x6E, ModRM(3, static_cast<uint8_t>(to), from)});  // movq
  }
  void MoveFromFloat(Register to, size_t from) {
    Bytes({0x66});
    Rex(static_cast<uint8_t>(from), to);
    Bytes({0x0F, 0x7E, ModRM(3, static_cast<uint8_t>(from), to)});  // movq
  }

  // What is `offset` bytes after the thread pointer.
  void LoadThreadLocal(Register to, ptrdiff_t offset) {
    Bytes({0x64});  // fs:
    Rex(to, 0);
    Bytes({0x8B, ModRM(0, to, 4), 0x25});
    Int32(static_cast<size_t>(offset));
  }
  // Loads it if `to` is less than `limit`.
  void LoadIfBelow(Register to, Register limit, Register base, size_t offset) {
    Rex(limit, to);
    Bytes({0x39, ModRM(3, limit, to)});  // cmp
    Rex(to, base);
    Bytes({0x0F, 0x42});  // cmovb
    Memory(to, base, offset);
  }
  // The controls of floating-point arithmetic, of 4 and 2 bytes.
  void StoreFloatControls(Register base, size_t mxcsr, size_t x87) {
    OnMemory({0x0F, 0xAE}, 3, base, mxcsr);  // stmxcsr
    OnMemory({0xD9}, 7, base, x87);          // fnstcw
  }
  void LoadFloatControls(Register base, size_t mxcsr, size_t x87) {
    OnMemory({0x0F, 0xAE}, 2, base, mxcsr);  // ldmxcsr
    OnMemory({0xD9}, 5, base, x87);          // fldcw
  }
  // By way of the stack.
  void LoadFlags(Register to) {
    Bytes({0x9C});  // pushfq
    if (to >= 8) Bytes({0x41});
    Bytes({static_cast<uint8_t>(0x58 | (to & 7))});  // pop
  }
  void ClearDirectionFlag() { Bytes({0xFC}); }  // cld

  // What functions with a variable number of arguments have to be told in al:
  // in how many registers there are floats, or more.
  void SetFloatRegisters(size_t count) {
    Bytes({0xB8});  // mov eax, ...
    Int32(count);
  }

  void Call(Register function) {
    if (function >= 8) Bytes({0x41});
    Bytes({0xFF, ModRM(3, 2, function)});
  }
  // What a pointer in memory points to.
  void CallIndirect(Register base, size_t offset) {
    if (base >= 8) Bytes({0x41});
    Bytes({0xFF});
    Memory(2, base, offset);
  }

  void JumpIndirect(Register pointer) {
    // Neither rsp nor rbp, which are encoded otherwise.
    if (pointer >= 8) Bytes({0x41});
    Bytes({0xFF, ModRM(0, 4, pointer)});
  }

  void PadTo(size_t size) { CodeBuffer::PadTo(size, 0xCC); }  // int3

 private:
  // Of the stack pointer, when a function is called.
  static constexpr size_t kCallAlignment = 16;
  static constexpr size_t kPage = 4096;

  void Reserve(size_t size) {
    Bytes({0x48, 0x81, 0xEC});  // sub rsp, ...
    Int32(size);
  }
  static uint8_t Extension(uint8_t reg, uint8_t rm) {
    return static_cast<uint8_t>(((reg >> 3) << 2) | (rm >> 3));
  }
  void Rex(uint8_t reg, uint8_t rm) {
    Bytes({static_cast<uint8_t>(0x48 | Extension(reg, rm))});
  }
  // For instructions of 32 bits, which set those beyond to zero.
  void Rex32(uint8_t reg, uint8_t rm) {
    const uint8_t bits = Extension(reg, rm);
    if (bits != 0) Bytes({static_cast<uint8_t>(0x40 | bits)});
  }
  static uint8_t ModRM(uint8_t mode, uint8_t reg, uint8_t rm) {
    return static_cast<uint8_t>((mode << 6) | ((reg & 7) << 3) | (rm & 7));
  }
  void Memory(uint8_t reg, Register base, size_t offset) {
    const bool is_small = offset < 128;
    Bytes({ModRM(is_small ? 1 : 2, reg, base)});
    if (base == rsp) Bytes({0x24});  // SIB: just rsp.
    if (is_small) {
      Bytes({static_cast<uint8_t>(offset)});
    } else {
      Int32(offset);
    }
  }
  void OnMemory(std::initializer_list<uint8_t> opcode,
                uint8_t extension,
                Register base,
                size_t offset) {
    if (base >= 8) Bytes({0x41});
    Bytes(opcode);
    Memory(extension, base, offset);
  }
  void LoadNarrow(uint8_t opcode, Register to, Register base, size_t offset) {
    Rex(to, base);
    Bytes({0x0F, opcode});
    Memory(to, base, offset);
  }
  void Float(uint8_t prefix,
             uint8_t opcode,
             size_t reg,
             Register base,
             size_t offset) {
    Bytes({prefix});
    if (base >= 8) Bytes({0x41});
    Bytes({0x0F, opcode});
    Memory(static_cast<uint8_t>(reg), base, offset);
  }
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_ASSEMBLER_X64_H_
