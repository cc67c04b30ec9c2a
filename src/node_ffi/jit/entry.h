#ifndef SRC_NODE_FFI_JIT_ENTRY_H_
#define SRC_NODE_FFI_JIT_ENTRY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "node_ffi/abi/type.h"

namespace node::ffi {

// The machine code through which native code calls this process's callbacks.
// Any thread may make it, and any thread may run it. It has two parts:
//
// - A stub is what a callback's address points to. It takes the address of its
//   own StubTarget, which is data, and jumps to that one's entry. Stubs are
//   made in bulk, and never change.
// - An entry is there once for a function type. It puts the arguments, from
//   wherever the C ABI has them, into an array, calls the target's handler, and
//   returns what that gives as the C ABI wants it.

// Gives the result, at its own width. Of an argument or result that is narrower
// than a Slot, only the first bytes have a meaning.
using EntryHandler = Slot (*)(void* data, Slot* arguments);

struct StubTarget {
  const void* entry;
  EntryHandler handler;
  void* data;
};

// Gives the entry for a function type, or nullptr if there can be none. It
// stays until the process ends.
const void* GetEntry(const Type& result,
                     std::span<const Type* const> arguments);

// What is behind that, and is different on each platform: emit_<arch>.cc. These
// give nothing where there is no such code yet, or not for so many arguments.

std::optional<std::vector<uint8_t>> EmitEntry(
    const Type& result, std::span<const Type* const> arguments);

inline constexpr size_t kStubSize = 16;

// `count` stubs. The target of the first one is `distance` bytes after its
// code, and those of the others follow it.
std::optional<std::vector<uint8_t>> EmitStubs(size_t count, size_t distance);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_ENTRY_H_
