// Access to memory at an address that a program names, which may be wrong: it
// fails instead of ending the process.

#ifndef SRC_NODE_FFI_GUARDED_ACCESS_H_
#define SRC_NODE_FFI_GUARDED_ACCESS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

// Whether a fault can be resumed from: where it can't, nothing here fails, and
// a wrong address ends the process.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) &&     \
    (defined(__GNUC__) || defined(__clang__))
#define FFI_CAN_RESUME 1
#else
#define FFI_CAN_RESUME 0
#endif

namespace node::ffi {

#if FFI_CAN_RESUME
// What the signal handler calls: has the thread go on behind an access of this
// unit that has faulted. Gives false for any other fault.
bool ResumeAccess(int signal, siginfo_t* info, void* context);
#endif

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_GUARDED_ACCESS_H_
