#ifndef SRC_NODE_FFI_ABI_ABI_H_
#define SRC_NODE_FFI_ABI_ABI_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <array>
#include <cstdint>
#include <string_view>

namespace node::ffi {

// How a function is called. There is generated code for the platform's own way,
// and libffi for all others.
enum class Abi : uint8_t {
  kDefault,
  kWin64,
};

struct AbiName {
  std::string_view name;
  Abi abi;
};

// The names of what there is on this platform, the platform's own first.
inline constexpr auto kAbiNames = std::to_array<AbiName>({
    {"default", Abi::kDefault},
#if defined(__x86_64__) && !defined(_WIN32)
    {"sysv", Abi::kDefault},
    {"win64", Abi::kWin64},
#elif defined(_M_X64) || defined(__x86_64__)
    {"win64", Abi::kDefault},
#elif defined(__aarch64__) && defined(__linux__)
    {"aapcs64", Abi::kDefault},
#endif
});

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_ABI_H_
