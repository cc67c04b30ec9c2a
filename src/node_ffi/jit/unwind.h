#ifndef SRC_NODE_FFI_JIT_UNWIND_H_
#define SRC_NODE_FFI_JIT_UNWIND_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <span>

namespace node::ffi {

// Publishes code that has a frame (code_memory.h), and tells the unwinder how
// to get past it: without that, the stack traces of fatal errors end there. On
// x86-64, the code begins with AssemblerX64::EnterFrame().
const void* PublishWithFrame(std::span<const uint8_t> code);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_UNWIND_H_
