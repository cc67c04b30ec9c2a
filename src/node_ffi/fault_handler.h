// What happens when code in this process faults: memory that can't be accessed,
// and the like.

#ifndef SRC_NODE_FFI_FAULT_HANDLER_H_
#define SRC_NODE_FFI_FAULT_HANDLER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

namespace node::ffi {

// Handles the signals of faults. An access of our own to memory that a program
// names goes on where it says that it failed (guarded_access.h). Everything
// else goes to the handlers that were there before, in the reverse order of
// their installation, as if this one did not exist: V8's, for WebAssembly;
// a program's; a library's. If none of them takes the fault, it is reported
// (crash_report/report.h), and the process ends as it would have.
//
// Nothing of this exists until the first Install(), and nothing at all where
// we don't know how a processor's or system's faults are resumed from.
class FaultHandler {
 public:
  // Installs it for the process, once, and has this thread handle signals on a
  // stack of their own, so that it can handle that its stack is full.
  static void Install();
  // To be called when others may have installed handlers, or were unloaded with
  // theirs. What was installed becomes an earlier one: a library's handler that
  // does not care who was there before would otherwise have what is ours.
  static void Reclaim();
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_FAULT_HANDLER_H_
