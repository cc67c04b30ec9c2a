#ifndef SRC_NODE_FFI_JIT_UNWIND_H_
#define SRC_NODE_FFI_JIT_UNWIND_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// How the stack is unwound past generated code that has a frame. Only x86-64
// has such code so far, and the tables are x86-64's. Any thread may use it.

#include <cstdint>
#include <span>

namespace node::ffi {

// Publishes code that has a frame (code_memory.h), and tells the unwinder how
// to get past it: without that, the stack traces of fatal errors end there. The
// code begins with AssemblerX64::EnterFrame(), ends with LeaveFrame(), and has
// no other return.
const void* PublishWithFrame(std::span<const uint8_t> code, const char* name);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_UNWIND_H_
