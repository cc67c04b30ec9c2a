#include "node_ffi/call_fast.h"

#include <cstring>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "env-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/code_memory.h"
#include "node_ffi/thunk.h"
#include "node_mutex.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::BackingStore;
using v8::BigInt;
using v8::CFunction;
using v8::CFunctionInfo;
using v8::ConstructorBehavior;
using v8::Context;
using v8::CTypeInfo;
using v8::External;
using v8::FastOneByteString;
using v8::Function;
using v8::FunctionCallback;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::MaybeLocal;
using v8::MemorySpan;
using v8::Object;
using v8::ScriptCompiler;
using v8::ScriptOrigin;
using v8::SideEffectType;
using v8::String;
using v8::Uint32Array;
using v8::Value;

namespace {

// More is rare, and V8's compiler has limits of its own.
constexpr size_t kMaxArguments = 64;

// A library that was closed has this in place of each of its functions. It may
// ignore its arguments and give no result, whatever these are.
void ThrowClosed() {
  Isolate* isolate = Isolate::GetCurrent();
  HandleScope handle_scope(isolate);
  THROW_ERR_FFI_LIBRARY_CLOSED(isolate, "Library is closed");
}

CTypeInfo::Type ToFastType(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kVoid:
      return CTypeInfo::Type::kVoid;
    case TypeKind::kInt8:
    case TypeKind::kInt16:
    case TypeKind::kInt32:
      return CTypeInfo::Type::kInt32;
    case TypeKind::kUint8:
    case TypeKind::kUint16:
    case TypeKind::kUint32:
      return CTypeInfo::Type::kUint32;
    case TypeKind::kInt64:
      return CTypeInfo::Type::kInt64;
    case TypeKind::kUint64:
    case TypeKind::kPointer:
      return CTypeInfo::Type::kUint64;
    case TypeKind::kFloat32:
      return CTypeInfo::Type::kFloat32;
    case TypeKind::kFloat64:
      return CTypeInfo::Type::kFloat64;
  }
  UNREACHABLE();
}

RegisterClass ToRegisterClass(const Type& type) {
  return type.kind() == TypeKind::kFloat32 || type.kind() == TypeKind::kFloat64
             ? RegisterClass::kFloat
             : RegisterClass::kInteger;
}

// V8's description of a thunk's parameters. V8 refers to it for as long as any
// isolate lives, so it is never freed; but signatures that V8 can't tell from
// each other share one.
const CFunctionInfo* GetFunctionInfo(const ffi::Signature& signature) {
  using Key = std::vector<CTypeInfo::Type>;
  struct Entry {
    std::vector<CTypeInfo> arguments;
    std::unique_ptr<CFunctionInfo> info;
  };
  static Mutex* const mutex = new Mutex();
  static auto* const entries = new std::map<Key, Entry>();

  Key key{ToFastType(signature.result())};
  // The receiver, undefined, which is passed as false: no instruction is
  // cheaper than the one that makes a zero.
  key.push_back(CTypeInfo::Type::kBool);
  for (const Type* type : signature.arguments()) {
    key.push_back(ToFastType(*type));
  }
  key.push_back(CTypeInfo::Type::kPointer);

  Mutex::ScopedLock lock(*mutex);
  Entry& entry = (*entries)[key];
  if (!entry.info) {
    for (size_t i = 1; i < key.size(); i++)
      entry.arguments.emplace_back(key[i]);
    entry.info = std::make_unique<CFunctionInfo>(
        CTypeInfo(key[0]),
        static_cast<unsigned int>(entry.arguments.size()),
        entry.arguments.data(),
        CFunctionInfo::Int64Representation::kBigInt);
  }
  return entry.info.get();
}

// Helpers for arguments. They give 0 for what is not for them to look at; such
// a call takes the slow way, where everything is.

// addressOfView(view): where the bytes of a view are, of whatever kind it is.
uint64_t AddressOfView(Local<Value> value) {
  Local<ArrayBufferView> view = value.As<ArrayBufferView>();
  if (!view->HasBuffer()) [[unlikely]] {
    // On V8's heap, from where this moves them, so that they don't move any
    // more.
    HandleScope handle_scope(Isolate::GetCurrent());
    view->Buffer();
  }
  MemorySpan<uint8_t> contents = view->GetContents({});
  if (contents.size() == 0) return 0;  // Also if detached or out of bounds.
  return reinterpret_cast<uintptr_t>(contents.data());
}

void SlowAddressOfView(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(
      BigInt::NewFromUnsigned(args.GetIsolate(), AddressOfView(args[0])));
}

uint64_t FastAddressOfView(bool, Local<Value> value) {
  return AddressOfView(value);
}

// addressOfBuffer(value): where the bytes of an ArrayBuffer are, if it is one.
uint64_t AddressOfBuffer(Local<Value> value) {
  if (!value->IsArrayBuffer()) return 0;
  return reinterpret_cast<uintptr_t>(value.As<ArrayBuffer>()->Data());
}

void SlowAddressOfBuffer(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(
      BigInt::NewFromUnsigned(args.GetIsolate(), AddressOfBuffer(args[0])));
}

uint64_t FastAddressOfBuffer(bool, Local<Value> value) {
  return AddressOfBuffer(value);
}

// Where short strings are copied to. JavaScript sets `used` back to what it
// was when a call returns.
struct StringStack {
  static constexpr uint32_t kSize = 16 * 1024 - sizeof(uint32_t);
  static constexpr uint32_t kMaxLength = 1024;

  uint32_t used;
  char data[kSize];
};

// copyString(string, stack)
uint64_t FastCopyString(bool, const FastOneByteString& string, void* pointer) {
  StringStack* stack = static_cast<StringStack*>(pointer);
  const uint32_t length = string.length;
  if (length > StringStack::kMaxLength ||
      length >= StringStack::kSize - stack->used) {
    return 0;
  }
  // No NUL inside, and ASCII, which is the same in UTF-8.
  char* const copy = stack->data + stack->used;
  const char* const data = string.data;
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  uint64_t bad = 0;
  uint32_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    memcpy(&word, data + i, 8);
    memcpy(copy + i, &word, 8);
    bad |= (word | (word - kOnes)) & kHighs;
  }
  for (; i < length; i++) {
    copy[i] = data[i];
    bad |= data[i] <= 0;
  }
  if (bad != 0) [[unlikely]]
    return 0;
  copy[length] = '\0';
  stack->used += length + 1;
  return reinterpret_cast<uintptr_t>(copy);
}

void SlowCopyString(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(BigInt::New(args.GetIsolate(), 0));
}

// toInt64(number): of a safe integer.
int64_t FastToInt64(bool, double number) {
  return static_cast<int64_t>(number);
}

void SlowToInt64(const FunctionCallbackInfo<Value>& args) {
  double number = args[0].As<v8::Number>()->Value();
  args.GetReturnValue().Set(
      BigInt::New(args.GetIsolate(), static_cast<int64_t>(number)));
}

template <typename F>
CFunction MakeHelper(F* function) {
  return CFunction::Make(function, CFunctionInfo::Int64Representation::kBigInt);
}

const CFunction kAddressOfView = MakeHelper(FastAddressOfView);
const CFunction kAddressOfBuffer = MakeHelper(FastAddressOfBuffer);
const CFunction kCopyString = MakeHelper(FastCopyString);
const CFunction kToInt64 = MakeHelper(FastToInt64);

void SetHelper(Environment* env,
               Local<Object> target,
               const char* name,
               FunctionCallback callback,
               const CFunction* c_function) {
  Isolate* isolate = env->isolate();
  Local<Function> function =
      FunctionTemplate::New(isolate,
                            callback,
                            Local<Value>(),
                            Local<v8::Signature>(),
                            0,
                            ConstructorBehavior::kThrow,
                            SideEffectType::kHasSideEffect,
                            c_function)
          ->GetFunction(env->context())
          .ToLocalChecked();
  target->Set(env->context(), OneByteString(isolate, name), function).Check();
}

// newStringStack(): [External, its `used` as a Uint32Array]
void NewStringStack(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  Local<ArrayBuffer> buffer = ArrayBuffer::New(isolate, sizeof(StringStack));
  Local<Value> parts[] = {
      External::New(isolate, buffer->Data()),
      Uint32Array::New(buffer, 0, 1),
  };
  args.GetReturnValue().Set(v8::Array::New(isolate, parts, arraysize(parts)));
}

// compileFunction(body, parameters): for code that only this module makes,
// also where eval() is forbidden.
void CompileFunction(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  CHECK(args[0]->IsString());
  Local<Context> context = isolate->GetCurrentContext();
  ScriptCompiler::Source source(
      args[0].As<String>(),
      ScriptOrigin(FIXED_ONE_BYTE_STRING(isolate, "node:internal/ffi/call")));
  std::vector<Local<String>> parameters;
  for (int i = 1; i < args.Length(); i++) {
    parameters.push_back(args[i].As<String>());
  }
  Local<Function> function;
  if (ScriptCompiler::CompileFunction(
          context, &source, parameters.size(), parameters.data())
          .ToLocal(&function)) {
    args.GetReturnValue().Set(function);
  }
}

}  // namespace

void FastTarget::Close() {
  address = reinterpret_cast<void*>(ThrowClosed);
}

MaybeLocal<Function> FastCall::NewRawFunction(Local<Context> context,
                                              const ffi::Signature& signature,
                                              FunctionCallback callback) {
  if (signature.arguments().size() > kMaxArguments) return {};
  std::vector<RegisterClass> classes;
  for (const Type* type : signature.arguments()) {
    classes.push_back(ToRegisterClass(*type));
  }
  auto code = EmitThunk(classes);
  if (!code) return {};
  const void* thunk = CodeMemory::Process().Publish(*code);
  if (thunk == nullptr) return {};

  CFunction c_function(thunk, GetFunctionInfo(signature));
  return FunctionTemplate::New(context->GetIsolate(),
                               callback,
                               Local<Value>(),
                               Local<v8::Signature>(),
                               0,
                               ConstructorBehavior::kThrow,
                               SideEffectType::kHasSideEffect,
                               &c_function)
      ->GetFunction(context);
}

void FastCall::Initialize(Environment* env, Local<Object> target) {
  SetHelper(env, target, "addressOfView", SlowAddressOfView, &kAddressOfView);
  SetHelper(
      env, target, "addressOfBuffer", SlowAddressOfBuffer, &kAddressOfBuffer);
  SetHelper(env, target, "copyString", SlowCopyString, &kCopyString);
  SetHelper(env, target, "toInt64", SlowToInt64, &kToInt64);
  SetMethod(env->context(), target, "newStringStack", NewStringStack);
  SetMethod(env->context(), target, "compileFunction", CompileFunction);
}

void FastCall::RegisterExternalReferences(ExternalReferenceRegistry* registry) {
  registry->Register(SlowAddressOfView);
  registry->Register(kAddressOfView);
  registry->Register(SlowAddressOfBuffer);
  registry->Register(kAddressOfBuffer);
  registry->Register(SlowCopyString);
  registry->Register(kCopyString);
  registry->Register(SlowToInt64);
  registry->Register(kToInt64);
  registry->Register(NewStringStack);
  registry->Register(CompileFunction);
}

}  // namespace node::ffi
