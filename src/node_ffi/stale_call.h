#ifndef SRC_NODE_FFI_STALE_CALL_H_
#define SRC_NODE_FFI_STALE_CALL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string>

namespace node::ffi {

// Ends the process, as native code has called what it must not.
[[noreturn]] void EndProcess(const std::string& message);

// The same where a callback has ended, of which subscribers to
// `ffi.callback.stale` are told first, on a thread that can run JavaScript now.
// That may make callbacks, and end them: the caller must hold no lock.
[[noreturn]] void EndByStaleCall(const std::string& message);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_STALE_CALL_H_
