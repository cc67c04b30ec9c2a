// The conversions that optimised code can't make itself.

#include "node_ffi/convert_fast.h"

#include "env-inl.h"
#include "node_external_reference.h"
#include "node_ffi/convert.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::BigInt;
using v8::CFunction;
using v8::CFunctionInfo;
using v8::External;
using v8::FastOneByteString;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::MemorySpan;
using v8::Number;
using v8::Object;
using v8::Value;

namespace {

// addressOfView(view): where the bytes of a view are, of whatever kind it is.
uint64_t AddressOfView(Local<Value> value) {
  Local<ArrayBufferView> view = value.As<ArrayBufferView>();
  // On V8's heap, from where they have to be moved, so that they don't move any
  // more. That may collect garbage, which a fast call must not.
  if (!view->HasBuffer()) [[unlikely]]
    return 0;
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

// Where short strings are copied to, each argument to a place of its own. One
// such area is enough for an environment, as fast calls don't nest. V8 can't
// pass as many arguments as there are places (thunk.cc).
struct StringArea {
  static constexpr size_t kArguments = 64;
  static constexpr size_t kSize = 1024;

  char data[kArguments][kSize];
};

// copyString(string, area, index): as UTF-8, with a NUL at its end. Only ASCII,
// which has but to be copied, and no string with a NUL inside.
uint64_t FastCopyString(bool,
                        const FastOneByteString& string,
                        void* area,
                        uint32_t index) {
  const size_t length = string.length;
  if (length >= StringArea::kSize) return 0;
  char* const copy = static_cast<StringArea*>(area)->data[index];
  if (!CopyPlainAscii(string.data, length, copy)) [[unlikely]]
    return 0;
  copy[length] = '\0';
  return reinterpret_cast<uintptr_t>(copy);
}

void SlowCopyString(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(BigInt::New(args.GetIsolate(), 0));
}

// newStringArea(): an External, for as long as the environment lives.
void NewStringArea(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  // Not initialised: what is not used takes no memory.
  StringArea* area = new StringArea;
  env->AddCleanupHook([](void* data) { delete static_cast<StringArea*>(data); },
                      area);
  args.GetReturnValue().Set(External::New(env->isolate(), area));
}

// toInt64(number): of a safe integer.
int64_t FastToInt64(bool, double number) {
  return static_cast<int64_t>(number);
}

void SlowToInt64(const FunctionCallbackInfo<Value>& args) {
  double number = args[0].As<Number>()->Value();
  args.GetReturnValue().Set(
      BigInt::New(args.GetIsolate(), static_cast<int64_t>(number)));
}

template <typename F>
CFunction MakeFast(F* function) {
  return CFunction::Make(function, CFunctionInfo::Int64Representation::kBigInt);
}

const CFunction kAddressOfView = MakeFast(FastAddressOfView);
const CFunction kAddressOfBuffer = MakeFast(FastAddressOfBuffer);
const CFunction kCopyString = MakeFast(FastCopyString);
const CFunction kToInt64 = MakeFast(FastToInt64);

}  // namespace

void FastConvert::Initialize(Environment* env, Local<Object> target) {
  Local<v8::Context> context = env->context();
  SetFastMethod(
      context, target, "addressOfView", SlowAddressOfView, &kAddressOfView);
  SetFastMethod(context,
                target,
                "addressOfBuffer",
                SlowAddressOfBuffer,
                &kAddressOfBuffer);
  SetFastMethod(context, target, "copyString", SlowCopyString, &kCopyString);
  SetFastMethod(context, target, "toInt64", SlowToInt64, &kToInt64);
  SetMethod(context, target, "newStringArea", NewStringArea);
}

void FastConvert::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(SlowAddressOfView);
  registry->Register(kAddressOfView);
  registry->Register(SlowAddressOfBuffer);
  registry->Register(kAddressOfBuffer);
  registry->Register(SlowCopyString);
  registry->Register(kCopyString);
  registry->Register(SlowToInt64);
  registry->Register(kToInt64);
  registry->Register(NewStringArea);
}

}  // namespace node::ffi
