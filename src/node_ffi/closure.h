#ifndef SRC_NODE_FFI_CLOSURE_H_
#define SRC_NODE_FFI_CLOSURE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <ffi.h>

#include <string_view>

#include "node_ffi/call_generic.h"

namespace node::ffi {

// A C function made at run time: it calls a handler, with data.
//
// Native code may keep the function's address for as long as it likes, and
// nothing says when it no longer does. So the address is never used for
// anything else again: a closure that is no longer wanted is retired. What
// calls it then ends the process with a message. What stays of a retired
// closure is what libffi keeps of it, some 150 bytes, and the message, once
// for all closures with the same one.
class Closure {
 public:
  // `result` has room for the result, at least an ffi_arg, to which integers
  // have to be widened; `arguments` points to the arguments' values.
  using Handler = void (*)(ffi_cif* cif,
                           void* result,
                           void** arguments,
                           void* data);

  Closure() = default;
  // Frees the function, whose address nobody can know unless it was retired.
  ~Closure();
  Closure(const Closure&) = delete;
  Closure& operator=(const Closure&) = delete;

  // Makes the function. Gives false when there is no memory for it, or when
  // the process may not have any of the kind that it takes. `call`, which says
  // how the function is called, must live until the closure is retired.
  bool Make(const GenericCall& call, Handler handler, void* data);

  // The function's address, or nullptr if none was made.
  void* code() const { return code_; }

  // Has calls end the process with `message` from now on.
  void Retire(std::string_view message);

 private:
  ffi_closure* closure_ = nullptr;
  void* code_ = nullptr;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CLOSURE_H_
