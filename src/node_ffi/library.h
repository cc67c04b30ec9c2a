#ifndef SRC_NODE_FFI_LIBRARY_H_
#define SRC_NODE_FFI_LIBRARY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "base_object.h"
#include "memory_tracker.h"
#include "node_ffi/abi/shared_object.h"
#include "node_ffi/callback.h"
#include "node_ffi/function.h"
#include "util.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;

namespace ffi {

class EnvState;

// What there is of a library only as long as it is loaded. To destroy this is
// to unload the library, which runs native code of its own.
class LoadedLibrary final : public MemoryRetainer {
 public:
  ~LoadedLibrary() override;

  SharedObject* shared_object() { return &shared_object_; }

  // The callback at `address`, or nullptr.
  Callback* FindCallback(uintptr_t address);
  void AddCallback(std::unique_ptr<Callback> callback);
  // Destroys a callback that is there.
  void RemoveCallback(uintptr_t address);
  // Says why the callbacks become stale when the library is unloaded.
  void set_stale_reason(StaleReason reason) { stale_reason_ = reason; }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(LoadedLibrary)
  SET_SELF_SIZE(LoadedLibrary)

 private:
  SharedObject shared_object_;
  std::unordered_map<uintptr_t, std::unique_ptr<Callback>> callbacks_;
  StaleReason stale_reason_ = StaleReason::kLibraryClosed;
};

// A library. It is unloaded when it is closed; when neither it nor a function
// of it can be reached from JavaScript any more, and no callback that was
// registered with it is referenced; or when its environment ends.
class Library final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  ~Library() override;

  EnvState* env_state() const { return env_state_; }
  // Throws, and gives false, if the library is closed.
  bool CheckOpen();
  // Has `function` invalidated when this library is closed.
  void AddFunction(ForeignFunction* function) { functions_.PushBack(function); }

  // A referenced callback makes this strong, which is no leak.
  bool IsNotIndicativeOfMemoryLeakAtExit() const override { return true; }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(Library)
  SET_SELF_SIZE(Library)

 private:
  Library(Environment* env,
          v8::Local<v8::Object> object,
          std::unique_ptr<LoadedLibrary> loaded);

  // new Library(path): `path` is null for the process itself.
  static void New(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void Close(const v8::FunctionCallbackInfo<v8::Value>& args);
  // Throws if the library is closed.
  static void AssertOpen(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getSymbol(name, description): `description` names the name in errors.
  static void GetSymbol(const v8::FunctionCallbackInfo<v8::Value>& args);

  // onNoCallbacks(function): see EnvState::OnNoCallbacks().
  static void OnNoCallbacks(const v8::FunctionCallbackInfo<v8::Value>& args);
  // Whether native code may call back, in this environment.
  static void HasCallbacks(const v8::FunctionCallbackInfo<v8::Value>& args);
  // The environment's CallbackFrame, as an ArrayBuffer.
  static void GetCallbackFrame(const v8::FunctionCallbackInfo<v8::Value>& args);
  // registerCallback(fn, result, arguments, adapter): types as for
  // ForeignFunction. Gives the address.
  static void RegisterCallback(const v8::FunctionCallbackInfo<v8::Value>& args);
  // These take the address, and throw if no callback is there.
  static void UnregisterCallback(
      const v8::FunctionCallbackInfo<v8::Value>& args);
  // refCallback(address) and unrefCallback(address).
  template <bool referenced>
  static void ReferenceCallback(
      const v8::FunctionCallbackInfo<v8::Value>& args);
  // Finds the callback whose address is args[0]. Throws, and gives nullptr, if
  // there is none.
  Callback* FindCallback(const v8::FunctionCallbackInfo<v8::Value>& args);
  // Counts the callbacks that are referenced.
  void SetReferenced(Callback* callback, bool referenced);

  EnvState* const env_state_;
  // Nothing once it is closed.
  std::unique_ptr<LoadedLibrary> loaded_;
  size_t referenced_callbacks_ = 0;
  ListHead<ForeignFunction, &ForeignFunction::library_node_> functions_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_LIBRARY_H_
