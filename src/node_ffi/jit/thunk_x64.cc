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

  // Stack arguments are counted from the return address on.
  void LoadStack(Register to, size_t index) { Load(to, rsp, 8 + 8 * index); }
  void StoreStack(size_t index, Register from) {
    Store(rsp, 8 + 8 * index, from);
  }
};

}  // namespace

std::vector<uint8_t> EmitThunkX64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<Assembler>(arguments);
}

}  // namespace node::ffi
