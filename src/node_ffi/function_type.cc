// Function types as JavaScript has them.

#include "node_ffi/function_type.h"

#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Array;
using v8::Local;
using v8::Uint32;
using v8::Value;

namespace {

const Conversion* ReadConversion(Local<Value> value) {
  CHECK(value->IsUint32());
  uint32_t number = value.As<Uint32>()->Value();
  CHECK_LT(number, kValueTypeCount);
  return &kConversions[number];
}

}  // namespace

std::optional<FunctionType> FunctionType::Read(Environment* env,
                                               Local<Value> result,
                                               Local<Value> arguments) {
  CHECK(arguments->IsArray());
  Local<Array> array = arguments.As<Array>();
  const uint32_t count = array->Length();
  FunctionType type{nullptr, ReadConversion(result), {}};
  type.arguments.reserve(count);
  Prototype prototype(type.result->layout());
  for (uint32_t i = 0; i < count; i++) {
    Local<Value> number;
    if (!array->Get(env->context(), i).ToLocal(&number)) return std::nullopt;
    const Conversion* conversion = ReadConversion(number);
    type.arguments.push_back(conversion);
    prototype.Add(conversion->layout());
  }
  type.signature = Signature::Get(std::move(prototype));
  if (type.signature == nullptr) {
    THROW_ERR_FFI_CALL_FAILED(env,
                              "libffi can't call a function of this signature");
    return std::nullopt;
  }
  return type;
}

}  // namespace node::ffi
