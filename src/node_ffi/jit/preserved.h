#ifndef SRC_NODE_FFI_JIT_PRESERVED_H_
#define SRC_NODE_FFI_JIT_PRESERVED_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <string>

#include "node_ffi/jit/invoker.h"

namespace node::ffi {

// What a function of the System V ABI has to leave as it was: the checked
// invoker notes it before and after a call, and restores it. It has to be on
// the stack on which the invoker is called.
struct Preserved {
  struct State {
    uint64_t rbx, rbp, rsp, r12, r13, r14, r15;
    // Of which only the direction flag counts.
    uint64_t flags;
    uint32_t mxcsr;
    uint16_t x87_control;
  };

  State before;
  State after;

  // The names of what was changed, such as "rbx and the stack pointer".
  std::string DescribeChanges() const;
};

// Has the checked invokers that this thread calls write there.
class PreservedScope {
 public:
  explicit PreservedScope(Preserved* preserved);
  ~PreservedScope();
  PreservedScope(const PreservedScope&) = delete;
  PreservedScope& operator=(const PreservedScope&) = delete;

  // Where that is, from the thread pointer on: the same for all threads.
  static intptr_t Offset();

 private:
  Preserved* const outer_;
};

// The same as GetInvoker(), for calls in a PreservedScope.
Invoker GetCheckedInvoker(const Prototype& prototype);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_PRESERVED_H_
