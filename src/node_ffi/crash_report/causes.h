#ifndef SRC_NODE_FFI_CRASH_REPORT_CAUSES_H_
#define SRC_NODE_FFI_CRASH_REPORT_CAUSES_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Only for x86-64 on Linux: nothing else is included there.

#include "node_ffi/crash_report/call.h"
#include "node_ffi/crash_report/fault.h"
#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/stack.h"
#include "node_ffi/crash_report/text.h"

namespace node::ffi {

// What a report is about.
struct Crash {
  MemoryMap& map;
  const CrashFault& fault;
  const CrashedCall& call;
  const CrashStack& stack;
};

// Writes what is most likely wrong, a line each.
void AddCauses(const Crash& crash, CrashText* text);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_CAUSES_H_
