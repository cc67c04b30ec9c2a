// What NODE_DEBUG=ffi prints of calls.

#ifndef SRC_NODE_FFI_CALL_LOG_H_
#define SRC_NODE_FFI_CALL_LOG_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <string>

#include "node_ffi/function_type.h"
#include "v8.h"

namespace node::ffi {

// One call of a native function, or of a callback, as a line of text: what it
// was given and what it gave, as C has it. If another one is made meanwhile on
// the same thread, that is indented, and the first one takes two lines: what
// was given, and what came of it.
//
// It is on the heap: when native code leaves a call by longjmp(), nobody ends
// or frees it, and it is referred to until the call around it ends.
class CallLog {
 public:
  // `type` must outlive this.
  CallLog(std::string name, const FunctionType* type);
  ~CallLog();
  CallLog(const CallLog&) = delete;
  CallLog& operator=(const CallLog&) = delete;

  // Takes the arguments at `values`. What the program passed tells strings and
  // bytes from addresses; `args` has that from `first` on. All but the room for
  // a result is there.
  void SetArguments(const v8::FunctionCallbackInfo<v8::Value>& args,
                    int first,
                    const void* values);
  void SetArguments(const void* values);

  // Right before and right after the call, on its thread. Both keep errno.
  void Begin();
  void End();
  // Prints it: the result, if the call has one; and errno, if it was set.
  void Print(const void* result, int error_number);
  // The same for what gave no result.
  void Print(const char* outcome);

 private:
  // Prints what there is so far of the calls around this one.
  void PrintBegun();
  void PrintEnd(std::string_view outcome);
  void Write(std::string_view text) const;

  const std::string name_;
  const FunctionType* const type_;
  std::string arguments_;
  CallLog* outer_ = nullptr;
  int depth_ = 0;
  bool has_begun_line_ = false;
  uint64_t start_ = 0;
  uint64_t end_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALL_LOG_H_
