// The internal binding `ffi`: registers what lib/internal/ffi/ calls.

#include <string_view>
#include <vector>

#include "env-inl.h"
#include "node_binding.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/abi/abi.h"
#include "node_ffi/access_violation.h"
#include "node_ffi/call_async.h"
#include "node_ffi/callback_handle.h"
#include "node_ffi/checked_call.h"
#include "node_ffi/convert.h"
#include "node_ffi/convert_fast.h"
#include "node_ffi/debug_info.h"
#include "node_ffi/deferred_call.h"
#include "node_ffi/env_state.h"
#include "node_ffi/error_number.h"
#include "node_ffi/fault_handler.h"
#include "node_ffi/function.h"
#include "node_ffi/instance_memory.h"
#include "node_ffi/jit/code_memory.h"
#include "node_ffi/library.h"
#include "node_ffi/memory.h"
#include "node_ffi/memory_block.h"
#include "node_ffi/native_thread.h"
#include "node_ffi/permission.h"
#include "node_ffi/reentry.h"
#include "node_ffi/type_layout.h"
#include "node_ffi/v8_flags.h"
#include "node_ffi/value_type.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Array;
using v8::BigInt;
using v8::Boolean;
using v8::Context;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::Null;
using v8::Object;
using v8::ObjectTemplate;
using v8::Private;
using v8::ScriptCompiler;
using v8::ScriptOrigin;
using v8::String;
using v8::Uint32;
using v8::Value;

// Throws unless the permission model allows FFI, if only for some libraries.
static void AssertPermitted(const FunctionCallbackInfo<Value>& args) {
  CheckPermitted(Environment::GetCurrent(args));
}

// Throws unless the permission model allows all of FFI, addresses too.
static void AssertAddressesPermitted(const FunctionCallbackInfo<Value>& args) {
  CheckAddressesPermitted(Environment::GetCurrent(args));
}

// assertAddressPermitted(address): throws unless it may be passed to native
// code.
static void AssertAddressPermitted(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  CHECK(args[0]->IsBigInt());
  if (IsMadeUp(env, args[0].As<BigInt>()->Uint64Value())) {
    CheckAddressesPermitted(env);
  }
}

// setPassedOn(address): one that native code gave, and that may be passed to it
// until the next call of this. Gives the one before.
static void SetPassedOn(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsBigInt());
  auto rules = permission::FFIPermission::Of(Environment::GetCurrent(args));
  args.GetReturnValue().Set(
      BigInt::NewFromUnsigned(args.GetIsolate(), rules->passed_on()));
  rules->set_passed_on(args[0].As<BigInt>()->Uint64Value());
}

// These throw errors with just the message given, where the classes in
// lib/internal/errors.js have forms of their own. Node.js 26 has messages of
// another form for node:ffi, which programs may know.
static void ThrowInvalidArgType(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsString());
  Utf8Value message(args.GetIsolate(), args[0]);
  THROW_ERR_INVALID_ARG_TYPE(args.GetIsolate(), message.ToStringView());
}

static void ThrowInvalidArgValue(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsString());
  Utf8Value message(args.GetIsolate(), args[0]);
  THROW_ERR_INVALID_ARG_VALUE(args.GetIsolate(), message.ToStringView());
}

static void ThrowCallFailed(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsString());
  Utf8Value message(args.GetIsolate(), args[0]);
  THROW_ERR_FFI_CALL_FAILED(args.GetIsolate(), message.ToStringView());
}

static void ThrowNoMemory(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsString());
  Utf8Value message(args.GetIsolate(), args[0]);
  THROW_ERR_MEMORY_ALLOCATION_FAILED(args.GetIsolate(), message.ToStringView());
}

static void ThrowOutOfRange(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsString());
  Utf8Value message(args.GetIsolate(), args[0]);
  THROW_ERR_OUT_OF_RANGE(args.GetIsolate(), message.ToStringView());
}

static void ThrowInvalidPointer(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsString());
  Utf8Value message(args.GetIsolate(), args[0]);
  THROW_ERR_FFI_INVALID_POINTER(args.GetIsolate(), message.ToStringView());
}

// With --jitless, V8 has no room for code, and neither has anything else in the
// process, from then on.
static void ForbidCodeIfJitless(Isolate* isolate) {
  void* start;
  size_t size;
  isolate->GetCodeRange(&start, &size);
  if (size == 0) CodeMemory::Process().Forbid();
}

// mayGenerateCode(): a snapshot, which may have this binding, may be run with
// other flags than it was built with.
static void MayGenerateCode(const FunctionCallbackInfo<Value>& args) {
  ForbidCodeIfJitless(args.GetIsolate());
  args.GetReturnValue().Set(CodeMemory::Process().is_allowed());
}

static void IsProfiledByV8(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(IsProfiled());
}

// For tests: whether code may be made that optimised code calls directly.
static void GetMayCallFast(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(MayCallFast());
}

// compileFunction(body, parameters, name): for code that only this module
// makes, also where eval() is forbidden. `parameters` is an array of names,
// `name` what V8 calls the script.
static void CompileFunction(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  CHECK(args[0]->IsString());
  CHECK(args[1]->IsArray());
  CHECK(args[2]->IsString());
  Local<Context> context = isolate->GetCurrentContext();
  ScriptCompiler::Source source(args[0].As<String>(), ScriptOrigin(args[2]));
  Local<Array> names = args[1].As<Array>();
  std::vector<Local<String>> parameters;
  for (uint32_t i = 0; i < names->Length(); i++) {
    Local<Value> name;
    if (!names->Get(context, i).ToLocal(&name)) return;
    parameters.push_back(name.As<String>());
  }
  Local<v8::Function> function;
  if (ScriptCompiler::CompileFunction(
          context, &source, parameters.size(), parameters.data())
          .ToLocal(&function)) {
    args.GetReturnValue().Set(function);
  }
}

// handleFaults(): on this thread, and in the process.
static void HandleFaults(const FunctionCallbackInfo<Value>&) {
  FaultHandler::Install();
}

// For tests: there must be no generated code in this process.
static void ForbidGeneratedCode(const FunctionCallbackInfo<Value>&) {
  CodeMemory::Process().Forbid();
}

// The numbers that stand for types in calls of this binding, by name.
static Local<Object> NewTypeNames(Isolate* isolate) {
  std::vector<Local<v8::Name>> names;
  std::vector<Local<Value>> types;
  for (const TypeName& name : kTypeNames) {
    if (name.name.empty()) continue;
    names.push_back(OneByteString(isolate, name.name.data(), name.name.size()));
    types.push_back(
        Uint32::NewFromUnsigned(isolate, static_cast<uint32_t>(name.type)));
  }
  return Object::New(
      isolate, Null(isolate), names.data(), types.data(), names.size());
}

// The numbers that stand for calling conventions, by name.
static Local<Object> NewAbiNames(Isolate* isolate) {
  std::vector<Local<v8::Name>> names;
  std::vector<Local<Value>> abis;
  for (const AbiName& name : kAbiNames) {
    names.push_back(OneByteString(isolate, name.name.data(), name.name.size()));
    abis.push_back(
        Uint32::NewFromUnsigned(isolate, static_cast<uint32_t>(name.abi)));
  }
  return Object::New(
      isolate, Null(isolate), names.data(), abis.data(), names.size());
}

// What is known of each type, in the order of these numbers.
static Local<Array> NewTypeTable(Isolate* isolate) {
  static constexpr std::string_view kValues[] = {
#define V(name) #name,
      FFI_VALUES(V)
#undef V
  };
  Local<v8::Name> names[] = {
      FIXED_ONE_BYTE_STRING(isolate, "name"),
      FIXED_ONE_BYTE_STRING(isolate, "size"),
      FIXED_ONE_BYTE_STRING(isolate, "alignment"),
      FIXED_ONE_BYTE_STRING(isolate, "isFloat"),
      FIXED_ONE_BYTE_STRING(isolate, "isSigned"),
      FIXED_ONE_BYTE_STRING(isolate, "values"),
      FIXED_ONE_BYTE_STRING(isolate, "expected"),
  };
  std::vector<Local<Value>> table;
  for (const Conversion& conversion : kConversions) {
    const Scalar scalar = conversion.scalar;
    const std::string_view values =
        kValues[static_cast<size_t>(conversion.values)];
    Local<Value> properties[] = {
        OneByteString(isolate, conversion.name),
        Uint32::NewFromUnsigned(isolate, scalar.size),
        Uint32::NewFromUnsigned(
            isolate, static_cast<uint32_t>(Layout::Of(scalar)->alignment())),
        Boolean::New(isolate, scalar.is_float()),
        Boolean::New(isolate, scalar.is_signed()),
        OneByteString(isolate, values.data(), values.size()),
        OneByteString(isolate, conversion.expected),
    };
    static_assert(arraysize(names) == arraysize(properties));
    table.push_back(Object::New(
        isolate, Null(isolate), names, properties, arraysize(names)));
  }
  return Array::New(isolate, table.data(), table.size());
}

// The keys of what JavaScript has in instances of aggregates, in native
// functions and in Callbacks: no program can find or forge it.
static Local<Object> NewPrivateSymbols(Local<Context> context) {
  Isolate* isolate = context->GetIsolate();
  Local<ObjectTemplate> symbols = ObjectTemplate::New(isolate);
  // What they are for is in lib/internal/ffi/struct.js.
  for (const char* name :
       {"kType", "kMemory", "kOffset", "kOwner", "kHeld", "kFunction"}) {
    Local<String> key = OneByteString(isolate, name);
    symbols->Set(key, Private::New(isolate, key));
  }
  symbols->Set(FIXED_ONE_BYTE_STRING(isolate, "kCallback"),
               CallbackHandle::PrivateKey(isolate));
  return symbols->NewInstance(context).ToLocalChecked();
}

static void CreatePerContextProperties(Local<Object> target,
                                       Local<Value> unused,
                                       Local<Context> context,
                                       void* priv) {
  Environment* env = Environment::GetCurrent(context);
  Isolate* isolate = env->isolate();
  EnvState::Initialize(env, target);
  AccessViolations::Initialize(env, target);
  DeferredCall::Initialize(env, target);
  AsyncCall::Initialize(env, target);
  NativeThread::Initialize(env, target);
  ErrorNumber::Initialize(env, target);
  Library::Initialize(env, target);
  CallbackHandle::Initialize(env, target);
  Memory::Initialize(env, target);
  MemoryBlock::Initialize(env, target);
  ForeignFunction::Initialize(env, target);
  CheckedCall::Initialize(env, target);
  FastConvert::Initialize(env, target);
  InstanceMemory::Initialize(env, target);
  TypeLayout::Initialize(env, target);
  DebugInfo::Initialize(env, target);
  SetMethod(context, target, "assertAddressPermitted", AssertAddressPermitted);
  SetMethod(
      context, target, "assertAddressesPermitted", AssertAddressesPermitted);
  SetMethod(context, target, "assertPermitted", AssertPermitted);
  SetMethod(context, target, "compileFunction", CompileFunction);
  SetMethod(context, target, "forbidGeneratedCode", ForbidGeneratedCode);
  SetMethod(context, target, "handleFaults", HandleFaults);
  SetMethod(context, target, "isProfiledByV8", IsProfiledByV8);
  SetMethod(context, target, "mayCallFast", GetMayCallFast);
  SetMethod(context, target, "mayGenerateCode", MayGenerateCode);
  SetMethod(context, target, "setPassedOn", SetPassedOn);
  SetMethod(context, target, "throwCallFailed", ThrowCallFailed);
  SetMethod(context, target, "throwInvalidArgType", ThrowInvalidArgType);
  SetMethod(context, target, "throwInvalidArgValue", ThrowInvalidArgValue);
  SetMethod(context, target, "throwInvalidPointer", ThrowInvalidPointer);
  SetMethod(context, target, "throwNoMemory", ThrowNoMemory);
  SetMethod(context, target, "throwOutOfRange", ThrowOutOfRange);
  target
      ->Set(context,
            FIXED_ONE_BYTE_STRING(isolate, "privateSymbols"),
            NewPrivateSymbols(context))
      .Check();
  target
      ->Set(
          context, FIXED_ONE_BYTE_STRING(isolate, "abis"), NewAbiNames(isolate))
      .Check();
  target
      ->Set(context,
            FIXED_ONE_BYTE_STRING(isolate, "platform"),
            FIXED_ONE_BYTE_STRING(isolate, NODE_PLATFORM " " NODE_ARCH))
      .Check();
  target
      ->Set(context,
            FIXED_ONE_BYTE_STRING(isolate, "typeNames"),
            NewTypeNames(isolate))
      .Check();
  target
      ->Set(context,
            FIXED_ONE_BYTE_STRING(isolate, "types"),
            NewTypeTable(isolate))
      .Check();
}

static void RegisterExternalReferences(ExternalReferenceRegistry* registry) {
  Library::RegisterExternalReferences(registry);
  CallbackHandle::RegisterExternalReferences(registry);
  Memory::RegisterExternalReferences(registry);
  MemoryBlock::RegisterExternalReferences(registry);
  ForeignFunction::RegisterExternalReferences(registry);
  EnvState::RegisterExternalReferences(registry);
  AccessViolations::RegisterExternalReferences(registry);
  DeferredCall::RegisterExternalReferences(registry);
  AsyncCall::RegisterExternalReferences(registry);
  NativeThread::RegisterExternalReferences(registry);
  ErrorNumber::RegisterExternalReferences(registry);
  CheckedCall::RegisterExternalReferences(registry);
  FastConvert::RegisterExternalReferences(registry);
  InstanceMemory::RegisterExternalReferences(registry);
  TypeLayout::RegisterExternalReferences(registry);
  DebugInfo::RegisterExternalReferences(registry);
  registry->Register(AssertAddressPermitted);
  registry->Register(AssertAddressesPermitted);
  registry->Register(AssertPermitted);
  registry->Register(CompileFunction);
  registry->Register(ForbidGeneratedCode);
  registry->Register(HandleFaults);
  registry->Register(IsProfiledByV8);
  registry->Register(GetMayCallFast);
  registry->Register(MayGenerateCode);
  registry->Register(SetPassedOn);
  registry->Register(ThrowCallFailed);
  registry->Register(ThrowInvalidArgType);
  registry->Register(ThrowInvalidArgValue);
  registry->Register(ThrowInvalidPointer);
  registry->Register(ThrowNoMemory);
  registry->Register(ThrowOutOfRange);
}

}  // namespace node::ffi

NODE_BINDING_CONTEXT_AWARE_INTERNAL(ffi, node::ffi::CreatePerContextProperties)
NODE_BINDING_EXTERNAL_REFERENCE(ffi, node::ffi::RegisterExternalReferences)
