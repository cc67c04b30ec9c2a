#ifndef SRC_NODE_FFI_CLOSURE_H_
#define SRC_NODE_FFI_CLOSURE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <ffi.h>

#include <string_view>

#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/stub.h"
#include "node_ffi/signature.h"

namespace node::ffi {

// A C function made at run time: it calls a handler, with data.
//
// Native code may keep the function's address for as long as it likes, and
// nothing says when it no longer does. So the address is never used for
// anything else again: a closure that is no longer wanted is retired. What
// calls it then ends the process with a message. What stays of a retired
// closure is its stub, and the message, once for all closures with the same
// one.
//
// Where there is no generated code, libffi makes the function. What it keeps of
// a retired one is some 150 bytes.
class Closure {
 public:
  using Handler = EntryHandler;

  Closure() = default;
  // Frees the function, whose address nobody can know unless it was retired.
  ~Closure();
  Closure(const Closure&) = delete;
  Closure& operator=(const Closure&) = delete;

  // Makes the function. Gives false when there is no memory for it, or when
  // the process may not have any of the kind that it takes. `signature`, which
  // says how the function is called, must live until the closure is retired.
  bool Make(const Signature& signature, Handler handler, void* data);

  // The function's address, or nullptr if none was made.
  void* code() const { return code_; }

  // The memory that the function takes beyond this object, in bytes.
  size_t MemorySize() const {
    return stub_pointer_ != nullptr ? sizeof(*stub_pointer_)
                                    : sizeof(*libffi_closure_);
  }

  // Has calls end the process with `message` from now on.
  void Retire(std::string_view message);

 private:
  bool MakeWithStub(const Signature& signature);
  bool MakeWithLibffi(const Signature& signature);
  static void OnLibffiCall(ffi_cif* cif,
                           void* result,
                           void** arguments,
                           void* data);

  void* code_ = nullptr;
  StubTarget target_{};
  // One of these is there.
  StubTable::Pointer* stub_pointer_ = nullptr;
  ffi_closure* libffi_closure_ = nullptr;
  // For libffi's.
  const Signature* signature_ = nullptr;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CLOSURE_H_
