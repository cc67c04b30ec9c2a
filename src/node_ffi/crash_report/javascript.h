#ifndef SRC_NODE_FFI_CRASH_REPORT_JAVASCRIPT_H_
#define SRC_NODE_FFI_CRASH_REPORT_JAVASCRIPT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "node_ffi/crash_report/text.h"

namespace node::ffi {

// Writes the JavaScript stack of this thread, if it has one. V8 allocates
// memory for that, so this comes last.
void WriteJavaScriptStack(CrashText* text);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_JAVASCRIPT_H_
