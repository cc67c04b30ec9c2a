// Reads, writes and copies of memory for instances of aggregates.

#include "node_ffi/instance_memory.h"

#include <type_traits>

#include "env-inl.h"
#include "node_external_reference.h"
#include "node_ffi/access_violation.h"
#include "node_ffi/guarded_access.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::ArrayBufferView;
using v8::BigInt;
using v8::CFunction;
using v8::CFunctionInfo;
using v8::Context;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Object;
using v8::ObjectTemplate;
using v8::Private;
using v8::String;
using v8::Value;

namespace {

char* ToPointer(double address) {
  return reinterpret_cast<char*>(static_cast<uintptr_t>(address));
}

char* ToPointer(Local<Value> address) {
  CHECK(address->IsNumber());
  return ToPointer(address.As<Number>()->Value());
}

// A C type T as JavaScript has it: small integers as larger ones, and
// integers of 64 bits as bigints or, if Js is double, as numbers.
template <typename T>
using Passed = std::conditional_t<
    sizeof(T) < sizeof(int32_t),
    std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>,
    T>;

// read…(address): gives kFailedRead for what can't be read.
template <typename T, typename Js>
Js FastRead(bool, double address) {
  T value;
  if (!TryLoad(ToPointer(address), &value)) [[unlikely]]
    return kFailedRead;
  return static_cast<Js>(value);
}

// write…(address, value): gives whether it has.
template <typename T, typename Js>
bool FastWrite(bool, double address, Js passed) {
  return TryStore(ToPointer(address), static_cast<T>(passed));
}

template <typename T, typename Js>
void Read(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsNumber());
  const Js value = FastRead<T, Js>(false, args[0].As<Number>()->Value());
  if constexpr (std::is_same_v<Js, int64_t>) {
    args.GetReturnValue().Set(BigInt::New(args.GetIsolate(), value));
  } else if constexpr (std::is_same_v<Js, uint64_t>) {
    args.GetReturnValue().Set(
        BigInt::NewFromUnsigned(args.GetIsolate(), value));
  } else {
    args.GetReturnValue().Set(value);
  }
}

template <typename T, typename Js>
void Write(const FunctionCallbackInfo<Value>& args) {
  T value;
  if constexpr (std::is_same_v<Js, int64_t> || std::is_same_v<Js, uint64_t>) {
    CHECK(args[1]->IsBigInt());
    value = static_cast<T>(args[1].As<BigInt>()->Uint64Value());
  } else {
    CHECK(args[1]->IsNumber());
    // By way of Js, since a negative number is no uint8_t.
    value = static_cast<T>(static_cast<Js>(args[1].As<Number>()->Value()));
  }
  args.GetReturnValue().Set(TryStore(ToPointer(args[0]), value));
}

// tryCopyMemory(target, source, size): they may overlap. Nothing may be
// nowhere. Gives whether it has.
bool FastCopyMemory(bool, double target, double source, double size) {
  return TryCopy(
      ToPointer(target), ToPointer(source), static_cast<size_t>(size));
}

void CopyMemory(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[2]->IsNumber());
  args.GetReturnValue().Set(FastCopyMemory(false,
                                           args[0].As<Number>()->Value(),
                                           args[1].As<Number>()->Value(),
                                           args[2].As<Number>()->Value()));
}

// locate(view): the address of the bytes of a view whose buffer is not on V8's
// heap. 0 if it has none, also if they are gone.
double Locate(Local<Value> value) {
  Local<ArrayBufferView> view = value.As<ArrayBufferView>();
  if (!view->HasBuffer()) return 0;
  v8::MemorySpan<uint8_t> contents = view->GetContents({});
  if (contents.size() == 0) return 0;
  return static_cast<double>(reinterpret_cast<uintptr_t>(contents.data()));
}

double FastLocate(bool, Local<Value> value) {
  return Locate(value);
}

void SlowLocate(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsArrayBufferView());
  args.GetReturnValue().Set(Locate(args[0]));
}

// createPrivateSymbol(name)
void CreatePrivateSymbol(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  CHECK(args[0]->IsString());
  // V8 has no way from a Private to a Value but a template.
  Local<ObjectTemplate> holder = ObjectTemplate::New(isolate);
  Local<String> name = args[0].As<String>();
  holder->Set(name, Private::New(isolate, name));
  Local<Context> context = isolate->GetCurrentContext();
  Local<Object> object;
  Local<Value> symbol;
  if (holder->NewInstance(context).ToLocal(&object) &&
      object->Get(context, name).ToLocal(&symbol)) {
    args.GetReturnValue().Set(symbol);
  }
}

template <typename F>
CFunction MakeFast(F* function) {
  return CFunction::Make(function, CFunctionInfo::Int64Representation::kBigInt);
}

template <typename T, typename Js>
const CFunction kFastRead = MakeFast(FastRead<T, Js>);
template <typename T, typename Js>
const CFunction kFastWrite = MakeFast(FastWrite<T, Js>);
const CFunction kFastCopyMemory = MakeFast(FastCopyMemory);
const CFunction kFastLocate = MakeFast(FastLocate);

#define FFI_INSTANCE_MEMORY_TYPES(V)                                           \
  V(Int8, int8_t, Passed<int8_t>)                                              \
  V(Uint8, uint8_t, Passed<uint8_t>)                                           \
  V(Int16, int16_t, Passed<int16_t>)                                           \
  V(Uint16, uint16_t, Passed<uint16_t>)                                        \
  V(Int32, int32_t, int32_t)                                                   \
  V(Uint32, uint32_t, uint32_t)                                                \
  V(BigInt64, int64_t, int64_t)                                                \
  V(BigUint64, uint64_t, uint64_t)                                             \
  V(Int53, int64_t, double)                                                    \
  V(Uint53, uint64_t, double)                                                  \
  V(Float32, float, float)                                                     \
  V(Float64, double, double)

}  // namespace

void InstanceMemory::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
#define V(name, type, js)                                                      \
  SetFastMethod(                                                               \
      context, target, "read" #name, Read<type, js>, &kFastRead<type, js>);    \
  SetFastMethod(                                                               \
      context, target, "write" #name, Write<type, js>, &kFastWrite<type, js>);
  FFI_INSTANCE_MEMORY_TYPES(V)
#undef V
  SetFastMethod(context, target, "tryCopyMemory", CopyMemory, &kFastCopyMemory);
  SetFastMethod(context, target, "locate", SlowLocate, &kFastLocate);
  SetMethod(context, target, "createPrivateSymbol", CreatePrivateSymbol);
}

void InstanceMemory::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
#define V(name, type, js)                                                      \
  registry->Register(Read<type, js>);                                          \
  registry->Register(Write<type, js>);                                         \
  registry->Register(kFastRead<type, js>);                                     \
  registry->Register(kFastWrite<type, js>);
  FFI_INSTANCE_MEMORY_TYPES(V)
#undef V
  registry->Register(CopyMemory);
  registry->Register(kFastCopyMemory);
  registry->Register(SlowLocate);
  registry->Register(kFastLocate);
  registry->Register(CreatePrivateSymbol);
}

}  // namespace node::ffi
