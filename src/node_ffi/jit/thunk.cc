// For which calls and platforms there are thunks.

#include "node_ffi/jit/thunk.h"

#include <algorithm>
#include <cstddef>
#include <utility>

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

RegisterClass ClassOf(const Layout& type) {
  if (!type.is_scalar()) return RegisterClass::kInteger;
  const Scalar scalar = type.scalar();
  if (scalar.is_float()) return RegisterClass::kFloat;
  if (!scalar.is_narrow_integer()) return RegisterClass::kInteger;
  return scalar.is_signed() ? RegisterClass::kInt32 : RegisterClass::kUint32;
}

}  // namespace

std::vector<RegisterClass> PassedByV8(const Prototype& prototype) {
  std::vector<RegisterClass> classes;
  if (!prototype.result().is_scalar())
    classes.push_back(RegisterClass::kInteger);
  for (const Prototype::Argument& argument : prototype.arguments())
    classes.push_back(ClassOf(*argument.type));
  return classes;
}

std::optional<Thunk> EmitThunk(const Prototype& prototype) {
  const std::vector<RegisterClass> arguments = PassedByV8(prototype);
  if (prototype.is_scalar()) {
    auto code = EmitThunk(arguments);
    if (!code) return std::nullopt;
    return Thunk{std::move(*code), {}, 0};
  }
#if defined(__linux__) && defined(__x86_64__)
  if (CanBePassed(arguments)) return EmitFramedThunkX64(prototype);
#endif
  return std::nullopt;
}

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
