// Calls in checked mode, and such as NODE_DEBUG=ffi prints.

#ifndef SRC_NODE_FFI_CHECKED_CALL_H_
#define SRC_NODE_FFI_CHECKED_CALL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "node_ffi/call_log.h"
#include "node_ffi/checked_arguments.h"
#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

class ForeignFunction;

// What is known of a function whose calls are checked, or printed.
struct CheckedFunction {
  // Both live as long as the process: "strlen", "function strlen".
  const char* name;
  const char* subject;
  bool is_checked;
  bool is_logged;
  // Whether it is one of C's functions that change the floating-point mode.
  bool changes_float_mode;
  // How many calls there were.
  mutable std::atomic<uint32_t> count = 0;

  // Whether what a call has copied can't be accessed later. What a function
  // keeps, it mostly does so in each call.
  bool IsToSeal() const {
    constexpr uint32_t kFirst = 256;
    constexpr uint32_t kEvery = 16;
    const uint32_t number = count.fetch_add(1, std::memory_order_relaxed);
    return number < kFirst || number % kEvery == 0;
  }
};

// One call: all that is special about it, be it on this thread or another one.
class CheckedCall {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  explicit CheckedCall(const ForeignFunction* function);
  ~CheckedCall();
  CheckedCall(const CheckedCall&) = delete;
  CheckedCall& operator=(const CheckedCall&) = delete;

  // Looks at the arguments that have been read from `args` to `values`, and
  // changes these. Throws, and gives false, if there is anything wrong.
  bool Prepare(const v8::FunctionCallbackInfo<v8::Value>& args, void* values);
  // Calls, on any thread. Gives errno, if it is asked of the function.
  int Invoke(void* target, void* values, void* result);
  // The rest, as far as JavaScript is not to run: gives back what native code
  // wrote, and changes `result`, if it is an address.
  void Finish(void* result);
  // Whether anything was wrong: then, throws that.
  bool ThrowProblem();
  bool has_problem() const { return !problem_.empty(); }

 private:
  // setChecked(function, name, isLogged): has the calls of a ForeignFunction
  // checked, if the environment's are, and printed.
  static void SetChecked(const v8::FunctionCallbackInfo<v8::Value>& args);
  // findWrongAddress(address): what is wrong with it, or undefined.
  static void FindWrong(const v8::FunctionCallbackInfo<v8::Value>& args);
  // setPassing(buffer, passing)
  static void SetPassing(const v8::FunctionCallbackInfo<v8::Value>& args);

  void InvokeChecked(void* target, void* values, void* result);
  void CheckResult(void* result);

  const ForeignFunction* const function_;
  const CheckedFunction& checked_;
  const std::unique_ptr<CheckedArguments> arguments_;
  // Null if it is not printed.
  std::unique_ptr<CallLog> log_;
  std::string problem_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CHECKED_CALL_H_
