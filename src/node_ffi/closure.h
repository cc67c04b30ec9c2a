#ifndef SRC_NODE_FFI_CLOSURE_H_
#define SRC_NODE_FFI_CLOSURE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <memory>

#include "node_ffi/jit/entry.h"
#include "node_ffi/signature.h"

namespace node::ffi {

// C functions made at run time, each of which calls a handler with data.
//
// Native code may keep such a function's address for as long as it likes, and
// call it on any thread; nothing says when it no longer does. So nothing that a
// call reads on its way to the handler is ever freed or used for anything else.
// The data has to be as long-lived; the handler finds out there whether the
// function is still wanted.

// Makes a function of that type. Gives nullptr when there is no memory for it,
// or when the process may not have any of the kind that it takes.
void* NewClosure(std::shared_ptr<const Signature> signature,
                 EntryHandler handler,
                 void* data);

// What a function takes for good, in bytes: a stub and its target. Where there
// is no generated code, libffi makes the function, which takes some 200 bytes.
inline constexpr size_t kClosureSize = kStubSize + sizeof(StubTarget);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CLOSURE_H_
