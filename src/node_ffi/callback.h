// Native code calls a JavaScript function. A Callback is used on its
// environment's thread; only its address may be called on any.

#ifndef SRC_NODE_FFI_CALLBACK_H_
#define SRC_NODE_FFI_CALLBACK_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "memory_tracker.h"
#include "node_ffi/convert.h"
#include "node_ffi/function_type.h"
#include "v8.h"

namespace node::ffi {

class Answer;
class CallbackGate;
class EnvState;
struct CallbackFrame;
struct ThreadsafeOptions;

// Why a callback's address must not be called any more.
enum class StaleReason : uint8_t {
  kUnregistered,
  kLibraryClosed,
  kLibraryCollected,
  kEnvironmentEnded,
  // Of one that belongs to no library: see CallbackHandle.
  kClosed,
  kObjectCollected,
  kCallReturned,
  kHolderCollected,
};

// A C function that calls a JavaScript function, on the thread that made it.
//
// What the JavaScript function throws reaches the JavaScript that called the
// native code; that runs on meanwhile, with a zero as the callback's result.
// Where there is no such JavaScript, as in native code that the event loop
// calls, it is an uncaught exception.
//
// If it is threadsafe, other threads leave their calls in the environment's
// CallbackQueue, by way of a CallbackGate, and that calls Deliver().
class Callback final : public MemoryRetainer {
 public:
  // Whether another callback may have the address once many others had theirs.
  enum class Reuse : bool { kNever, kLater };

  // Throws, and gives nullptr, if there is no way to make one. `adapter`, which
  // may be empty, is a generated function that calls `function` faster.
  static std::unique_ptr<Callback> New(EnvState* env_state,
                                       v8::Local<v8::Function> function,
                                       v8::Local<v8::Function> adapter,
                                       FunctionType type,
                                       const ThreadsafeOptions& threadsafe,
                                       Reuse reuse = Reuse::kNever);
  // From then on, the address is stale: to call it ends the process.
  ~Callback() override;
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;

  // Destroys a callback, once it has returned if it is running, and what was
  // queued is delivered.
  static void Unregister(std::unique_ptr<Callback> callback);
  // Does that now if it can be done.
  void DestroyIfDone();

  void* pointer() const { return pointer_; }
  void set_stale_reason(StaleReason reason) { stale_reason_ = reason; }

  // Whether the JavaScript function is kept from being collected.
  bool is_referenced() const { return is_referenced_; }
  // Whether it has been. Calls do nothing then, and give zero.
  bool is_collected() const { return function_.IsEmpty(); }
  void Ref();
  void Unref();

  // What native code gets if the function throws, or if what it returns is no
  // such result; zero otherwise. Throws if this is none, either.
  void SetErrorResult(v8::Local<v8::Value> value);
  // Has the first call run that: before everything else, so that JavaScript
  // that it runs finds that done; if it is threadsafe, when it returns, until
  // when other threads may call.
  void OnFirstCall(std::function<void()> function);
  // Whether it calls that function; has it call another one.
  bool Calls(v8::Local<v8::Function> function) const {
    return function_ == function;
  }
  void SetFunction(v8::Local<v8::Function> function);
  // Delivers what is queued, where no other thread can enter. Gives whether
  // none can still not, which what was delivered may have changed.
  bool DeliverQueued();
  // From Suspend() until Resume(), the address is stale.
  void Suspend();
  void Resume();

  // Null if it is not threadsafe.
  CallbackGate* gate() const;
  // Whether it keeps the event loop alive, if it is threadsafe.
  void KeepLoop(bool keeps_loop);
  // Makes another thread's call.
  void Deliver(const void* arguments, const std::shared_ptr<Answer>& answer);
  // Before garbage is collected: keeps the function from that if there are
  // calls which are to be delivered, though nothing refers to it any more.
  void KeepIfCalled();
  // Takes what the promise gave that was the result of one.
  void Settle(v8::Local<v8::Value> value, bool is_fulfilled, void* result);
  // Until Unpin(), it is not destroyed.
  void Pin() { active_++; }
  void Unpin() {
    active_--;
    DestroyIfDone();
  }

  // What messages call it: `compare` (int32 (pointer, pointer)).
  std::string Description() const;

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(Callback)
  SET_SELF_SIZE(Callback)

 private:
  class Activation;
  struct Record;
  struct Threadsafe;
  enum class State : uint8_t {
    kOrdinary,
    kBeforeFirstCall,
    kSuspended,
    // It is not there any more but for what is queued.
    kUnregistered,
  };

  Callback(EnvState* env_state,
           v8::Local<v8::Function> function,
           v8::Local<v8::Function> adapter,
           FunctionType type,
           Reuse reuse);

  void MakeThreadsafe(const ThreadsafeOptions& options);
  void LeaveQueue();
  // Has native code get an address that leads here.
  void TakeClosure();
  // What native code calls.
  static void Invoke(void* data, void* arguments, void* result);
  // These write the result, or give false if there is none.
  bool Call(const void* arguments, void* result);
  bool TryCall(const void* arguments, void* result);
  bool WriteErrorResult(void* result) const;
  // What is to be done first unless the state is an ordinary one.
  void OnState();
  // Ends the first call of a threadsafe one.
  void OnReturn();
  bool MayRun() const;
  // With JavaScript that called the native code.
  bool CallFromJavaScript(v8::Local<v8::Function> function,
                          const void* arguments,
                          void* result);
  // Without.
  bool CallFromEventLoop(v8::Local<v8::Function> function,
                         const void* arguments,
                         void* result);
  // Calls the function with the arguments as JavaScript values.
  v8::MaybeLocal<v8::Value> CallWithValues(v8::Local<v8::Function> function,
                                           const void* arguments);
  // The same as Run(), without an adapter. What is special about checked calls,
  // and those that are printed, is done here.
  bool RunWithValues(v8::Local<v8::Function> function,
                     const void* arguments,
                     void* result,
                     v8::Local<v8::Promise>* promise);
  // Throws, and gives false, if an argument is an address of nothing.
  bool CheckArguments(const void* arguments);
  // Gives false if that failed. The exception is either on its way to
  // JavaScript, or it was reported where there is none. If there may be a
  // `promise`, that may be the result instead.
  bool Run(v8::Local<v8::Function> function,
           const void* arguments,
           void* result,
           v8::Local<v8::Promise>* promise = nullptr);
  // The same for an aggregate as the result, of which there is the address.
  bool CopyResult(uint64_t address, void* result);
  // Reports the reason if a promise is rejected for which nobody waits. Gives
  // false, and throws, if that can't be.
  bool WatchRejection(v8::Local<v8::Promise> promise);
  // The same for a result that was returned.
  bool TakeResult(v8::Local<v8::Value> value,
                  void* result,
                  v8::Local<v8::Promise>* promise = nullptr);
  ConversionError ConvertResult(v8::Local<v8::Value> value, void* result) const;
  // `subject` is what the value is, for the error message.
  void ThrowWrongResult(v8::Local<v8::Value> value,
                        ConversionError error,
                        std::string_view subject) const;
  // Runs what throws an error, which goes to JavaScript, or is reported where
  // there is none.
  template <typename F>
  void Throw(F throw_error);
  // Reports what was thrown where there is no JavaScript that it can go to.
  void Report(const v8::TryCatch& try_catch) const;

  Environment* const env_;
  EnvState* const env_state_;
  const FunctionType type_;
  v8::Global<v8::Function> function_;
  // Both null when called without an adapter, as with --ffi-checked.
  const v8::Global<v8::Function> adapter_;
  CallbackFrame* const frame_;
  // What its address leads to. Outlives this.
  Record* record_ = nullptr;
  void* pointer_ = nullptr;
  const Reuse reuse_;
  State state_ = State::kOrdinary;
  // Calls that haven't returned.
  uint32_t active_ = 0;
  bool is_referenced_ = true;
  bool is_unregistered_ = false;
  std::unique_ptr<Threadsafe> threadsafe_;
  // Set before the address becomes stale. Another thread that calls it reads
  // this.
  std::atomic<StaleReason> stale_reason_ = StaleReason::kUnregistered;
  std::function<void()> on_first_call_;
  // Empty for zero.
  std::vector<char> error_result_;
  std::string name_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLBACK_H_
