#ifndef SRC_NODE_FFI_ALTERNATE_STACK_H_
#define SRC_NODE_FFI_ALTERNATE_STACK_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

namespace node::ffi {

// Gives the calling thread a stack for signal handlers, unless it has one
// already, until it ends. Without memory for it, there is none: handlers run
// where the thread's own stack is, which only matters if that is full.
void EnsureAlternateStack();

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ALTERNATE_STACK_H_
