// What is known of one environment's native calls, on that environment's
// thread.

#ifndef SRC_NODE_FFI_ENV_STATE_H_
#define SRC_NODE_FFI_ENV_STATE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "node_ffi/convert.h"
#include "node_ffi/reentry.h"
#include "node_ffi/retired_closures.h"
#include "util.h"
#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

struct CallbackFrame;
class CallbackQueue;
class FinishedJobs;

// What must not be unloaded while its code, or code that uses it, may be on a
// stack.
class Unloadable {
 public:
  // What was never unloaded stays loaded when this is destroyed.
  virtual ~Unloadable() = default;
  virtual void Unload() = 0;
};

class EnvState;
class Library;

// A call on another thread, on behalf of an environment, for as long as this
// lives. Only the environment's thread makes and destroys it.
class CallInFlight {
 public:
  // `library` is that of the function, or null.
  CallInFlight(EnvState* state, const Library* library);
  ~CallInFlight();
  CallInFlight(const CallInFlight&) = delete;
  CallInFlight& operator=(const CallInFlight&) = delete;

  // They are numbered in the order in which they began.
  uint64_t number() const { return number_; }
  const Library* library() const { return library_; }

  ListNode<CallInFlight> node_;

 private:
  EnvState* const state_;
  const Library* const library_;
  const uint64_t number_;
};

// What generated JavaScript uses of an EnvState, as an Int32Array.
struct CallState {
  int32_t entries;
  // Whether a function has been called several times by callSlow(), so that it
  // is to look whether it runs in optimised code.
  int32_t is_to_look;
  // What errno was after the last call of a function that it is asked of.
  int32_t error_number;
  TemporaryArea temporaries;
};

// What is known of one environment's native calls, and what it has to be known
// for: optimised code has to notice that V8 was entered, libraries must not be
// unloaded while their code may be on the stack, and what a callback throws has
// to wait for native code to return to the JavaScript below. Only the
// environment's thread uses it.
//
// Calls into native code leave no trace here, so that they cost nothing.
// JavaScript runs on top of native code in two ways: as a callback, which
// counts, or because native code runs the event loop or another part of
// Node.js, which shows in the depth of callback scopes. Calls on other threads
// are counted, each for itself.
class EnvState : public std::enable_shared_from_this<EnvState> {
 public:
  // What JavaScript has of it:
  // - getCallbackFrame(), the CallbackFrame as an ArrayBuffer
  // - getCallState(), the CallState as an ArrayBuffer
  // - getTemporaryArea(), an External
  // - leave(entries), to be called after a call during which `entries` of the
  //   CallState was changed from what is given; has V8 deoptimise its caller,
  //   and gives whether more happened than that garbage was collected: then,
  //   afterCall(entries) is to be called, which throws what is to be thrown
  // - onFirstAddon(function), which gives whether there is one already
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  // The one of an environment, which lives as long as that.
  static EnvState* Get(Environment* env);
  // That of this thread, or nullptr if there is none. For signal handlers.
  static EnvState* OfThread();

  explicit EnvState(Environment* env);
  ~EnvState();
  EnvState(const EnvState&) = delete;
  EnvState& operator=(const EnvState&) = delete;

  Environment* env() const { return env_; }

  // Adds a name for each call on another thread, and for each callback, that
  // keeps the event loop of an environment alive.
  static void AddActiveResources(Environment* env,
                                 v8::LocalVector<v8::Value>* names);

  // To be called when an addon is loaded that uses V8's API: from then on, its
  // functions may change JavaScript's objects without entering V8.
  static void OnAddonLoad(Environment* env);
  // Whether there is one on this thread.
  static bool HasAddon();
  // What JavaScript is to be told by when the first one is loaded.
  void OnFirstAddon(v8::Local<v8::Function> function);

  // Takes the function addressOf() of lib/internal/ffi/instance.js.
  void SetAddressOf(v8::Local<v8::Function> function);
  // Gives what that gives: the address of an instance of an aggregate as a
  // number, or a view of its bytes; or `value` itself if it is none.
  v8::MaybeLocal<v8::Value> GetInstanceAddress(v8::Local<v8::Value> value);

  // Gives an object, with so many internal fields, for a call in flight.
  v8::MaybeLocal<v8::Object> NewCallObject(int field_count);

  class CallScope;

  void EnterCallback() { callbacks_++; }
  void LeaveCallback() {
    // Native code that the event loop called gives no sign when it returns; a
    // later turn of the loop proves that it has.
    if (--callbacks_ == 0 && !pending_.empty()) ScheduleUnloading();
  }

  EntryCounter* entries() { return &entries_; }
  // To be called after a call into native code during which entries() changed;
  // `before` is what it was. Gives false if an exception is on its way: the
  // caller must return to V8 at once then.
  bool AfterCall(uint32_t before);
  // Whether that would throw what a callback threw.
  bool HasThrownSince(uint32_t before) const;

  // Says that a call into native code, which hasn't returned to JavaScript yet,
  // was an ordinary one, and what entries() was before: Leave() has nothing to
  // do then.
  void SetOrdinaryCall(uint32_t before);
  bool Leave(uint32_t before);

  // Whether the native code on top of the stack, without the callback that it
  // calls, was called in a CallScope. If so, SetCallScopeOnTop() is to be
  // called before the callback returns.
  inline bool IsCallScopeOnTop() const;
  void SetCallScopeOnTop() { call_scope_.entries = entries_.value(); }
  // Says that what the callback threw is pending in V8.
  void SetCallScopeThrowing() { call_scope_.is_throwing = true; }

  // Whether there is JavaScript on the stack, to which an exception can go.
  bool HasJavaScriptCaller() const { return FindCaller() != Caller::kNone; }

  // Takes what a callback threw that was not called from a CallScope. If it was
  // a fast call, it is thrown when that has returned. If the native code was
  // called by another part of Node.js, such as an addon, that has to find the
  // exception in V8, to where this puts it; if there is no JavaScript on the
  // stack, it is an uncaught exception.
  void OnThrow(v8::Local<v8::Value> exception, v8::Local<v8::Message> message);
  // The same when the callback was terminated.
  void OnTermination();
  // The same for a native call that fails by itself.
  void Throw(v8::Local<v8::Value> exception);
  // Whether a callback must not run, as the native code that called it is to
  // return with an exception.
  bool IsThrowing();

  // Of ArrayBuffers: see CheckedArguments::Passing.
  v8::Local<v8::Private> GetPassingKey();

  // Known as soon as there is a function.
  // Whether calls are printed.
  bool is_logged() const { return is_logged_; }
  void set_is_logged(bool is_logged) { is_logged_ = is_logged; }

  CallState* call_state() const { return call_state_; }
  std::shared_ptr<v8::BackingStore> call_state_store() const {
    return call_state_store_;
  }
  TemporaryArea* temporary_area() const { return &call_state_->temporaries; }

  // Through which callbacks pass values, once JavaScript has its memory.
  CallbackFrame* frame() const { return frame_; }
  std::shared_ptr<v8::BackingStore> GetFrameStore();

  RetiredClosures* retired_closures() { return &retired_closures_; }

  // The calls of callbacks by other threads.
  CallbackQueue* GetQueue();
  // Those on other threads that are done.
  FinishedJobs* finished_jobs();
  // Whether a call has a CallScope. Another thread may ask.
  bool IsInCallScope() const {
    const size_t* depth = &call_scope_.depth;
    return std::atomic_ref(*const_cast<size_t*>(depth))
               .load(std::memory_order_relaxed) != static_cast<size_t>(-1);
  }

  bool IsRunningMicrotasks() const {
    return microtask_queue_->IsRunningMicrotasks();
  }

  // Unloads a library once none of its code can be on a stack, this thread's or
  // that of a call that is in flight now, which may be at once. If the
  // environment ends before, the library stays loaded. Of the calls in flight,
  // `calls_of` has only those of one library count.
  void Unload(std::unique_ptr<Unloadable> library,
              const Library* calls_of = nullptr);
  // Whether native code may be on the stack.
  bool MayHaveNativeCode() const;
  // Whether there are calls on other threads, of a library or of any.
  bool HasCallsInFlight(const Library* library = nullptr) const {
    return !AreOver(last_call_, library);
  }
  // How deep calls are nested.
  inline size_t Depth() const;
  // Whether a call with a CallScope runs, and nothing on top of it.
  inline bool IsCallScopeOnStackTop() const;

 private:
  // What a callback threw, or nothing if it was terminated.
  struct Thrown {
    v8::Global<v8::Value> exception;
    // entries() at that time.
    uint32_t entries;
    // Depth() without the callback.
    size_t depth;
  };
  // What is to be unloaded, and the last call on another thread that began
  // before that was said: what begins later can't use it.
  struct Pending {
    std::unique_ptr<Unloadable> library;
    uint64_t last_call;
    const Library* calls_of;
  };
  friend class CallInFlight;

  struct CallScopeState {
    // Its Depth(), and entries() as long as its native code is on top of the
    // stack: an addon that this calls may run JavaScript at the same depth.
    size_t depth = -1;
    uint32_t entries = 0;
    // Whether a callback threw, so that no other one may run. The exception is
    // pending in V8, as after any function of its API; unless the native code
    // entered V8 once more, which drops it.
    bool is_throwing = false;
  };

  // The one of an environment, or null if it has none.
  static std::shared_ptr<EnvState> Find(Environment* env);
  static void OnEnvironmentEnd(void* data);

  // A fast call; another part of Node.js; no JavaScript on the stack.
  enum class Caller : uint8_t { kFastCall, kOther, kNone };

  inline void SetCallScope(const CallScopeState& state);
  Caller FindCaller() const;
  void Hold(v8::Local<v8::Value> exception, size_t depth);
  void ThrowHeld();
  bool HasCallScopeThrown();
  // Throws what is to be told to a native call that was in the way of other
  // threads' calls.
  void ThrowDeadlock(uint32_t before);
  void ScheduleUnloading();
  void UnloadPending();
  // Whether no call is in flight, of a library or of any, that began before
  // `last_call`, or is that.
  bool AreOver(uint64_t last_call, const Library* library) const;

  Environment* const env_;
  v8::MicrotaskQueue* const microtask_queue_;
  std::shared_ptr<v8::BackingStore> frame_store_;
  CallbackFrame* frame_ = nullptr;
  const std::shared_ptr<v8::BackingStore> call_state_store_;
  CallState* const call_state_;
  EntryCounter entries_;
  v8::Global<v8::Function> on_first_addon_;
  v8::Global<v8::Function> address_of_;
  v8::Global<v8::ObjectTemplate> call_template_;
  RetiredClosures retired_closures_;
  // Null as long as nothing needs it.
  CallbackQueue* queue_ = nullptr;
  std::unique_ptr<FinishedJobs> finished_jobs_;
  uint32_t callbacks_ = 0;
  // Of the last CallScope.
  CallScopeState call_scope_;
  // Of the last call that SetOrdinaryCall() was told of: what entries() was
  // before and after.
  uint32_t ordinary_before_ = 0;
  uint32_t ordinary_after_ = 0;
  // What waits for native code to return. Calls nest, so the last one is the
  // first one to be thrown.
  std::vector<Thrown> thrown_;
  // Whether an exception was left in V8, from where it went on since unless it
  // is there still.
  bool is_left_in_v8_ = false;
  bool is_unloading_ = false;
  bool is_scheduled_ = false;
  bool is_logged_ = false;
  v8::Global<v8::Private> passing_key_;
  std::deque<Pending> pending_;
  // The one that began first comes first.
  ListHead<CallInFlight, &CallInFlight::node_> calls_in_flight_;
  uint64_t last_call_ = 0;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ENV_STATE_H_
