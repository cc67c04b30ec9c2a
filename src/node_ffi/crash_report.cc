// What is said of a fault that nobody has handled.

#include "node_ffi/crash_report.h"

namespace node::ffi {

#ifndef _WIN32
void ReportCrash(int signal, siginfo_t* info, void* ucontext) {}
#endif

}  // namespace node::ffi
