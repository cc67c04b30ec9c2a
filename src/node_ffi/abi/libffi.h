#ifndef SRC_NODE_FFI_ABI_LIBFFI_H_
#define SRC_NODE_FFI_ABI_LIBFFI_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <ffi.h>

#include <cstddef>
#include <memory>

#include "node_ffi/abi/libffi_types.h"
#include "node_ffi/abi/prototype.h"

namespace node::ffi {

// What libffi needs for calls of one function type. It is prepared once, never
// changes, and may be used from several threads at a time.
class LibffiCall {
 public:
  // Gives nullptr when libffi can't call such a function. `prototype` must
  // outlive this.
  static std::unique_ptr<LibffiCall> Prepare(const Prototype& prototype);

  LibffiCall(const LibffiCall&) = delete;
  LibffiCall& operator=(const LibffiCall&) = delete;

  // An Invoker (invoker.h). Narrow integers are extended to what they have in a
  // register, on the stack too.
  static void Invoke(void* function,
                     void* arguments,
                     void* result,
                     const LibffiCall* call);

  // libffi's own description of the function type, with the arguments as wide
  // as they are passed: their own bytes come first. What has no bytes is not
  // there. libffi wants it mutable, but doesn't change it any more.
  ffi_cif* cif() const { return &cif_; }

  // The memory that belongs to this, in bytes.
  size_t MemorySize() const;

 private:
  explicit LibffiCall(const Prototype& prototype) : prototype_(prototype) {}

  void Call(void* function, void* result, void** arguments) const;

  const Prototype& prototype_;
  // Both keep pointers into this object, which is why it can't be copied.
  LibffiTypes types_;
  mutable ffi_cif cif_;

#if defined(FFI_VERSION_NUMBER) && FFI_VERSION_NUMBER >= 30800
#define NODE_FFI_HAS_CALL_PLANS 1
  // A plan remembers where the arguments go, which ffi_call() would find out
  // again on each call.
  struct PlanDeleter {
    void operator()(ffi_call_plan* plan) const { ffi_call_plan_free(plan); }
  };
  std::unique_ptr<ffi_call_plan, PlanDeleter> plan_;
#endif
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_LIBFFI_H_
