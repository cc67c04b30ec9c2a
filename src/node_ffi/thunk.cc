#include "node_ffi/thunk.h"

#if !(defined(__x86_64__) && defined(__linux__))

namespace node::ffi {

std::optional<std::vector<uint8_t>> EmitThunk(std::span<const RegisterClass>) {
  return std::nullopt;
}

}  // namespace node::ffi

#endif
