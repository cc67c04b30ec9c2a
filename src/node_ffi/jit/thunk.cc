// For which calls and platforms there are thunks.

#include "node_ffi/jit/thunk.h"

#include <algorithm>
#include <cstddef>

namespace node::ffi {

namespace {

// Whether V8 13.6 can make a call with these arguments. It doesn't check that
// by itself.
bool CanBePassed(std::span<const RegisterClass> arguments) {
  const size_t floats = std::ranges::count(arguments, RegisterClass::kFloat);
  // With the receiver and the target.
  const size_t integers = arguments.size() - floats + 2;

  // An instruction of V8's has five bits for each of these numbers: ParamField
  // and FPParamField in compiler/backend/instruction-codes.h.
  if (integers > 31 || floats > 31) return false;

#ifdef __aarch64__
  // The stack pointer is a multiple of 16 there. V8 pushes all arguments
  // together, but pops integers and floats one after the other, both rounded up
  // to 16 bytes: CallCFunction() in codegen/arm64/macro-assembler-arm64.cc.
  const bool integers_are_rounded = integers > 8 && integers % 2 == 1;
  const bool floats_are_rounded = floats > 8 && floats % 2 == 1;
  if (integers_are_rounded && floats_are_rounded) return false;
#endif

  return true;
}

}  // namespace

std::optional<std::vector<uint8_t>> EmitThunk(
    std::span<const RegisterClass> arguments) {
  if (!CanBePassed(arguments)) return std::nullopt;
#if defined(__linux__) && defined(__x86_64__)
  return EmitThunkX64(arguments);
#elif defined(__linux__) && defined(__aarch64__)
  return EmitThunkArm64(arguments);
#else
  // Windows has other registers, and Apple's arm64 packs what is on the stack.
  return std::nullopt;
#endif
}

}  // namespace node::ffi
