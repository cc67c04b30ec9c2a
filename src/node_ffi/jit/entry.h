#ifndef SRC_NODE_FFI_JIT_ENTRY_H_
#define SRC_NODE_FFI_JIT_ENTRY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "node_ffi/abi/prototype.h"

namespace node::ffi {

// The machine code through which native code calls this process's callbacks.
// Any thread may make it, and any thread may run it. It has two parts:
//
// - A stub is what a callback's address points to. It takes the address of its
//   own StubTarget, which is data, and jumps to that one's entry. Stubs are
//   made in bulk, and never change.
// - An entry is there once for a function type. It puts the arguments, from
//   wherever the C ABI has them, into memory as the prototype has it, calls the
//   target's handler, and returns what that gives as the C ABI wants it.

// Writes the result, at its own width. Of the memory for an argument, only the
// bytes that it has have a meaning. For the result of a scalar type, there is
// room for 8 bytes, and for any other as much as it has.
using EntryHandler = void (*)(void* data, void* arguments, void* result);

struct StubTarget {
  const void* entry;
  EntryHandler handler;
  void* data;
};

// Gives the entry for a function type, or nullptr if there can be none. It
// stays until the process ends.
const void* GetEntry(const Prototype& prototype);

// What is behind that, and is different on each platform: emit_<arch>.cc. These
// give nothing where there is no such code yet, or not for so many arguments.

std::optional<std::vector<uint8_t>> EmitEntry(const Prototype& prototype);

inline constexpr size_t kStubSize = 16;

// `count` stubs. The target of the first one is `distance` bytes after its
// code, and those of the others follow it.
std::optional<std::vector<uint8_t>> EmitStubs(size_t count, size_t distance);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_ENTRY_H_
