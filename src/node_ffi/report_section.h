#ifndef SRC_NODE_FFI_REPORT_SECTION_H_
#define SRC_NODE_FFI_REPORT_SECTION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>

namespace node {

class Environment;
class JSONWriter;

namespace ffi {

// What a diagnostic report says of a crash in native code, if there was one.
struct CrashSummary {
  static constexpr size_t kMaxArguments = 16;
  static constexpr size_t kSize = 256;

  // The one of the process. Nothing is in it before there is a crash.
  static CrashSummary& Process();

  char signal[kSize];
  char fault[kSize];
  // Empty if it was not in a call.
  char function[kSize];
  char library[kSize];
  size_t argument_count;
  char arguments[kMaxArguments][kSize];
};

// Writes the section of a diagnostic report about node:ffi, if it is used.
// Without an environment, it is about the crash only.
void WriteReportSection(JSONWriter* writer, Environment* env);

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_REPORT_SECTION_H_
