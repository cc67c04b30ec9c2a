#ifndef SRC_NODE_FFI_CRASH_REPORT_EXCEPTION_H_
#define SRC_NODE_FFI_CRASH_REPORT_EXCEPTION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string_view>

#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/symbols.h"

namespace node::ffi {

// The exception that ended a process because nobody caught it.
struct CrashException {
  // As C++ mangles the type's name; empty if there is no exception.
  std::string_view type;
  // What its what() says; empty if it has none.
  std::string_view text;

  // Asks the run-time library of C++ that has ended the process.
  static CrashException Find(MemoryMap& map, const LoadedFile& library);
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_EXCEPTION_H_
