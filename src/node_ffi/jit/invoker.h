#ifndef SRC_NODE_FFI_JIT_INVOKER_H_
#define SRC_NODE_FFI_JIT_INVOKER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <optional>
#include <vector>

#include "node_ffi/abi/prototype.h"

namespace node::ffi {

class LibffiCall;

// Calls a function with the arguments in one block of memory, as the prototype
// has them, and writes its result to another. Both may have been changed as a
// whole afterwards; where a narrow result ends, anything may follow. Any thread
// may get an invoker, and any thread may call it.
using Invoker = void (*)(void* function,
                         void* arguments,
                         void* result,
                         const LibffiCall* call);

// Gives machine code that does that for one function type, in a third of the
// time that libffi takes, and doesn't look at `call`. Gives nullptr if there
// can be none. It stays until the process ends.
Invoker GetInvoker(const Prototype& prototype);

// What is behind that, and is different on each platform: emit_<arch>.cc. Gives
// nothing where there is no such code yet, or not for so many arguments. With
// `is_checked`, the code is for calls in a PreservedScope (preserved.h).
std::optional<std::vector<uint8_t>> EmitInvoker(const Prototype& prototype,
                                                bool is_checked = false);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_INVOKER_H_
