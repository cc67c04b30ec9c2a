// The conversions that optimised code can't make itself.

#include "node_ffi/convert_fast.h"

#include <type_traits>

#include "env-inl.h"
#include "node_external_reference.h"
#include "node_ffi/convert.h"
#include "node_ffi/convert_text.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::BigInt;
using v8::CFunction;
using v8::CFunctionInfo;
using v8::FastOneByteString;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::MemorySpan;
using v8::Number;
using v8::Object;
using v8::Uint32;
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

// lengthOfView(view): how many bytes it has, none if they are gone. A view that
// tells this itself has a property for it, which a program can replace.
double LengthOfView(Local<Value> value) {
  return static_cast<double>(value.As<ArrayBufferView>()->ByteLength());
}

void SlowLengthOfView(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(LengthOfView(args[0]));
}

double FastLengthOfView(bool, Local<Value> value) {
  return LengthOfView(value);
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

// copyString(string, area): as UTF-8, with a NUL at its end. Only ASCII, which
// has but to be copied, and no string with a NUL inside. Who calls it resets
// what the area has in use once the copy isn't needed any more.
uint64_t FastCopyString(bool, const FastOneByteString& string, void* pointer) {
  auto area = static_cast<TemporaryArea*>(pointer);
  const size_t length = string.length;
  if (length >= area->room()) return 0;
  char* const copy = area->data + area->used;
  if (!CopyPlainAscii(string.data, length, copy)) [[unlikely]]
    return 0;
  copy[length] = '\0';
  area->used += length + 1;
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
  double number = args[0].As<Number>()->Value();
  args.GetReturnValue().Set(
      BigInt::New(args.GetIsolate(), static_cast<int64_t>(number)));
}

// int64ToNumber(bigint), uint64ToNumber(bigint): the nearest number.
template <typename T>
double FastToNumber(bool, T integer) {
  return static_cast<double>(integer);
}

template <typename T>
void SlowToNumber(const FunctionCallbackInfo<Value>& args) {
  Local<BigInt> bigint = args[0].As<BigInt>();
  args.GetReturnValue().Set(std::is_signed_v<T>
                                ? static_cast<double>(bigint->Int64Value())
                                : static_cast<double>(bigint->Uint64Value()));
}

// throwUnsafeInteger(subject): an integer of C's that no number can have.
void ThrowUnsafeInteger(const FunctionCallbackInfo<Value>& args) {
  ThrowConversionError(Environment::GetCurrent(args),
                       ConversionError::kUnsafeInteger,
                       GetConversion(ValueType::kInt53),
                       Utf8Value(args.GetIsolate(), args[0]).ToStringView());
}

// readText(address, type): the text at an address that C gave.
void ReadTextAt(const FunctionCallbackInfo<Value>& args) {
  const uint64_t address = args[0].As<BigInt>()->Uint64Value();
  const Conversion& conversion = kConversions[args[1].As<Uint32>()->Value()];
  Local<Value> text;
  ConversionError error =
      conversion.from_native(args.GetIsolate(), &address, &text);
  if (error != ConversionError::kNone) {
    return ThrowConversionError(
        Environment::GetCurrent(args), error, conversion, "The text");
  }
  args.GetReturnValue().Set(text);
}

// readUtf8(address): the same of UTF-8, which most text is, and in less time.
void ReadUtf8At(const FunctionCallbackInfo<Value>& args) {
  const uint64_t address = args[0].As<BigInt>()->Uint64Value();
  if (address == 0) return args.GetReturnValue().SetNull();
  Local<Value> text;
  ConversionError error = ReadText<char>(
      args.GetIsolate(), reinterpret_cast<const void*>(address), &text);
  if (error != ConversionError::kNone) {
    return ThrowConversionError(Environment::GetCurrent(args),
                                error,
                                GetConversion(ValueType::kCString),
                                "The text");
  }
  args.GetReturnValue().Set(text);
}

template <typename F>
CFunction MakeFast(F* function) {
  return CFunction::Make(function, CFunctionInfo::Int64Representation::kBigInt);
}

const CFunction kAddressOfView = MakeFast(FastAddressOfView);
const CFunction kLengthOfView = MakeFast(FastLengthOfView);
const CFunction kAddressOfBuffer = MakeFast(FastAddressOfBuffer);
const CFunction kCopyString = MakeFast(FastCopyString);
const CFunction kToInt64 = MakeFast(FastToInt64);
const CFunction kInt64ToNumber = MakeFast(FastToNumber<int64_t>);
const CFunction kUint64ToNumber = MakeFast(FastToNumber<uint64_t>);

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
  SetFastMethod(
      context, target, "lengthOfView", SlowLengthOfView, &kLengthOfView);
  SetFastMethod(context, target, "copyString", SlowCopyString, &kCopyString);
  SetFastMethod(context, target, "toInt64", SlowToInt64, &kToInt64);
  SetFastMethod(
      context, target, "int64ToNumber", SlowToNumber<int64_t>, &kInt64ToNumber);
  SetFastMethod(context,
                target,
                "uint64ToNumber",
                SlowToNumber<uint64_t>,
                &kUint64ToNumber);
  SetMethod(context, target, "readText", ReadTextAt);
  SetMethod(context, target, "readUtf8", ReadUtf8At);
  SetMethod(context, target, "throwUnsafeInteger", ThrowUnsafeInteger);
}

void FastConvert::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(SlowAddressOfView);
  registry->Register(kAddressOfView);
  registry->Register(SlowLengthOfView);
  registry->Register(kLengthOfView);
  registry->Register(SlowAddressOfBuffer);
  registry->Register(kAddressOfBuffer);
  registry->Register(SlowCopyString);
  registry->Register(kCopyString);
  registry->Register(SlowToInt64);
  registry->Register(kToInt64);
  registry->Register(SlowToNumber<int64_t>);
  registry->Register(kInt64ToNumber);
  registry->Register(SlowToNumber<uint64_t>);
  registry->Register(kUint64ToNumber);
  registry->Register(ReadTextAt);
  registry->Register(ReadUtf8At);
  registry->Register(ThrowUnsafeInteger);
}

}  // namespace node::ffi
