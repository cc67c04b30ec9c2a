// The functions that optimised code calls C functions with. Each belongs to one
// environment; the thunks behind them are shared by all threads.

#ifndef SRC_NODE_FFI_RAW_FUNCTION_H_
#define SRC_NODE_FFI_RAW_FUNCTION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "node_ffi/signature.h"
#include "v8-fast-api-calls.h"
#include "v8.h"

namespace node {

namespace ffi {

// Calls that V8's optimised code makes without leaving it, for signatures that
// have a thunk. See lib/internal/ffi/fast.js, which checks the arguments.
class RawFunction {
 public:
  // The JavaScript function `raw(room, arguments..., target)`, in which
  // `target` is an External of a pointer to the address of the C function, and
  // `room` is there for an aggregate as the result. Aggregates are addresses of
  // memory that does not move: integers of 64 bits. These are what
  // `representation` says. Optimised code calls the thunk, other code
  // `callback`. Gives nothing if there can't be a thunk.
  static v8::MaybeLocal<v8::Function> New(
      v8::Local<v8::Context> context,
      const Signature& signature,
      v8::CFunctionInfo::Int64Representation representation,
      v8::FunctionCallback callback);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_RAW_FUNCTION_H_
