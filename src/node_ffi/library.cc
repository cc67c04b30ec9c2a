#include "node_ffi/library.h"

#include <string>
#include <string_view>

#include "base_object-inl.h"
#include "env-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "permission/permission.h"
#include "util-inl.h"

namespace node::ffi {

using v8::BigInt;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::String;
using v8::Value;

namespace {

// Throws the loader's message. It may quote a name of any length: cut it to
// what a person would read.
void ThrowLoaderError(Environment* env,
                      std::string_view operation,
                      std::string_view error) {
  std::string message(operation);
  message.append(" failed: ").append(error.substr(0, 8192));
  THROW_ERR_FFI_CALL_FAILED(env, message);
}

bool HasNullByte(const Utf8Value& text) {
  return text.ToStringView().find('\0') != std::string_view::npos;
}

}  // namespace

Library::Library(Environment* env, Local<Object> object)
    : BaseObject(env, object) {
  MakeWeak();
}

void Library::New(const FunctionCallbackInfo<Value>& args) {
  CHECK(args.IsConstructCall());
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");

  if (!args[0]->IsString() && !args[0]->IsNull()) {
    return THROW_ERR_INVALID_ARG_TYPE(isolate,
                                      "Library path must be a string or null");
  }
  Library* library = new Library(env, args.This());
  std::string error;
  bool opened;
  if (args[0]->IsNull()) {
    opened = library->shared_object_.Open(nullptr, &error);
  } else {
    Utf8Value path(isolate, args[0]);
    if (HasNullByte(path)) {
      return THROW_ERR_INVALID_ARG_VALUE(
          isolate, "Library path must not contain null bytes");
    }
    opened = library->shared_object_.Open(*path, &error);
  }
  if (!opened) ThrowLoaderError(env, "dlopen", error);
}

void Library::Close(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  while (ForeignFunction* function = library->functions_.PopFront()) {
    function->Invalidate();
  }
  library->shared_object_.Close();
}

bool Library::CheckOpen() {
  if (shared_object_.is_open()) return true;
  THROW_ERR_FFI_LIBRARY_CLOSED(env(), "Library is closed");
  return false;
}

void Library::AssertOpen(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  library->CheckOpen();
}

void Library::GetSymbol(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  Environment* env = library->env();
  Isolate* isolate = env->isolate();
  CHECK(args[0]->IsString());
  CHECK(args[1]->IsString());

  Utf8Value name(isolate, args[0]);
  if (HasNullByte(name)) {
    std::string message = Utf8Value(isolate, args[1]).ToString();
    return THROW_ERR_INVALID_ARG_VALUE(
        isolate, message.append(" must not contain null bytes"));
  }
  if (!library->CheckOpen()) return;

  std::string error;
  void* address = library->shared_object_.GetSymbol(*name, &error);
  if (address == nullptr) return ThrowLoaderError(env, "dlsym", error);
  args.GetReturnValue().Set(
      BigInt::NewFromUnsigned(isolate, reinterpret_cast<uintptr_t>(address)));
}

void Library::Initialize(Environment* env, Local<Object> target) {
  Isolate* isolate = env->isolate();
  Local<FunctionTemplate> constructor = NewFunctionTemplate(isolate, New);
  constructor->InstanceTemplate()->SetInternalFieldCount(
      Library::kInternalFieldCount);
  SetProtoMethod(isolate, constructor, "close", Close);
  SetProtoMethod(isolate, constructor, "assertOpen", AssertOpen);
  SetProtoMethod(isolate, constructor, "getSymbol", GetSymbol);
  SetConstructorFunction(env->context(), target, "Library", constructor);
}

void Library::RegisterExternalReferences(ExternalReferenceRegistry* registry) {
  registry->Register(New);
  registry->Register(Close);
  registry->Register(AssertOpen);
  registry->Register(GetSymbol);
}

}  // namespace node::ffi
