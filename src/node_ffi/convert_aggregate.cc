// Aggregates that are passed by value.

#include "node_ffi/convert_aggregate.h"

#include <cstdint>
#include <limits>
#include <string>

#include "env-inl.h"
#include "node_errors.h"
#include "node_ffi/guarded_access.h"
#include "util-inl.h"

namespace node::ffi {

using v8::BigInt;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Value;

namespace {

// Finds where the `size` bytes are. No JavaScript can move them before it runs.
ConversionError Find(Isolate* isolate,
                     Local<Value> value,
                     size_t size,
                     void** bytes) {
  if (value->IsNumber()) {
    const double number = value.As<Number>()->Value();
    // Written such that NaN fails. There are no fractions of addresses.
    if (!(number >= 1 && number <= kMaxSafeInteger))
      return ConversionError::kWrongValue;
    *bytes = reinterpret_cast<void*>(static_cast<uintptr_t>(number));
    return ConversionError::kNone;
  }
  if (value->IsBigInt()) {
    bool lossless;
    const uint64_t address = value.As<BigInt>()->Uint64Value(&lossless);
    if (!lossless || address == 0 ||
        address > std::numeric_limits<uintptr_t>::max()) {
      return ConversionError::kWrongValue;
    }
    *bytes = reinterpret_cast<void*>(static_cast<uintptr_t>(address));
    return ConversionError::kNone;
  }
  if (!value->IsArrayBufferView() && !value->IsArrayBuffer())
    return ConversionError::kWrongValue;
  size_t length;
  ConversionError error = FindBytes(isolate, value, bytes, &length);
  if (error != ConversionError::kNone) return error;
  return length == size ? ConversionError::kNone : ConversionError::kWrongValue;
}

}  // namespace

ConversionError CopyAggregate(Isolate* isolate,
                              Local<Value> from,
                              size_t size,
                              void* out) {
  void* bytes;
  ConversionError error = Find(isolate, from, size, &bytes);
  if (error != ConversionError::kNone) return error;
  return TryCopy(out, bytes, size) ? ConversionError::kNone
                                   : ConversionError::kAccessViolation;
}

ConversionError StoreAggregate(Isolate* isolate,
                               Local<Value> to,
                               size_t size,
                               const void* in) {
  void* bytes;
  ConversionError error = Find(isolate, to, size, &bytes);
  if (error != ConversionError::kNone) return error;
  return TryCopy(bytes, in, size) ? ConversionError::kNone
                                  : ConversionError::kAccessViolation;
}

ConversionError CheckAggregate(Isolate* isolate,
                               Local<Value> value,
                               size_t size) {
  void* bytes;
  return Find(isolate, value, size, &bytes);
}

Local<Value> FromAggregate(Isolate* isolate, const void* in) {
  return Number::New(isolate,
                     static_cast<double>(reinterpret_cast<uintptr_t>(in)));
}

void ThrowAggregateError(Environment* env,
                         ConversionError error,
                         size_t size,
                         std::string_view subject) {
  if (error != ConversionError::kWrongValue) {
    return ThrowConversionError(
        env, error, GetConversion(ValueType::kPointer), subject);
  }
  std::string message(subject);
  message.append(" must be ").append(std::to_string(size));
  THROW_ERR_INVALID_ARG_VALUE(env, message.append(" bytes, or their address"));
}

}  // namespace node::ffi
