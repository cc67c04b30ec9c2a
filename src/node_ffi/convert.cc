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
#include "node_ffi/access_violation.h"
#include "node_ffi/callback_handle.h"
#include "node_ffi/convert_text.h"
#include "node_ffi/env_state.h"
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

// Gives false for a number that is no T. Of 64 bits, it has to be no further
// from zero than kMaxSafeInteger.
template <typename T>
bool ToInteger(double number, T* out) {
  // Written such that NaN fails.
  if (!(number >= static_cast<double>(std::numeric_limits<T>::min()) &&
        number <= static_cast<double>(std::numeric_limits<T>::max()))) {
    return false;
  }
  *out = static_cast<T>(number);
  return static_cast<double>(*out) == number;
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
    T integer;
    if (!ToInteger(value.As<Number>()->Value(), &integer)) {
      return ConversionError::kWrongValue;
    }
    Store(out, integer);
    return ConversionError::kNone;
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    if constexpr (std::is_signed_v<T>) {
      *value = Integer::New(isolate, Load<T>(in));
    } else {
      *value = Integer::NewFromUnsigned(isolate, Load<T>(in));
    }
    return ConversionError::kNone;
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
    const double number = value.As<Number>()->Value();
    T integer;
    if (std::abs(number) > kMaxSafeInteger || !ToInteger(number, &integer)) {
      return ConversionError::kWrongValue;
    }
    Store(out, integer);
    return ConversionError::kNone;
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    if constexpr (std::is_signed_v<T>) {
      *value = BigInt::New(isolate, Load<T>(in));
    } else {
      *value = BigInt::NewFromUnsigned(isolate, Load<T>(in));
    }
    return ConversionError::kNone;
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

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    *value = Number::New(isolate, Load<T>(in));
    return ConversionError::kNone;
  }
};

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
                             void** bytes) {
  Local<ArrayBuffer> buffer = view->Buffer();
  if (buffer->WasDetached()) return ConversionError::kDetached;
  if (buffer->IsResizableByUserJavaScript() && view->ByteLength() == 0) {
    ConversionError error = CheckBounds(isolate, view);
    if (error != ConversionError::kNone) return error;
  }
  *bytes = static_cast<char*>(buffer->Data()) + view->ByteOffset();
  return ConversionError::kNone;
}

// What only JavaScript knows the address of: an instance of an aggregate. The
// argument that it is keeps its memory.
ConversionError FindInstance(Isolate* isolate, Local<Value> value, void* out) {
  EnvState* state = EnvState::Get(Environment::GetCurrent(isolate));
  Local<Value> address;
  if (!state->GetInstanceAddress(value).ToLocal(&address)) {
    return ConversionError::kThrown;
  }
  if (address->IsNumber()) {
    Store(out, static_cast<uintptr_t>(address.As<Number>()->Value()));
    return ConversionError::kNone;
  }
  if (!address->IsArrayBufferView()) return ConversionError::kWrongValue;
  void* bytes;
  ConversionError error =
      FindViewData(isolate, address.As<ArrayBufferView>(), &bytes);
  if (error == ConversionError::kNone) Store(out, bytes);
  return error;
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
      return CopyText<char>(isolate, value.As<String>(), out, temporaries);
    }
    if (value->IsArrayBufferView() || value->IsArrayBuffer()) {
      void* bytes;
      size_t length;
      ConversionError error = FindBytes(isolate, value, &bytes, &length);
      if (error == ConversionError::kNone) Store(out, bytes);
      return error;
    }
    if (value->IsNullOrUndefined()) {
      Store<void*>(out, nullptr);
      return ConversionError::kNone;
    }
    if (!value->IsObject()) return ConversionError::kWrongValue;
    const CallbackHandle* callback =
        CallbackHandle::FromCallback(value.As<v8::Object>());
    if (callback == nullptr) {
      // Beyond a call, nothing would keep an instance.
      if (temporaries == nullptr) return ConversionError::kWrongValue;
      return FindInstance(isolate, value, out);
    }
    if (callback->pointer() == nullptr) return ConversionError::kClosedCallback;
    Store(out, callback->pointer());
    return ConversionError::kNone;
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    *value = BigInt::NewFromUnsigned(isolate, Load<uintptr_t>(in));
    return ConversionError::kNone;
  }
};

// What JavaScript of ours passes, whose numbers are right.
struct Reference : Pointer {
  static ConversionError ToNative(Isolate* isolate,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries* temporaries) {
    if (!value->IsNumber())
      return Pointer::ToNative(isolate, value, out, temporaries);
    Store(out, static_cast<uintptr_t>(value.As<Number>()->Value()));
    return ConversionError::kNone;
  }
};

// C's bool, which has a byte.
struct Boolean {
  static ConversionError ToNative(Isolate*,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries*) {
    if (!value->IsBoolean()) return ConversionError::kWrongValue;
    Store<uint8_t>(out, value->IsTrue() ? 1 : 0);
    return ConversionError::kNone;
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    *value = v8::Boolean::New(isolate, Load<uint8_t>(in) != 0);
    return ConversionError::kNone;
  }
};

// Integers of 64 bits, and addresses, as numbers, which don't have all of them.
template <typename T>
struct SafeInteger {
  static ConversionError ToNative(Isolate*,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries*) {
    if (!value->IsNumber()) return ConversionError::kWrongValue;
    const double number = value.As<Number>()->Value();
    if (std::abs(number) > kMaxSafeInteger) {
      return ConversionError::kUnsafeNumber;
    }
    T integer;
    if (!ToInteger(number, &integer)) return ConversionError::kWrongValue;
    Store(out, integer);
    return ConversionError::kNone;
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    // Rounding makes no safe integer of any other.
    const double number = static_cast<double>(Load<T>(in));
    if (std::abs(number) > kMaxSafeInteger) {
      return ConversionError::kUnsafeInteger;
    }
    *value = Number::New(isolate, number);
    return ConversionError::kNone;
  }
};

// An address of text, which comes back as a string.
template <typename Char>
struct Text {
  static ConversionError ToNative(Isolate* isolate,
                                  Local<Value> value,
                                  void* out,
                                  Temporaries* temporaries) {
    if (value->IsString()) {
      return CopyText<Char>(isolate, value.As<String>(), out, temporaries);
    }
    return Pointer::ToNative(isolate, value, out, temporaries);
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void* in,
                                    Local<Value>* value) {
    const void* address = Load<const void*>(in);
    if (address != nullptr) return ReadText<Char>(isolate, address, value);
    *value = v8::Null(isolate);
    return ConversionError::kNone;
  }
};

// There is no value of type void to convert; a void result is undefined.
struct Nothing {
  static ConversionError ToNative(Isolate*, Local<Value>, void*, Temporaries*) {
    UNREACHABLE();
  }

  static ConversionError FromNative(Isolate* isolate,
                                    const void*,
                                    Local<Value>* value) {
    *value = Undefined(isolate);
    return ConversionError::kNone;
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
struct ConvertValues<Values::kBoolean, T> : Boolean {};
template <typename T>
struct ConvertValues<Values::kSafeInteger, T> : SafeInteger<T> {};
template <typename T>
struct ConvertValues<Values::kPointer, T> : Pointer {};
template <typename T>
struct ConvertValues<Values::kReference, T> : Reference {};
template <typename T>
struct ConvertValues<Values::kUtf8, T> : Text<char> {};
template <typename T>
struct ConvertValues<Values::kUtf16, T> : Text<char16_t> {};
template <typename T>
struct ConvertValues<Values::kUtf32, T> : Text<char32_t> {};

template <typename T, Values values>
constexpr Conversion MakeConversion(const char* name, const char* expected) {
  using Native = std::conditional_t<std::is_pointer_v<T>, uintptr_t, T>;
  using Convert = ConvertValues<values, Native>;
  return {Convert::ToNative,
          Convert::FromNative,
          kScalarOf<T>,
          values,
          PlainType(kScalarOf<T>),
          name,
          expected};
}

}  // namespace

const Conversion kConversions[kValueTypeCount] = {
#define V(id, name, ctype, values, expected)                                   \
  MakeConversion<ctype, Values::k##values>(name, expected),
    FFI_VALUE_TYPES(V)
#undef V
};

char* Temporaries::Allocate(size_t size, size_t alignment) {
  if (area_ != nullptr) {
    char* free = area_->data + area_->used;
    const size_t padding = -reinterpret_cast<uintptr_t>(free) & (alignment - 1);
    if (size + padding <= inline_room()) {
      area_->used += size + padding;
      return free + padding;
    }
  }
  char* memory = UncheckedMalloc<char>(size);
  if (memory != nullptr) heap_.emplace_back(memory, size);
  return memory;
}

ConversionError FindBytes(Isolate* isolate,
                          Local<Value> value,
                          void** bytes,
                          size_t* length) {
  if (value->IsArrayBufferView()) {
    Local<ArrayBufferView> view = value.As<ArrayBufferView>();
    *length = view->ByteLength();
    return FindViewData(isolate, view, bytes);
  }
  Local<ArrayBuffer> buffer = value.As<ArrayBuffer>();
  if (buffer->WasDetached()) return ConversionError::kDetached;
  *bytes = buffer->Data();
  *length = buffer->ByteLength();
  return ConversionError::kNone;
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
    case ConversionError::kUnsafeNumber:
      THROW_ERR_OUT_OF_RANGE(env, message.append(" must be a safe integer"));
      return;
    case ConversionError::kUnsafeInteger:
      THROW_ERR_OUT_OF_RANGE(env, message.append(" is no safe integer"));
      return;
    case ConversionError::kAccessViolation:
      ThrowAccessViolation(env);
      return;
    case ConversionError::kTextTooLong:
      env->isolate()->ThrowException(ERR_STRING_TOO_LONG(env->isolate()));
      return;
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
    case ConversionError::kClosedCallback:
      message += " is a Callback that is closed";
      break;
    case ConversionError::kNoMemory:
      THROW_ERR_MEMORY_ALLOCATION_FAILED(
          env, message.append(" does not fit into memory"));
      return;
  }
  THROW_ERR_INVALID_ARG_VALUE(env, message);
}

}  // namespace node::ffi
