// What is behind a callback that no library owns, on its environment's thread.

#ifndef SRC_NODE_FFI_CALLBACK_HANDLE_H_
#define SRC_NODE_FFI_CALLBACK_HANDLE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <memory>

#include "base_object.h"
#include "memory_tracker.h"
#include "node_ffi/callback.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;

namespace ffi {

// The owner of a Callback. Its object holds the JavaScript function.
class CallbackHandle final : public BaseObject {
 public:
  enum InternalFields {
    kFunction = BaseObject::kInternalFieldCount,
    kInternalFieldCount
  };

  // How long it can be called.
  enum Kind : uint32_t {
    // Until it is closed, or collected if it isn't referenced: a program's
    // Callback.
    kObject,
    // From enter() until leave(): a function that is passed to a call, one
    // after the other.
    kCall,
    // As long as the object lives: a function that something else holds.
    kHeld,
  };

  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  ~CallbackHandle() override;

  // The key of a Callback's handle, by which a Callback is known.
  static v8::Local<v8::Private> PrivateKey(v8::Isolate* isolate);
  // The handle of a Callback, or nullptr for any other object.
  static CallbackHandle* FromCallback(v8::Local<v8::Object> object);

  // Null once it is closed.
  void* pointer() const {
    return callback_ == nullptr ? nullptr : callback_->pointer();
  }

  const Callback* callback() const { return callback_.get(); }

  // A Callback that is referenced makes this strong, which is no leak.
  bool IsNotIndicativeOfMemoryLeakAtExit() const override { return true; }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(CallbackHandle)
  SET_SELF_SIZE(CallbackHandle)

 private:
  CallbackHandle(Environment* env,
                 v8::Local<v8::Object> object,
                 Kind kind,
                 std::unique_ptr<Callback> callback);

  void Close();

  // new CallbackHandle(fn, result, arguments, adapter, kind, abi, ...): as for
  // Library::RegisterCallback(). What follows is for ThreadsafeOptions::Read().
  static void New(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void GetPointer(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void IsClosed(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void Close(const v8::FunctionCallbackInfo<v8::Value>& args);
  // ref() and unref(), of which nothing comes once it is closed.
  template <bool referenced>
  static void Reference(const v8::FunctionCallbackInfo<v8::Value>& args);
  // setErrorResult(value): throws if it is no result.
  static void SetErrorResult(const v8::FunctionCallbackInfo<v8::Value>& args);
  // closeAfterFirstCall()
  static void CloseAfterFirstCall(
      const v8::FunctionCallbackInfo<v8::Value>& args);
  // enter(fn, isSame): from now on, it calls that function, until leave() was
  // called as often. Gives whether this could be done: nothing is done if
  // `isSame` and the last function was another one.
  static void Enter(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void Leave(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void IsEntered(const v8::FunctionCallbackInfo<v8::Value>& args);
  // keepLoop(keeps): whether it keeps the event loop alive.
  static void KeepLoop(const v8::FunctionCallbackInfo<v8::Value>& args);
  // take(count): so many events don't wait any more.
  static void Take(const v8::FunctionCallbackInfo<v8::Value>& args);
  // deliverAll(): from then on, no other thread can enter, and those that have
  // were delivered.
  static void DeliverAll(const v8::FunctionCallbackInfo<v8::Value>& args);

  // What is not on V8's heap, with what malloc() adds.
  static constexpr int64_t kSize = sizeof(Callback) + 512;

  const Kind kind_;
  // Of kCall: the calls that have not returned.
  uint32_t entered_ = 0;
  // Nothing once it is closed.
  std::unique_ptr<Callback> callback_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLBACK_HANDLE_H_
