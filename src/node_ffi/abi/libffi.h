#ifndef SRC_NODE_FFI_ABI_LIBFFI_H_
#define SRC_NODE_FFI_ABI_LIBFFI_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <ffi.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "node_ffi/abi/type.h"

namespace node::ffi {

// What libffi needs for calls of one function type. It is prepared once, never
// changes, and may be used from several threads at a time.
class LibffiCall {
 public:
  // Gives nullptr when libffi can't call such a function.
  static std::unique_ptr<LibffiCall> Prepare(
      const Type* result, std::span<const Type* const> arguments);

  LibffiCall(const LibffiCall&) = delete;
  LibffiCall& operator=(const LibffiCall&) = delete;

  // Calls `function` with arguments that have a Slot each, and gives its result
  // at its own width. Narrow integers are extended to what they have in a
  // register, on the stack too.
  static Slot Invoke(void* function,
                     const Slot* arguments,
                     const LibffiCall* call);

  // libffi's own description of the function type, with the arguments as wide
  // as they are passed: their own bytes come first. libffi wants it mutable,
  // but doesn't change it any more.
  ffi_cif* cif() const { return &cif_; }

  // The memory that belongs to this, in bytes.
  size_t MemorySize() const;

 private:
  explicit LibffiCall(std::span<const Type* const> arguments);

  void Call(void* function, Slot* result, void** arguments) const;

  const std::vector<const Type*> arguments_;
  // Both keep pointers into this object, which is why it can't be copied.
  std::vector<ffi_type*> argument_types_;
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
