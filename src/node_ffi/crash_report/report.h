#ifndef SRC_NODE_FFI_CRASH_REPORT_REPORT_H_
#define SRC_NODE_FFI_CRASH_REPORT_REPORT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#ifndef _WIN32
#include <csignal>

namespace node::ffi {

// Says on stderr what is known of a fault that nobody has handled, if it is one
// of native code that was called by node:ffi, or that runs on a thread of a
// library's own. It is called in the signal handler, on whichever thread,
// before the process ends, or goes on to fail in the same way. The process may
// be in any state: nothing is allocated, no lock is taken, and if something
// fails nevertheless, that is the end, by the same signal. What comes last is
// what needs more of the process than that: the JavaScript stack, and with
// --report-on-fatalerror, the report.
void ReportCrash(int signal, siginfo_t* info, void* ucontext);

}  // namespace node::ffi

#endif  // _WIN32

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_REPORT_H_
