// What is known of one environment's native calls, on that environment's
// thread.

#ifndef SRC_NODE_FFI_ENV_STATE_H_
#define SRC_NODE_FFI_ENV_STATE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <deque>
#include <memory>

#include "node_ffi/convert.h"
#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

struct CallbackFrame;

// What must not be unloaded while its code may be on a stack.
class Unloadable {
 public:
  // What was never unloaded stays loaded when this is destroyed.
  virtual ~Unloadable() = default;
  virtual void Unload() = 0;
};

// What is known of one environment's native calls, and what it has to be known
// for: libraries must not be unloaded while their code may be on the stack, and
// an exception that a callback throws has to pass through native code on its
// way to the JavaScript below. Only the environment's thread uses it.
//
// Calls into native code leave no trace here, so that they cost nothing.
// JavaScript runs on top of native code in two ways: as a callback, which
// counts, or because native code runs the event loop or another part of
// Node.js, which shows in the depth of callback scopes.
class EnvState : public std::enable_shared_from_this<EnvState> {
 public:
  // What JavaScript has of it: getCallbackFrame(), the CallbackFrame as an
  // ArrayBuffer; onNoCallbacks(function) and onFirstAddon(function), of which
  // the latter gives whether there is an addon already.
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  // The one of an environment, which lives as long as that.
  static EnvState* Get(Environment* env);

  explicit EnvState(Environment* env);
  ~EnvState();
  EnvState(const EnvState&) = delete;
  EnvState& operator=(const EnvState&) = delete;

  Environment* env() const { return env_; }

  // Callbacks that native code may call, for as long as these exist.
  void AddCallback() { existing_callbacks_++; }
  void RemoveCallback();
  bool has_callbacks() const { return existing_callbacks_ > 0; }
  // What JavaScript is to be told by when there is none left, a little later.
  void OnNoCallbacks(v8::Local<v8::Function> function);

  // To be called before an addon is loaded, whose functions may run JavaScript
  // from then on, on the environment's thread.
  static void OnAddonLoad(Environment* env);
  // Whether there is one on this thread.
  static bool HasAddon();
  // What JavaScript is to be told by when the first one is loaded.
  void OnFirstAddon(v8::Local<v8::Function> function);

  void EnterCallback() { callbacks_++; }
  void LeaveCallback() {
    // Native code that the event loop called gives no sign when it returns; a
    // later turn of the loop proves that it has.
    if (--callbacks_ == 0 && !pending_.empty()) ScheduleUnloading();
  }

  // Changes when there is something for AfterCall() to do.
  uint32_t events() const { return events_; }
  // To be called after a call into native code during which events() changed;
  // `events` is what it was before. Gives false if an exception is on its way:
  // the caller must return to V8 at once then.
  bool AfterCall(uint32_t events);

  // Says that what a callback threw is pending in V8, where it stays until the
  // native code that called the callback returns. No callback runs before.
  void SetThrowing();
  // Whether that is so.
  bool IsThrowing() const {
    // V8 knows best, but asking takes time.
    return is_throwing_ && IsExceptionPending();
  }

  TemporaryArea* temporary_area() const { return temporary_area_.get(); }

  // Through which callbacks pass values, once JavaScript has its memory.
  CallbackFrame* frame() const { return frame_; }
  std::shared_ptr<v8::BackingStore> GetFrameStore();

  bool IsRunningMicrotasks() const {
    return microtask_queue_->IsRunningMicrotasks();
  }

  // Unloads a library once none of its code can be on the stack, which may be
  // at once. If the environment ends before, the library stays loaded.
  void Unload(std::unique_ptr<Unloadable> library);

 private:
  static void OnEnvironmentEnd(void* data);

  bool IsExceptionPending() const;
  bool MayHaveNativeCode() const;
  // How deep calls are nested.
  size_t Depth() const;
  void ScheduleUnloading();
  void UnloadPending();

  Environment* const env_;
  v8::MicrotaskQueue* const microtask_queue_;
  std::shared_ptr<v8::BackingStore> frame_store_;
  CallbackFrame* frame_ = nullptr;
  const std::unique_ptr<TemporaryArea> temporary_area_;
  uint32_t existing_callbacks_ = 0;
  v8::Global<v8::Function> on_no_callbacks_;
  v8::Global<v8::Function> on_first_addon_;
  bool is_telling_ = false;
  uint32_t callbacks_ = 0;
  uint32_t events_ = 0;
  // The exception of a callback, from SetThrowing() to the AfterCall() of the
  // native call that the callback was made by:
  //
  // - none: is_throwing_ is false.
  // - on its way: is_throwing_ is true, and the exception is pending in V8. The
  //   first AfterCall() has it go on to JavaScript.
  // - dropped: is_throwing_ is true, but nothing is pending in V8. Either
  // native
  //   code entered V8 before it returned, which drops the exception, and the
  //   call that it should have come out of reports that; or JavaScript got it
  //   from a call that knows nothing of this, such as an addon's, and there is
  //   nothing to report. The call is the right one if the exception is newer
  //   than the call (throw_event_) and was thrown just above it (throw_depth_).
  bool is_throwing_ = false;
  uint32_t throw_event_ = 0;
  size_t throw_depth_ = 0;
  bool is_unloading_ = false;
  bool is_scheduled_ = false;
  std::deque<std::unique_ptr<Unloadable>> pending_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ENV_STATE_H_
