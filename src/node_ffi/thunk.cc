#include "node_ffi/thunk.h"

namespace node::ffi {

std::optional<std::vector<uint8_t>> EmitThunk(
    std::span<const RegisterClass> arguments) {
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
