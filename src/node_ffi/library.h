// What is behind one DynamicLibrary, on its environment's thread.

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
#include "node_ffi/env_state.h"
#include "node_ffi/function.h"
#include "util.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;
class JSONWriter;

namespace ffi {

// What there is of a library until it is closed. To destroy this retires the
// callbacks, and leaves the library's code where it is: see Library.
class LoadedLibrary final : public Unloadable, public MemoryRetainer {
 public:
  ~LoadedLibrary() override;

  // Runs native code of the library's own, such as destructors.
  void Unload() override;

  SharedObject* shared_object() { return &shared_object_; }

  // The callback at `address`, or nullptr.
  Callback* FindCallback(uintptr_t address);
  void AddCallback(std::unique_ptr<Callback> callback);
  // Destroys a callback that is there.
  void RemoveCallback(uintptr_t address);
  template <typename Visit>
  void ForEachCallback(Visit visit) const {
    for (const auto& [_, callback] : callbacks_) visit(*callback);
  }
  // Says why the callbacks become stale when this is destroyed.
  void set_stale_reason(StaleReason reason) { stale_reason_ = reason; }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(LoadedLibrary)
  SET_SELF_SIZE(LoadedLibrary)

 private:
  SharedObject shared_object_;
  std::unordered_map<uintptr_t, std::unique_ptr<Callback>> callbacks_;
  StaleReason stale_reason_ = StaleReason::kLibraryClosed;
};

// A library. It is unloaded when it is closed, and never otherwise: neither
// when it is collected nor when its environment ends. A thread of the
// library's, a signal handler, a destructor of thread-specific data, a pointer
// that another library was given: nothing tells whether any of these is still
// to run code of the library. (Node.js does the same with addons, see
// ~Environment() in env.cc.) As the loader counts, what stays is bounded by the
// number of different libraries.
class Library final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  ~Library() override;

  // A referenced callback makes this strong, which is no leak.
  bool IsNotIndicativeOfMemoryLeakAtExit() const override { return true; }

  // Writes what a diagnostic report has of it.
  void WriteReport(JSONWriter* writer) const;
  // Those that it owns.
  template <typename Visit>
  void ForEachCallback(Visit visit) const {
    if (loaded_ != nullptr) loaded_->ForEachCallback(visit);
  }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(Library)
  SET_SELF_SIZE(Library)

 private:
  Library(Environment* env,
          v8::Local<v8::Object> object,
          std::unique_ptr<LoadedLibrary> loaded);

  // new Library(source, isBoundNow, isGlobal, isKept, prefersOwn): `source` is
  // a path, a view of bytes, or null for the process itself; the others are
  // LoadOptions.
  static void New(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void Close(const v8::FunctionCallbackInfo<v8::Value>& args);
  // Throws if the library is closed.
  static void AssertOpen(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getSymbol(name, description, isOptional): `description` names the name in
  // errors. If it is optional, a symbol that isn't there is null.
  static void GetSymbol(const v8::FunctionCallbackInfo<v8::Value>& args);

  // readVariable(address, type) and writeVariable(address, type, value): the
  // value of a variable of this library.
  static void ReadVariable(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void WriteVariable(const v8::FunctionCallbackInfo<v8::Value>& args);
  // assertWritable(address): throws if a variable must not be written to.
  static void AssertWritable(const v8::FunctionCallbackInfo<v8::Value>& args);

#ifdef __GLIBC__
  // findLibraryFile(name, withVersions): the path of the file that is meant, or
  // null.
  static void FindFile(const v8::FunctionCallbackInfo<v8::Value>& args);
#endif

  // checkFunctionPointer(pointer): throws if no function can be there.
  static void CheckFunctionPointer(
      const v8::FunctionCallbackInfo<v8::Value>& args);

  // addFunction(function): a ForeignFunction's code is this library's, so that
  // it is invalidated when the library is closed. Throws if that was before.
  static void AddFunction(const v8::FunctionCallbackInfo<v8::Value>& args);

  // registerCallback(fn, result, arguments, adapter, abi): types and ABI as for
  // ForeignFunction. Gives the address.
  static void RegisterCallback(const v8::FunctionCallbackInfo<v8::Value>& args);
  // These take the address, and throw if no callback is there.
  static void UnregisterCallback(
      const v8::FunctionCallbackInfo<v8::Value>& args);
  // refCallback(address) and unrefCallback(address).
  template <bool referenced>
  static void ReferenceCallback(
      const v8::FunctionCallbackInfo<v8::Value>& args);
  // Throws, and gives false, if the library is closed.
  bool CheckOpen();
  // The same if the permission model doesn't allow what is at a symbol's
  // address, which may be in another library than this.
  bool CheckSymbolPermitted(const void* address);
  // Throws, and gives false, if what is at an address can't be written to.
  bool CheckWritable(const void* address);
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
