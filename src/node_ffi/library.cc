// Loading, looking up, and closing of libraries, and the callbacks that they
// own.

#include "node_ffi/library.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base_object-inl.h"
#include "env-inl.h"
#include "json_utils.h"
#include "memory_tracker-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/abi/shared_object_path.h"
#include "node_ffi/abi/shared_object_search.h"
#include "node_ffi/abi/symbols.h"
#include "node_ffi/access_violation.h"
#include "node_ffi/callback_gate.h"
#include "node_ffi/class_mark.h"
#include "node_ffi/convert.h"
#include "node_ffi/crash_report/closed.h"
#include "node_ffi/env_state.h"
#include "node_ffi/fault_handler.h"
#include "node_ffi/guarded_access.h"
#include "node_ffi/permission.h"
#include "node_ffi/signature.h"
#include "permission/permission.h"
#include "util-inl.h"

namespace node::ffi {

using v8::BigInt;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::String;
using v8::Uint32;
using v8::Value;

namespace {

// Throws the loader's message. It may quote a name of any length: cut it to
// what a person would read.
void ThrowLoaderError(Environment* env,
                      std::string_view operation,
                      std::string_view error,
                      std::string_view details = {}) {
  std::string message(operation);
  message.append(" failed: ").append(error.substr(0, 8192));
  if (!details.empty()) message.append("; ").append(details.substr(0, 8192));
  THROW_ERR_FFI_CALL_FAILED(env, message);
}

// What the loader's message leaves open: where it looked.
std::string DescribeSearch(const std::string& path) {
  std::error_code error;
  if (path.find('/') == std::string::npos) {
#ifdef _WIN32
    return "looked for in the system's search path";
#else
    // No file of the working directory is meant by a bare name.
    const char* folders = getenv("LD_LIBRARY_PATH");
    std::string text = "looked for in LD_LIBRARY_PATH (";
    text.append(folders == nullptr || *folders == '\0' ? "not set" : folders)
        .append("), in the loader's cache and in its default folders");
    if (std::filesystem::exists(path, error)) {
      text.append(", but not in the working directory, which has such a file: "
                  "its path is './")
          .append(path)
          .append("'");
    }
    return text;
#endif
  }
  std::string text;
  if (path.starts_with("file:")) {
    text.append("a file: URL is passed as a URL object; ");
  }
  if (!std::filesystem::path(path).is_absolute()) {
    text.append("the path is relative to the working directory, ")
        .append(std::filesystem::current_path(error).string())
        .append("; ");
  }
  return text.append(std::filesystem::exists(path, error)
                         ? "the file exists"
                         : "the file does not exist");
}

// Whether only some libraries were allowed.
bool AreLibrariesLimited(Environment* env) {
  return env->permission()->enabled() &&
         permission::FFIPermission::Of(env)->is_limited();
}

// Gives the path of the file that a name stands for, if there is one, before
// any code of it runs. If it is loaded already, `known` keeps that.
std::string FindFile(const std::string& name, SharedObject* known) {
  if (name.find('/') != std::string::npos) return FindFilePath(name);
  LoadOptions options;
  options.is_loaded_only = true;
  std::string error;
  if (known->Open(name.c_str(), &error, options)) {
    return FindLoadedPath(known->GetFileAddress());
  }
#ifdef __GLIBC__
  const std::string path = FindLibraryFile(name, false);
  if (!path.empty()) return FindFilePath(path);
#endif
  return {};
}

// Loads what a program names, if that is one of the libraries that it may load.
// Throws, and gives false, if it is not.
bool OpenPermitted(Environment* env,
                   const std::string& name,
                   LoadOptions options,
                   SharedObject* shared_object,
                   std::string* error) {
  SharedObject known;
  std::string path = FindFile(name, &known);
  auto on_leave = OnScopeLeave([&] { known.Close(); });
  // The loader takes a `$` for the beginning of `$ORIGIN` or the like, and goes
  // elsewhere.
  if (path.empty() || path.find('$') != std::string::npos) {
    *error = name + ": no file is known by that name";
    return true;
  }
  if (!CheckFilePermitted(env, path)) return false;
  options.is_loaded_only = known.is_open();
  const bool is_audit = env->permission()->warning_only();
  if (known.is_open() || is_audit) path = name;
  if (!shared_object->Open(path.c_str(), error, options) || is_audit) {
    return true;
  }
  // If a link took the file's place meanwhile, its code has run, but the
  // program does not get it.
  if (CheckFilePermitted(env,
                         FindLoadedPath(shared_object->GetFileAddress()))) {
    return true;
  }
  shared_object->Close();
  return false;
}

bool HasNullByte(const Utf8Value& text) {
  return text.ToStringView().find('\0') != std::string_view::npos;
}

}  // namespace

void LoadedLibrary::Unload() {
  NoteClosing(shared_object_.handle());
  // While it can be told whose the handlers are that it has installed.
  FaultHandler::Reclaim();
  shared_object_.Close();
  FaultHandler::Reclaim();
}

LoadedLibrary::~LoadedLibrary() {
  for (auto& [address, callback] : callbacks_) {
    callback->set_stale_reason(stale_reason_);
    Callback::Unregister(std::move(callback));
  }
}

Callback* LoadedLibrary::FindCallback(uintptr_t address) {
  auto it = callbacks_.find(address);
  return it == callbacks_.end() ? nullptr : it->second.get();
}

void LoadedLibrary::AddCallback(std::unique_ptr<Callback> callback) {
  uintptr_t address = reinterpret_cast<uintptr_t>(callback->pointer());
  callbacks_.emplace(address, std::move(callback));
}

void LoadedLibrary::RemoveCallback(uintptr_t address) {
  auto node = callbacks_.extract(address);
  CHECK(!node.empty());
  Callback::Unregister(std::move(node.mapped()));
}

void LoadedLibrary::MemoryInfo(MemoryTracker* tracker) const {
  for (const auto& [_, callback] : callbacks_) {
    tracker->TrackField("callback", callback);
  }
}

Library::Library(Environment* env,
                 Local<Object> object,
                 std::unique_ptr<LoadedLibrary> loaded)
    : BaseObject(env, object),
      env_state_(EnvState::Get(env)),
      loaded_(std::move(loaded)) {
  ClassMark<Library>::Learn(this);
  MakeWeak();
}

Library::~Library() {
  if (loaded_ == nullptr) return;
  // The garbage collector empties the handle before.
  loaded_->set_stale_reason(persistent().IsEmpty()
                                ? StaleReason::kLibraryCollected
                                : StaleReason::kEnvironmentEnded);
}

void Library::New(const FunctionCallbackInfo<Value>& args) {
  CHECK(args.IsConstructCall());
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  LoadOptions options;
  options.is_bound_now = args[1]->IsTrue();
  options.is_global = args[2]->IsTrue();
  options.is_kept = args[3]->IsTrue();
  options.prefers_own = args[4]->IsTrue();

  auto loaded = std::make_unique<LoadedLibrary>();
  SharedObject* shared_object = loaded->shared_object();
  std::string error;
  std::string details;
  const bool is_limited = AreLibrariesLimited(env);
  if (args[0]->IsNull()) {
    if (shared_object->Open(nullptr, &error, options) && is_limited &&
        !CheckFilePermitted(env,
                            FindLoadedPath(shared_object->GetFileAddress()))) {
      return shared_object->Close();
    }
  } else if (args[0]->IsArrayBufferView()) {
    if (is_limited && !CheckAddressesPermitted(env)) return;
    ArrayBufferViewContents<char> bytes(args[0]);
    shared_object->OpenBytes(bytes.data(), bytes.length(), &error, options);
  } else {
    CHECK(args[0]->IsString());
    const std::string path = Utf8Value(isolate, args[0]).ToString();
    if (!is_limited) {
      shared_object->Open(path.c_str(), &error, options);
    } else if (!OpenPermitted(env, path, options, shared_object, &error)) {
      return;
    }
    if (!shared_object->is_open()) details = DescribeSearch(path);
  }
  // What it runs when it is loaded may have installed a handler.
  FaultHandler::Reclaim();
  if (!shared_object->is_open()) {
    return ThrowLoaderError(env, "dlopen", error, details);
  }
  new Library(env, args.This(), std::move(loaded));
}

#ifdef __GLIBC__
void Library::FindFile(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  CHECK(args[0]->IsString());
  const Utf8Value name(isolate, args[0]);
  const std::string path =
      FindLibraryFile(name.ToStringView(), args[1]->IsTrue());
  if (path.empty()) return args.GetReturnValue().SetNull();
  Local<Value> value;
  if (ToV8Value(isolate->GetCurrentContext(), path).ToLocal(&value)) {
    args.GetReturnValue().Set(value);
  }
}
#endif

void Library::Close(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  while (ForeignFunction* function = library->functions_.PopFront()) {
    function->Invalidate();
  }
  if (library->loaded_ == nullptr) return;
  library->MakeWeak();
  library->env_state_->Unload(std::move(library->loaded_));
}

bool Library::CheckOpen() {
  if (loaded_ != nullptr) return true;
  THROW_ERR_FFI_LIBRARY_CLOSED(env(), "Library is closed");
  return false;
}

bool Library::CheckSymbolPermitted(const void* address) {
  return !AreLibrariesLimited(env()) ||
         CheckFilePermitted(env(), FindLoadedPath(address));
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
  SharedObject* shared_object = library->loaded_->shared_object();
  void* address = shared_object->GetSymbol(*name, &error);
  if (address == nullptr) {
    if (args[2]->IsTrue()) return args.GetReturnValue().SetNull();
    return ThrowLoaderError(
        env,
        "dlsym",
        error,
        SuggestSymbol(shared_object->handle(), name.ToStringView()));
  }
  if (!library->CheckSymbolPermitted(address)) return;
  args.GetReturnValue().Set(
      BigInt::NewFromUnsigned(isolate, reinterpret_cast<uintptr_t>(address)));
}

namespace {

void* ReadKnownAddress(Local<Value> value) {
  CHECK(value->IsBigInt());
  return reinterpret_cast<void*>(value.As<BigInt>()->Uint64Value());
}

const Conversion& ReadConversion(Local<Value> type) {
  CHECK(type->IsUint32());
  const uint32_t number = type.As<Uint32>()->Value();
  CHECK_LT(number, kValueTypeCount);
  return kConversions[number];
}

}  // namespace

void Library::ReadVariable(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  if (!library->CheckOpen()) return;
  const Conversion& conversion = ReadConversion(args[1]);
  uint64_t bytes;
  if (!TryCopy(&bytes, ReadKnownAddress(args[0]), conversion.scalar.size)) {
    ThrowAccessViolation(library->env());
    return;
  }
  Local<Value> value;
  ConversionError error =
      conversion.from_native(args.GetIsolate(), &bytes, &value);
  if (error != ConversionError::kNone) {
    return ThrowConversionError(library->env(), error, conversion, "Value");
  }
  args.GetReturnValue().Set(value);
}

bool Library::CheckWritable(const void* address) {
  if (!IsReadOnly(address)) return true;
  THROW_ERR_FFI_INVALID_POINTER(
      env(), "The variable is in memory that can't be written to");
  return false;
}

void Library::AssertWritable(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  if (library->CheckOpen()) library->CheckWritable(ReadKnownAddress(args[0]));
}

void Library::WriteVariable(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  if (!library->CheckOpen()) return;
  const Conversion& conversion = ReadConversion(args[1]);
  void* address = ReadKnownAddress(args[0]);
  if (conversion.scalar.kind == Scalar::Kind::kPointer &&
      conversion.values != Values::kSafeInteger && !args[2]->IsBigInt() &&
      !args[2]->IsNullOrUndefined()) {
    return THROW_ERR_INVALID_ARG_VALUE(
        library->env(),
        "Value must be a bigint, null or undefined: "
        "nothing would keep the memory of a string or a buffer");
  }
  if (IsMadeUp(library->env(), conversion, args[2]) &&
      !CheckAddressesPermitted(library->env())) {
    return;
  }
  // Nothing is written unless all of the value is right.
  uint64_t bytes;
  ConversionError error =
      conversion.to_native(args.GetIsolate(), args[2], &bytes, nullptr);
  if (error != ConversionError::kNone) {
    return ThrowConversionError(library->env(), error, conversion, "Value");
  }
  if (!library->CheckWritable(address)) return;
  if (!TryCopy(address, &bytes, conversion.scalar.size)) {
    ThrowAccessViolation(library->env());
  }
}

void Library::CheckFunctionPointer(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  uintptr_t address;
  if (!ReadAddress(env, args[0], "The first argument", &address)) return;
  if (address == 0) {
    THROW_ERR_FFI_INVALID_POINTER(
        env, "Cannot create a function from a null pointer");
  }
}

void Library::AddFunction(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  CHECK(args[0]->IsObject());
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args[0].As<Object>());
  if (!library->CheckOpen()) return;
  function->SetLibrary(library->object());
  library->functions_.PushBack(function);
}

void Library::RegisterCallback(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  Environment* env = library->env();
  CHECK(args[0]->IsFunction());
  if (!library->CheckOpen()) return;

  auto type = FunctionType::Read(env, args[1], args[2], args[4]);
  if (!type) return;
  Local<Function> adapter;
  if (args[3]->IsFunction()) adapter = args[3].As<Function>();
  auto callback = Callback::New(library->env_state_,
                                args[0].As<Function>(),
                                adapter,
                                std::move(*type),
                                ThreadsafeOptions::Read(args, 5));
  if (callback == nullptr) return;
  callback->KeepLoop(true);
  args.GetReturnValue().Set(BigInt::NewFromUnsigned(
      env->isolate(), reinterpret_cast<uintptr_t>(callback->pointer())));
  if (library->referenced_callbacks_++ == 0) library->ClearWeak();
  library->loaded_->AddCallback(std::move(callback));
}

Callback* Library::FindCallback(const FunctionCallbackInfo<Value>& args) {
  if (!CheckOpen()) return nullptr;
  uintptr_t address;
  if (!ReadAddress(env(), args[0], "The first argument", &address)) {
    return nullptr;
  }
  Callback* callback = loaded_->FindCallback(address);
  if (callback == nullptr) {
    THROW_ERR_INVALID_ARG_VALUE(env(), "Callback not found");
  }
  return callback;
}

void Library::SetReferenced(Callback* callback, bool referenced) {
  if (callback->is_referenced() == referenced) return;
  if (referenced) {
    callback->Ref();
    if (referenced_callbacks_++ == 0) ClearWeak();
  } else {
    callback->Unref();
    if (--referenced_callbacks_ == 0) MakeWeak();
  }
}

void Library::UnregisterCallback(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  Callback* callback = library->FindCallback(args);
  if (callback == nullptr) return;
  library->SetReferenced(callback, false);
  library->loaded_->RemoveCallback(
      reinterpret_cast<uintptr_t>(callback->pointer()));
}

template <bool referenced>
void Library::ReferenceCallback(const FunctionCallbackInfo<Value>& args) {
  Library* library;
  ASSIGN_OR_RETURN_UNWRAP(&library, args.This());
  Callback* callback = library->FindCallback(args);
  if (callback == nullptr) return;
  if (callback->is_collected()) {
    return THROW_ERR_INVALID_ARG_VALUE(library->env(), "Callback not found");
  }
  library->SetReferenced(callback, referenced);
  callback->KeepLoop(referenced);
}

void Library::WriteReport(JSONWriter* writer) const {
  writer->json_start();
  const std::string path =
      loaded_ == nullptr ? "" : loaded_->shared_object()->GetPath();
  if (path.empty()) {
    writer->json_keyvalue("path", JSONWriter::Null{});
  } else {
    writer->json_keyvalue("path", path);
  }
  writer->json_keyvalue("isOpen", loaded_ != nullptr);
  uint64_t functions = 0;
  for (ForeignFunction* function : functions_) {
    USE(function);
    functions++;
  }
  writer->json_keyvalue("functions", functions);
  writer->json_end();
}

void Library::MemoryInfo(MemoryTracker* tracker) const {
  tracker->TrackField("loaded", loaded_);
}

void Library::Initialize(Environment* env, Local<Object> target) {
  Isolate* isolate = env->isolate();
  Local<FunctionTemplate> constructor = NewFunctionTemplate(isolate, New);
  constructor->InstanceTemplate()->SetInternalFieldCount(
      Library::kInternalFieldCount);
  SetProtoMethod(isolate, constructor, "close", Close);
  SetProtoMethod(isolate, constructor, "addFunction", AddFunction);
  SetProtoMethod(isolate, constructor, "assertOpen", AssertOpen);
  SetProtoMethod(isolate, constructor, "getSymbol", GetSymbol);
  SetProtoMethod(isolate, constructor, "readVariable", ReadVariable);
  SetProtoMethod(isolate, constructor, "writeVariable", WriteVariable);
  SetProtoMethod(isolate, constructor, "assertWritable", AssertWritable);
  SetProtoMethod(isolate, constructor, "registerCallback", RegisterCallback);
  SetProtoMethod(
      isolate, constructor, "unregisterCallback", UnregisterCallback);
  SetProtoMethod(isolate, constructor, "refCallback", ReferenceCallback<true>);
  SetProtoMethod(
      isolate, constructor, "unrefCallback", ReferenceCallback<false>);
  SetConstructorFunction(env->context(), target, "Library", constructor);
  SetMethod(
      env->context(), target, "checkFunctionPointer", CheckFunctionPointer);
#ifdef __GLIBC__
  SetMethod(env->context(), target, "findLibraryFile", FindFile);
#endif
}

void Library::RegisterExternalReferences(ExternalReferenceRegistry* registry) {
  registry->Register(New);
  registry->Register(Close);
  registry->Register(AddFunction);
  registry->Register(AssertOpen);
  registry->Register(CheckFunctionPointer);
#ifdef __GLIBC__
  registry->Register(FindFile);
#endif
  registry->Register(GetSymbol);
  registry->Register(ReadVariable);
  registry->Register(WriteVariable);
  registry->Register(AssertWritable);
  registry->Register(RegisterCallback);
  registry->Register(UnregisterCallback);
  registry->Register(ReferenceCallback<true>);
  registry->Register(ReferenceCallback<false>);
}

}  // namespace node::ffi
