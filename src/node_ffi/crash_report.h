#ifndef SRC_NODE_FFI_CRASH_REPORT_H_
#define SRC_NODE_FFI_CRASH_REPORT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#ifndef _WIN32
#include <csignal>

namespace node::ffi {

// Says on stderr what is known of a fault that nobody has handled. It is called
// in the signal handler, on whichever thread, before the process ends, or goes
// on to fail in the same way.
void ReportCrash(int signal, siginfo_t* info, void* ucontext);

}  // namespace node::ffi

#endif  // _WIN32

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_H_
