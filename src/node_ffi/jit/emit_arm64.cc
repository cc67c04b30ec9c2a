// The generated code of AArch64, as the AAPCS64 on Linux has it: V8 to C (a
// thunk). Calls from and to a buffer go by way of libffi there.

#include "node_ffi/abi/placement.h"
#include "node_ffi/jit/assembler_arm64.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/thunk_emitter.h"

namespace node::ffi {

namespace {

// A thunk needs no landing pad of its own, as its memory is not mapped with
// PROT_BTI.
struct ThunkAssembler : AssemblerArm64 {
  // What linkers use between a caller and a function, which no one else does.
  static constexpr Register kTarget = x16;
  static constexpr Register kScratch = x17;
  static constexpr Register kStackPointer = sp;
  static constexpr size_t kThunkStackArguments = 0;
};

}  // namespace

std::vector<uint8_t> EmitThunkArm64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<ThunkAssembler>(kAapcs64, arguments);
}

}  // namespace node::ffi
