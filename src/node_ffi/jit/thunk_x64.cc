// The System V ABI on x86-64.

#include "node_ffi/jit/assembler_x64.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/thunk_emitter.h"

namespace node::ffi {

namespace {

class Assembler : public AssemblerX64 {
 public:
  static constexpr Register kTarget = r11;
  static constexpr Register kScratch = r10;

  void Move(Register to, Register from, RegisterClass register_class) {
    switch (register_class) {
      case RegisterClass::kInt32:
        return MoveInt32(to, from);
      case RegisterClass::kUint32:
        return MoveUint32(to, from);
      default:
        return AssemblerX64::Move(to, from);
    }
  }

  // Stack arguments are counted from the return address on.
  void LoadStack(Register to, size_t index, RegisterClass register_class) {
    const size_t offset = 8 + 8 * index;
    switch (register_class) {
      case RegisterClass::kInt32:
        return LoadInt32(to, rsp, offset);
      case RegisterClass::kUint32:
        return LoadUint32(to, rsp, offset);
      default:
        return Load(to, rsp, offset);
    }
  }
  void StoreStack(size_t index, Register from) {
    Store(rsp, 8 + 8 * index, from);
  }
};

}  // namespace

std::vector<uint8_t> EmitThunkX64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<Assembler>(arguments);
}

}  // namespace node::ffi
