#ifndef SRC_NODE_FFI_JIT_INVOKER_H_
#define SRC_NODE_FFI_JIT_INVOKER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "node_ffi/abi/type.h"

namespace node::ffi {

class LibffiCall;

// Calls a function with arguments that have a Slot each, and gives its result.
// Of an argument or result that is narrower than a Slot, only the first bytes
// have a meaning. Any thread may get an invoker, and any thread may call it.
using Invoker = Slot (*)(void* function,
                         const Slot* arguments,
                         const LibffiCall* call);

// Gives machine code that does that for one function type, in a third of the
// time that libffi takes, and doesn't look at `call`. Gives nullptr if there
// can be none. It stays until the process ends.
Invoker GetInvoker(const Type& result, std::span<const Type* const> arguments);

// What is behind that, and is different on each platform: emit_<arch>.cc. Gives
// nothing where there is no such code yet, or not for so many arguments.
std::optional<std::vector<uint8_t>> EmitInvoker(
    const Type& result, std::span<const Type* const> arguments);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_INVOKER_H_
