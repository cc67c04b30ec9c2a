// The one table of conversions between JavaScript and C values, with their
// errors.

#include "node_ffi/convert.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "util-inl.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::BigInt;
using v8::Context;
using v8::Int32;
using v8::Integer;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::String;
using v8::Undefined;
using v8::Value;

namespace {

constexpr double kMaxSafeInteger = 9007199254740991;  // 2 ** 53 - 1

template <typename T>
void Store(void* out, T value) {
  memcpy(out, &value, sizeof(value));
}

template <typename T>
T Load(const void* in) {
  T value;
  memcpy(&value, in, sizeof(value));
  return value;
}

// Integers of up to 32 bits are JavaScript numbers.
template <typename T>
struct NarrowInteger {
  static ConversionError ToNative(Isolate*,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries*) {
    // Nearly all are. It takes less time than to look at doubles.
    if (value->IsInt32()) {
      int32_t number = value.As<Int32>()->Value();
      if (!std::in_range<T>(number)) return ConversionError::kWrongValue;
      Store(out, static_cast<T>(number));
      return ConversionError::kNone;
    }

    if (!value->IsNumber()) return ConversionError::kWrongValue;
    double number = value.As<Number>()->Value();
    // Written such that NaN fails.
    if (!(number >= std::numeric_limits<T>::min() &&
          number <= std::numeric_limits<T>::max())) {
      return ConversionError::kWrongValue;
    }
    T integer = static_cast<T>(number);
    if (integer != number) return ConversionError::kWrongValue;
    Store(out, integer);
    return ConversionError::kNone;
  }

  static Local<Value> FromNative(Isolate* isolate, const void* in) {
    if constexpr (std::is_signed_v<T>) {
      return Integer::New(isolate, Load<T>(in));
    } else {
      return Integer::NewFromUnsigned(isolate, Load<T>(in));
    }
  }
};

// Integers of 64 bits are bigints; a safe integer may be a number too.
template <typename T>
struct WideInteger {
  static ConversionError ToNative(Isolate*,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries*) {
    if (value->IsBigInt()) {
      bool lossless;
      T integer;
      if constexpr (std::is_signed_v<T>) {
        integer = value.As<BigInt>()->Int64Value(&lossless);
      } else {
        integer = value.As<BigInt>()->Uint64Value(&lossless);
      }
      if (!lossless) return ConversionError::kWrongValue;
      Store(out, integer);
      return ConversionError::kNone;
    }

    if (!value->IsNumber()) return ConversionError::kWrongValue;
    double number = value.As<Number>()->Value();
    constexpr double min = std::is_signed_v<T> ? -kMaxSafeInteger : 0;
    if (!(number >= min && number <= kMaxSafeInteger)) {
      return ConversionError::kWrongValue;
    }
    T integer = static_cast<T>(number);
    if (static_cast<double>(integer) != number) {
      return ConversionError::kWrongValue;
    }
    Store(out, integer);
    return ConversionError::kNone;
  }

  static Local<Value> FromNative(Isolate* isolate, const void* in) {
    if constexpr (std::is_signed_v<T>) {
      return BigInt::New(isolate, Load<T>(in));
    } else {
      return BigInt::NewFromUnsigned(isolate, Load<T>(in));
    }
  }
};

template <typename T>
struct Floating {
  static ConversionError ToNative(Isolate*,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries*) {
    if (!value->IsNumber()) return ConversionError::kWrongValue;
    Store(out, static_cast<T>(value.As<Number>()->Value()));
    return ConversionError::kNone;
  }

  static Local<Value> FromNative(Isolate* isolate, const void* in) {
    return Number::New(isolate, Load<T>(in));
  }
};

// Copies a string to where it needs no conversion. Gives false for all others.
bool CopyShortAscii(Isolate* isolate,
                    Local<String> string,
                    void* out,
                    Temporaries* temporaries) {
  const size_t length = string->Length();
  if (!string->IsOneByte() || length >= temporaries->inline_room()) {
    return false;
  }
  char* copy = temporaries->Allocate(length + 1);
  string->WriteOneByteV2(isolate,
                         0,
                         static_cast<uint32_t>(length),
                         reinterpret_cast<uint8_t*>(copy),
                         String::WriteFlags::kNullTerminate);
  if (!CopyPlainAscii(copy, length, copy)) {
    temporaries->Shrink(length + 1);
    return false;
  }
  Store<void*>(out, copy);
  return true;
}

ConversionError CopyString(Isolate* isolate,
                           Local<String> string,
                           void* out,
                           Temporaries* temporaries) {
  if (temporaries == nullptr) return ConversionError::kStringNotAllowed;
  if (CopyShortAscii(isolate, string, out, temporaries)) {
    return ConversionError::kNone;
  }
  // A UTF-16 code unit takes up to three bytes. It takes time to find out how
  // many exactly: only where that may save going to the heap, or memory there.
  size_t capacity = static_cast<size_t>(string->Length()) * 3 + 1;
  if (capacity > temporaries->inline_room()) {
    capacity = string->Utf8LengthV2(isolate) + 1;
  }
  bool is_inline = capacity <= temporaries->inline_room();
  char* copy = temporaries->Allocate(capacity);
  if (copy == nullptr) return ConversionError::kNoMemory;
  size_t size =
      string->WriteUtf8V2(isolate,
                          copy,
                          capacity,
                          String::WriteFlags::kNullTerminate |
                              String::WriteFlags::kReplaceInvalidUtf8);
  if (memchr(copy, '\0', size - 1) != nullptr) {
    return ConversionError::kNullByte;
  }
  if (is_inline) temporaries->Shrink(capacity - size);
  Store<void*>(out, copy);
  return ConversionError::kNone;
}

// V8's API says of a view that its shrunk buffer no longer covers that it has
// no bytes, as of an empty one. Only JavaScript's own functions tell the two
// from each other: for the former, they throw a TypeError.
ConversionError CheckBounds(Isolate* isolate, Local<ArrayBufferView> view) {
  Environment* env = Environment::GetCurrent(isolate);
  Local<Context> context = env->context();
  Local<String> name =
      view->IsDataView()
          ? FIXED_ONE_BYTE_STRING(isolate, "DataViewPrototypeGetByteLength")
          : FIXED_ONE_BYTE_STRING(isolate, "TypedArrayPrototypeKeys");
  Local<Value> function;
  if (!env->primordials()->Get(context, name).ToLocal(&function)) {
    return ConversionError::kThrown;
  }
  CHECK(function->IsFunction());
  v8::TryCatch try_catch(isolate);
  Local<Value> argument = view;
  if (!function.As<v8::Function>()
           ->Call(context, Undefined(isolate), 1, &argument)
           .IsEmpty()) {
    return ConversionError::kNone;
  }
  // It may be the end of the stack as well, or of the thread.
  Local<Value> exception = try_catch.Exception();
  if (!try_catch.HasTerminated() && exception->IsObject() &&
      exception.As<v8::Object>()->GetConstructorName()->StringEquals(
          FIXED_ONE_BYTE_STRING(isolate, "TypeError"))) {
    return ConversionError::kOutOfBoundsView;
  }
  try_catch.ReThrow();
  return ConversionError::kThrown;
}

ConversionError FindViewData(Isolate* isolate,
                             Local<ArrayBufferView> view,
                             void* out) {
  // If the bytes are on V8's heap still, this moves them off it, from where
  // the garbage collector doesn't move them again.
  Local<ArrayBuffer> buffer = view->Buffer();
  if (buffer->WasDetached()) return ConversionError::kDetached;
  if (buffer->IsResizableByUserJavaScript() && view->ByteLength() == 0) {
    ConversionError error = CheckBounds(isolate, view);
    if (error != ConversionError::kNone) return error;
  }
  Store<void*>(out, static_cast<char*>(buffer->Data()) + view->ByteOffset());
  return ConversionError::kNone;
}

struct Pointer {
  static ConversionError ToNative(Isolate* isolate,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries* temporaries) {
    if (value->IsBigInt()) {
      bool lossless;
      uint64_t address = value.As<BigInt>()->Uint64Value(&lossless);
      if (!lossless || address > std::numeric_limits<uintptr_t>::max()) {
        return ConversionError::kPointerOutOfRange;
      }
      Store(out, static_cast<uintptr_t>(address));
      return ConversionError::kNone;
    }
    if (value->IsString()) {
      return CopyString(isolate, value.As<String>(), out, temporaries);
    }
    if (value->IsArrayBufferView()) {
      return FindViewData(isolate, value.As<ArrayBufferView>(), out);
    }
    if (value->IsArrayBuffer()) {
      Local<ArrayBuffer> buffer = value.As<ArrayBuffer>();
      if (buffer->WasDetached()) return ConversionError::kDetached;
      Store<void*>(out, buffer->Data());
      return ConversionError::kNone;
    }
    if (value->IsNullOrUndefined()) {
      Store<void*>(out, nullptr);
      return ConversionError::kNone;
    }
    return ConversionError::kWrongValue;
  }

  static Local<Value> FromNative(Isolate* isolate, const void* in) {
    return BigInt::NewFromUnsigned(isolate, Load<uintptr_t>(in));
  }
};

// There is no value of type void to convert; a void result is undefined.
struct Nothing {
  static ConversionError ToNative(Isolate*, Local<Value>, void*, Temporaries*) {
    UNREACHABLE();
  }

  static Local<Value> FromNative(Isolate* isolate, const void*) {
    return Undefined(isolate);
  }
};

// The conversion of the values of a type that C has as a T.
template <Values values, typename T>
struct ConvertValues;
template <typename T>
struct ConvertValues<Values::kNothing, T> : Nothing {};
template <typename T>
  requires(std::is_integral_v<T>)
struct ConvertValues<Values::kNumber, T> : NarrowInteger<T> {};
template <typename T>
  requires(std::is_floating_point_v<T>)
struct ConvertValues<Values::kNumber, T> : Floating<T> {};
template <typename T>
struct ConvertValues<Values::kBigInt, T> : WideInteger<T> {};
template <typename T>
struct ConvertValues<Values::kPointer, T> : Pointer {};

template <TypeKind kind, Values values>
constexpr Conversion MakeConversion(const char* name, const char* expected) {
  using Convert = ConvertValues<values, CTypeOf<kind>>;
  return {Convert::ToNative, Convert::FromNative, kind, values, name, expected};
}

}  // namespace

const Conversion kConversions[kValueTypeCount] = {
#define V(id, name, kind, values, expected)                                    \
  MakeConversion<TypeKind::k##kind, Values::k##values>(name, expected),
    FFI_VALUE_TYPES(V)
#undef V
};

char* Temporaries::Allocate(size_t size) {
  if (size <= inline_room()) {
    char* memory = area_->data + area_->used;
    area_->used += size;
    return memory;
  }
  char* memory = UncheckedMalloc<char>(size);
  if (memory != nullptr) heap_.emplace_back(memory, size);
  return memory;
}

bool ReadAddress(Environment* env,
                 Local<Value> value,
                 std::string_view subject,
                 uintptr_t* address) {
  std::string message(subject);
  if (!value->IsBigInt()) {
    THROW_ERR_INVALID_ARG_TYPE(env, message.append(" must be a bigint"));
    return false;
  }
  bool lossless;
  uint64_t number = value.As<BigInt>()->Uint64Value(&lossless);
  if (!lossless || number > std::numeric_limits<uintptr_t>::max()) {
    THROW_ERR_INVALID_ARG_VALUE(
        env, message.append(" must be a non-negative bigint"));
    return false;
  }
  *address = static_cast<uintptr_t>(number);
  return true;
}

void ThrowConversionError(Environment* env,
                          ConversionError error,
                          const Conversion& conversion,
                          std::string_view subject) {
  std::string message(subject);
  switch (error) {
    case ConversionError::kNone:
    case ConversionError::kThrown:
      return;
    case ConversionError::kWrongValue:
      message.append(" must be ").append(conversion.expected);
      break;
    case ConversionError::kPointerOutOfRange:
      message += " must be a non-negative pointer bigint";
      break;
    case ConversionError::kNullByte:
      message += " must not contain null bytes";
      break;
    case ConversionError::kStringNotAllowed:
      message += " must not be a string, whose memory nothing would own";
      break;
    case ConversionError::kDetached:
      message += " has no memory, as the ArrayBuffer is detached";
      break;
    case ConversionError::kOutOfBoundsView:
      message += " is an ArrayBufferView outside the bounds of its ArrayBuffer";
      break;
    case ConversionError::kNoMemory:
      THROW_ERR_MEMORY_ALLOCATION_FAILED(
          env, message.append(" does not fit into memory"));
      return;
  }
  THROW_ERR_INVALID_ARG_VALUE(env, message);
}

}  // namespace node::ffi
