#ifndef SRC_NODE_FFI_LIBRARY_H_
#define SRC_NODE_FFI_LIBRARY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "base_object.h"
#include "node_ffi/function.h"
#include "node_ffi/shared_object.h"
#include "util.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;

namespace ffi {

// A loaded library. It is unloaded when it is closed, when neither it nor a
// function of it can be reached from JavaScript any more, or when its
// environment ends.
class Library final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  // Throws, and gives false, if the library is closed.
  bool CheckOpen();
  // Has `function` invalidated when this library is closed.
  void AddFunction(ForeignFunction* function) { functions_.PushBack(function); }

  SET_NO_MEMORY_INFO()
  SET_MEMORY_INFO_NAME(Library)
  SET_SELF_SIZE(Library)

 private:
  Library(Environment* env, v8::Local<v8::Object> object);

  // new Library(path): `path` is null for the process itself.
  static void New(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void Close(const v8::FunctionCallbackInfo<v8::Value>& args);
  // Throws if the library is closed.
  static void AssertOpen(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getSymbol(name, description): `description` names the name in errors.
  static void GetSymbol(const v8::FunctionCallbackInfo<v8::Value>& args);

  SharedObject shared_object_;
  ListHead<ForeignFunction, &ForeignFunction::library_node_> functions_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_LIBRARY_H_
