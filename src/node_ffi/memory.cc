// Raw reads, writes, copies and views of native memory.

#include "node_ffi/memory.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "env-inl.h"
#include "node_buffer.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/access_violation.h"
#include "node_ffi/checked_arguments.h"
#include "node_ffi/convert.h"
#include "node_ffi/guarded_access.h"
#include "node_ffi/permission.h"
#include "node_internals.h"
#include "permission/permission.h"
#include "string_bytes.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::BackingStore;
using v8::BigInt;
using v8::CFunction;
using v8::CFunctionInfo;
using v8::Context;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::NewStringType;
using v8::Number;
using v8::Object;
using v8::SharedArrayBuffer;
using v8::String;
using v8::Uint8Array;
using v8::Value;

namespace {

constexpr uintptr_t kMaxAddress = std::numeric_limits<uintptr_t>::max();

// Reads an offset or a length, which may be up to `max`. Throws, and gives
// false, if it is none.
bool ReadSize(Environment* env,
              Local<Value> value,
              std::string_view subject,
              double max,
              size_t* size) {
  std::string message(subject);
  if (!value->IsNumber()) {
    THROW_ERR_INVALID_ARG_TYPE(env, message.append(" must be a number"));
    return false;
  }
  double number = value.As<Number>()->Value();
  // Written such that NaN fails.
  if (!(number >= 0) || std::trunc(number) != number || std::isinf(number)) {
    THROW_ERR_INVALID_ARG_VALUE(
        env, message.append(" must be a non-negative integer"));
    return false;
  }
  if (number > max) {
    THROW_ERR_OUT_OF_RANGE(env, message.append(" is too large"));
    return false;
  }
  *size = static_cast<size_t>(number);
  return true;
}

// Reads a length, which may be a bigint: C's lengths are, as results.
bool ReadLength(Environment* env, Local<Value> value, size_t* length) {
  constexpr double kMax = static_cast<double>(kMaxSafeJsInteger);
  if (value->IsBigInt()) {
    int is_negative;
    int count = 1;
    uint64_t word = 0;
    value.As<BigInt>()->ToWordsArray(&is_negative, &count, &word);
    double number = static_cast<double>(word);
    if (is_negative != 0) number = -1;
    if (is_negative == 0 && count > 1) number = kMax + 1;
    value = Number::New(env->isolate(), number);
  }
  return ReadSize(env, value, "The length", kMax, length);
}

// Reads args[0], the address of what is read or written. Throws, and gives
// false, if it can't be one.
bool ReadTarget(const FunctionCallbackInfo<Value>& args, uintptr_t* address) {
  Environment* env = Environment::GetCurrent(args);
  if (!ReadAddress(env, args[0], "The pointer", address)) return false;
  if (*address == 0) {
    THROW_ERR_FFI_INVALID_POINTER(env, "Cannot dereference a null pointer");
    return false;
  }
  return true;
}

// Adds args[1], the offset, to the address. Throws, and gives nullptr, if
// nothing of `size` bytes can be there.
char* AddOffset(const FunctionCallbackInfo<Value>& args,
                uintptr_t address,
                size_t size) {
  Environment* env = Environment::GetCurrent(args);
  size_t offset = 0;
  if (!args[1]->IsUndefined() &&
      !ReadSize(env,
                args[1],
                "The offset",
                static_cast<double>(kMaxSafeJsInteger),
                &offset)) {
    return nullptr;
  }
  if (offset > kMaxAddress - address) {
    THROW_ERR_INVALID_ARG_VALUE(
        env, "The pointer and offset exceed the platform address range");
    return nullptr;
  }
  address += offset;
  if (size - 1 > kMaxAddress - address) {
    THROW_ERR_INVALID_ARG_VALUE(
        env, "The accessed range exceeds the platform address range");
    return nullptr;
  }
  return reinterpret_cast<char*>(address);
}

// Throws, and gives false, if the address space ends before so many bytes do.
bool CheckRange(Environment* env, uintptr_t address, size_t length) {
  if (length == 0 || length - 1 <= kMaxAddress - address) return true;
  THROW_ERR_INVALID_ARG_VALUE(
      env, "The pointer and length exceed the platform address range");
  return false;
}

// get…(pointer[, offset])
template <ValueType value_type>
void Get(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  const Conversion& conversion = GetConversion(value_type);
  uintptr_t address;
  if (!ReadTarget(args, &address)) return;
  const char* memory = AddOffset(args, address, conversion.scalar.size);
  if (memory == nullptr) return;
  uint64_t bytes;
  if (!TryCopy(&bytes, memory, conversion.scalar.size)) {
    ThrowAccessViolation(env);
    return;
  }
  Local<Value> value;
  CHECK_EQ(conversion.from_native(args.GetIsolate(), &bytes, &value),
           ConversionError::kNone);
  args.GetReturnValue().Set(value);
}

// set…(pointer, offset, value)
template <ValueType value_type>
void Set(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  const Conversion& conversion = GetConversion(value_type);
  uintptr_t address;
  if (!ReadTarget(args, &address)) return;
  if (args[1]->IsUndefined()) {
    return THROW_ERR_INVALID_ARG_VALUE(env, "Expected an offset argument");
  }
  if (args[2]->IsUndefined()) {
    return THROW_ERR_INVALID_ARG_VALUE(env, "Expected a value argument");
  }
  char* memory = AddOffset(args, address, conversion.scalar.size);
  if (memory == nullptr) return;
  if constexpr (value_type == ValueType::kInt64 ||
                value_type == ValueType::kUint64) {
    if (!args[2]->IsBigInt() && !args[2]->IsNumber()) {
      return THROW_ERR_INVALID_ARG_VALUE(env,
                                         "Value must be a bigint or a number");
    }
  }
  // Nothing is written unless all of the value is right.
  uint64_t bytes;
  ConversionError error =
      conversion.to_native(args.GetIsolate(), args[2], &bytes, nullptr);
  if (error != ConversionError::kNone) {
    return ThrowConversionError(env, error, conversion, "Value");
  }
  if (!TryCopy(memory, &bytes, conversion.scalar.size)) {
    ThrowAccessViolation(env);
  }
}

// The same for what calls FastSet() when it is optimised.
template <ValueType value_type>
void SetOrThrow(const FunctionCallbackInfo<Value>& args) {
  Set<value_type>(args);
  args.GetReturnValue().Set(true);
}

// toString(pointer): the UTF-8 at an address, up to its NUL.
void ToString(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  uintptr_t address;
  if (!ReadAddress(env, args[0], "The first argument", &address)) return;
  const Conversion& conversion = GetConversion(ValueType::kCString);
  Local<Value> string;
  ConversionError error =
      conversion.from_native(args.GetIsolate(), &address, &string);
  if (error != ConversionError::kNone) {
    return ThrowConversionError(env, error, conversion, "The text");
  }
  args.GetReturnValue().Set(string);
}

// The fewest code units that so many bytes can be as a string.
size_t MinStringLength(size_t length, enum encoding encoding) {
  if (encoding == UTF8) return length / 3;
  return encoding == UCS2 ? length / 2 : length;
}

// readBytesAsText(address, length, encoding): of an address that is none, or
// that is NULL, or beyond the address space with the length, it throws, or
// gives null.
void ReadBytesAsText(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  uintptr_t address;
  if (!ReadAddress(env, args[0], "The first argument", &address)) return;
  CHECK(args[1]->IsNumber());
  auto length = static_cast<size_t>(args[1].As<Number>()->Value());
  if (address == 0) return args.GetReturnValue().SetNull();
  if (!CheckRange(env, address, length)) return;
  enum encoding encoding = ParseEncoding(isolate, args[2]);
  // Before anything is read of what can't be.
  if (MinStringLength(length, encoding) >
      static_cast<size_t>(String::kMaxLength)) {
    return THROW_ERR_STRING_TOO_LONG(
        isolate,
        "Cannot create a string longer than 0x%x characters",
        String::kMaxLength);
  }
  if (!TryTouch(reinterpret_cast<const void*>(address), length)) {
    ThrowAccessViolation(env);
    return;
  }
  // With half a code unit more, Encode() writes beyond its memory.
  if (encoding == UCS2) length -= length % 2;
  Local<Value> text;
  if (StringBytes::Encode(
          isolate, reinterpret_cast<const char*>(address), length, encoding)
          .ToLocal(&text)) {
    args.GetReturnValue().Set(text);
  }
}

// Whether what is to be made of native memory is a copy, args[2].
enum class Copying { kOptional, kNever };

// A region of native memory that becomes an ArrayBuffer or the like: a pointer,
// a length, and whether to copy. `kind` is what it becomes, for the error
// message. Throws, and gives false, if it can't.
bool ReadRegion(const FunctionCallbackInfo<Value>& args,
                std::string_view kind,
                Copying copying,
                char** data,
                size_t* length) {
  Environment* env = Environment::GetCurrent(args);
  uintptr_t address;
  if (!ReadAddress(env, args[0], "The first argument", &address) ||
      !ReadLength(env, args[1], length)) {
    return false;
  }
  if (copying == Copying::kOptional && !args[2]->IsUndefined() &&
      !args[2]->IsBoolean()) {
    THROW_ERR_INVALID_ARG_TYPE(env, "The copy argument must be a boolean");
    return false;
  }
  if (*length > 0 && address == 0) {
    std::string message = "Cannot create ";
    THROW_ERR_FFI_INVALID_POINTER(
        env, message.append(kind).append(" from a null pointer"));
    return false;
  }
  if (!CheckRange(env, address, *length)) return false;
  if (*length > Buffer::kMaxLength) {
    THROW_ERR_BUFFER_TOO_LARGE(env, "Buffer is too large");
    return false;
  }
  *data = reinterpret_cast<char*>(address);
  return true;
}

// `is_native` says that it is memory of which native code knows the address.
Local<ArrayBuffer> NewBuffer(Isolate* isolate,
                             std::unique_ptr<BackingStore> store,
                             bool is_native) {
  Local<ArrayBuffer> buffer = ArrayBuffer::New(isolate, std::move(store));
  Environment* env = Environment::GetCurrent(isolate);
  if (is_native && env->options()->ffi_checked) {
    CheckedArguments::SetPassing(
        env, buffer, CheckedArguments::Passing::kItself);
  }
  return buffer;
}

// Whether a view of the memory has anything to show. Its length may be more
// than there is, now. Throws, and gives false, if it has nothing.
bool CheckStart(Environment* env, const char* data, size_t length) {
  if (TryTouch(data, 1)) return true;
  NoteViolation(data, length, false);
  ThrowAccessViolation(env);
  return false;
}

// An ArrayBuffer that has a copy of the memory, or that is the memory, whose
// owner is the caller's business. Throws, and gives an empty handle, without
// memory for a copy, and if the memory can't be read.
Local<ArrayBuffer> NewArrayBuffer(Environment* env,
                                  char* data,
                                  size_t length,
                                  bool copy) {
  Isolate* isolate = env->isolate();
  std::unique_ptr<BackingStore> store;
  if (length == 0) return ArrayBuffer::New(isolate, 0);
  if (copy) {
    char* memory = UncheckedMalloc<char>(length);
    if (memory == nullptr) {
      THROW_ERR_MEMORY_ALLOCATION_FAILED(isolate);
      return {};
    }
    if (!TryCopy(memory, data, length)) {
      free(memory);
      ThrowAccessViolation(env);
      return {};
    }
    store = ArrayBuffer::NewBackingStore(
        memory,
        length,
        [](void* memory, size_t, void*) { free(memory); },
        nullptr);
  } else {
    if (!CheckStart(env, data, length)) return {};
    store = ArrayBuffer::NewBackingStore(
        data, length, BackingStore::EmptyDeleter, nullptr);
  }
  return NewBuffer(isolate, std::move(store), !copy);
}

// An ArrayBuffer of the arguments (pointer, length[, copy = true]). Throws, and
// gives an empty handle, if there can be none.
Local<ArrayBuffer> ReadArrayBuffer(const FunctionCallbackInfo<Value>& args,
                                   std::string_view kind) {
  char* data;
  size_t length;
  if (!ReadRegion(args, kind, Copying::kOptional, &data, &length)) return {};
  return NewArrayBuffer(
      Environment::GetCurrent(args), data, length, !args[2]->IsFalse());
}

// toArrayBuffer(pointer, length[, copy = true])
void ToArrayBuffer(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  Local<ArrayBuffer> buffer = ReadArrayBuffer(args, "an ArrayBuffer");
  if (!buffer.IsEmpty()) args.GetReturnValue().Set(buffer);
}

// toBuffer(pointer, length[, copy = true])
void ToBuffer(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  Local<ArrayBuffer> buffer = ReadArrayBuffer(args, "a buffer");
  Local<Uint8Array> view;
  if (!buffer.IsEmpty() &&
      Buffer::New(env, buffer, 0, buffer->ByteLength()).ToLocal(&view)) {
    args.GetReturnValue().Set(view);
  }
}

// toSharedArrayBuffer(pointer, length)
void ToSharedArrayBuffer(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  char* data;
  size_t length;
  if (!ReadRegion(
          args, "a SharedArrayBuffer", Copying::kNever, &data, &length)) {
    return;
  }
  if (length == 0) {
    return args.GetReturnValue().Set(SharedArrayBuffer::New(isolate, 0));
  }
  // Atomics take the place in the buffer for the place in memory, and not every
  // processor can do without.
  constexpr uintptr_t kAlignment = sizeof(uint64_t);
  if (reinterpret_cast<uintptr_t>(data) % kAlignment != 0) {
    return THROW_ERR_INVALID_ARG_VALUE(
        env, "The first argument must be a multiple of %d", kAlignment);
  }
  if (!CheckStart(env, data, length)) return;
  args.GetReturnValue().Set(SharedArrayBuffer::New(
      isolate,
      SharedArrayBuffer::NewBackingStore(
          data, length, BackingStore::EmptyDeleter, nullptr)));
}

// adoptBytes(pointer, length): an ArrayBuffer that is the memory, and counts
// for the garbage collector. What frees it is JavaScript's business.
void AdoptBytes(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  char* data;
  size_t length;
  if (!ReadRegion(args, "a buffer", Copying::kNever, &data, &length)) return;
  if (length == 0) {
    return args.GetReturnValue().Set(ArrayBuffer::New(isolate, 0));
  }
  if (!CheckStart(Environment::GetCurrent(args), data, length)) return;
  // V8 does not count what has no deleter, or its own empty one.
  auto deleter = [](void*, size_t, void*) {};
  args.GetReturnValue().Set(
      NewBuffer(isolate,
                ArrayBuffer::NewBackingStore(data, length, deleter, nullptr),
                true));
}

// detachBuffer(buffer, key): all views of it have nothing from then on.
void DetachBuffer(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsArrayBuffer());
  CHECK(args[0].As<ArrayBuffer>()->Detach(args[1]).FromJust());
}

bool IsBytes(Local<Value> value) {
  return value->IsArrayBufferView() || value->IsArrayBuffer() ||
         value->IsSharedArrayBuffer();
}

// Finds the memory of bytes. Throws, and gives false, if they have none any
// more. `subject` is what the value is, for the error message.
bool FindBytes(Environment* env,
               Local<Value> bytes,
               std::string_view subject,
               char** data,
               size_t* length) {
  if (bytes->IsSharedArrayBuffer()) {
    auto buffer = bytes.As<SharedArrayBuffer>();
    *data = static_cast<char*>(buffer->Data());
    *length = buffer->ByteLength();
    return true;
  }
  const Conversion& pointer = GetConversion(ValueType::kPointer);
  ConversionError error =
      pointer.to_native(env->isolate(), bytes, data, nullptr);
  if (error != ConversionError::kNone) {
    ThrowConversionError(env, error, pointer, subject);
    return false;
  }
  *length = bytes->IsArrayBuffer() ? bytes.As<ArrayBuffer>()->ByteLength()
                                   : bytes.As<ArrayBufferView>()->ByteLength();
  return true;
}

// getRawPointer(bytes)
void GetRawPointer(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  if (!CheckPermitted(env)) return;
  if (!IsBytes(args[0])) {
    return THROW_ERR_INVALID_ARG_TYPE(
        env,
        "The first argument must be a Buffer, ArrayBuffer, SharedArrayBuffer, "
        "or ArrayBufferView");
  }
  char* data;
  size_t length;
  if (!FindBytes(env, args[0], "The first argument", &data, &length)) return;
  args.GetReturnValue().Set(BigInt::NewFromUnsigned(
      args.GetIsolate(), reinterpret_cast<uintptr_t>(data)));
}

// Finds the native memory, of args[2] bytes at args[1], that `length` bytes are
// to be copied to, none of which is nullptr. If that is too little room, the
// call's result is to be the number of bytes that are needed. Gives false then,
// and where there can't be such memory, for which it throws.
bool ReadDestination(const FunctionCallbackInfo<Value>& args,
                     size_t length,
                     char** memory) {
  Environment* env = Environment::GetCurrent(args);
  CHECK(args[2]->IsNumber());
  size_t room = static_cast<size_t>(args[2].As<Number>()->Value());
  if (length > room) {
    args.GetReturnValue().Set(static_cast<double>(length));
    return false;
  }
  uintptr_t address;
  if (!ReadAddress(env, args[1], "The pointer", &address)) return false;
  if (length > 0 && address == 0) {
    THROW_ERR_FFI_INVALID_POINTER(env,
                                  "Cannot create a buffer from a null pointer");
    return false;
  }
  if (length > 0 && !CheckRange(env, address, room)) return false;
  *memory = reinterpret_cast<char*>(address);
  return true;
}

// exportBytes(bytes, pointer, room): copies all of `bytes` to native memory
// that has room for so many bytes. If that is too little, nothing is copied,
// and the number of bytes that are needed is returned.
void ExportBytes(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  CHECK(IsBytes(args[0]));
  char* data;
  size_t length;
  char* memory;
  if (!FindBytes(env, args[0], "The first argument", &data, &length) ||
      !ReadDestination(args, length, &memory)) {
    return;
  }
  // The memory may be that of the bytes themselves.
  if (!TryCopy(memory, data, length)) {
    ThrowAccessViolation(Environment::GetCurrent(args));
  }
}

// exportText(string, pointer, room, encoding): the same for a string and a NUL
// that ends it.
void ExportText(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  CHECK(args[0]->IsString());
  enum encoding encoding = ParseEncoding(isolate, args[3]);
  const size_t terminator = encoding == UCS2 ? 2 : 1;
  size_t length;
  // How long it is, or may be at most: that depends on the encoding.
  if (!StringBytes::StorageSize(isolate, args[0], encoding).To(&length)) return;
  MaybeStackBuffer<char> text(length + terminator);
  length = StringBytes::Write(isolate, text.out(), length, args[0], encoding);
  char* memory;
  if (!ReadDestination(args, length + terminator, &memory)) return;
  memset(text.out() + length, 0, terminator);
  if (!TryCopy(memory, text.out(), length + terminator)) {
    ThrowAccessViolation(Environment::GetCurrent(args));
  }
}

// getCurrentEventLoop(): the address of the thread's uv_loop_t.
void GetCurrentEventLoop(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, permission::PermissionScope::kFFI, "");
  args.GetReturnValue().Set(BigInt::NewFromUnsigned(
      args.GetIsolate(), reinterpret_cast<uintptr_t>(env->event_loop())));
}

// What optimised code calls instead of Get() and Set() where it has checked the
// arguments, see lib/internal/ffi/memory_access.js. Small integers are passed
// as larger ones.
template <typename T>
using Passed = std::conditional_t<
    sizeof(T) < sizeof(int32_t),
    std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>,
    T>;

// Gives kFailedRead for what can't be read.
template <typename T>
Passed<T> FastGet(bool, uint64_t address, uint32_t offset) {
  T value;
  if (!TryLoad(reinterpret_cast<const char*>(address) + offset, &value))
      [[unlikely]] {
    return kFailedRead;
  }
  return value;
}

// Gives whether it has written.
template <typename T>
bool FastSet(bool, uint64_t address, uint32_t offset, Passed<T> passed) {
  return TryStore(reinterpret_cast<char*>(address) + offset,
                  static_cast<T>(passed));
}

template <typename T>
const CFunction kFastGet =
    CFunction::Make(FastGet<T>, CFunctionInfo::Int64Representation::kBigInt);
template <typename T>
const CFunction kFastSet =
    CFunction::Make(FastSet<T>, CFunctionInfo::Int64Representation::kBigInt);

#define FFI_MEMORY_TYPES(V)                                                    \
  V(Int8, int8_t)                                                              \
  V(Uint8, uint8_t)                                                            \
  V(Int16, int16_t)                                                            \
  V(Uint16, uint16_t)                                                          \
  V(Int32, int32_t)                                                            \
  V(Uint32, uint32_t)                                                          \
  V(Int64, int64_t)                                                            \
  V(Uint64, uint64_t)                                                          \
  V(Float32, float)                                                            \
  V(Float64, double)

}  // namespace

void Memory::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
#define V(name, type)                                                          \
  SetMethod(context, target, "get" #name, Get<ValueType::k##name>);            \
  SetMethod(context, target, "set" #name, Set<ValueType::k##name>);            \
  SetFastMethod(context,                                                       \
                target,                                                        \
                "fastGet" #name,                                               \
                Get<ValueType::k##name>,                                       \
                &kFastGet<type>);                                              \
  SetFastMethod(context,                                                       \
                target,                                                        \
                "fastSet" #name,                                               \
                SetOrThrow<ValueType::k##name>,                                \
                &kFastSet<type>);
  FFI_MEMORY_TYPES(V)
#undef V
  SetMethod(context, target, "toString", ToString);
  SetMethod(context, target, "toArrayBuffer", ToArrayBuffer);
  SetMethod(context, target, "toBuffer", ToBuffer);
  SetMethod(context, target, "toSharedArrayBuffer", ToSharedArrayBuffer);
  SetMethod(context, target, "readBytesAsText", ReadBytesAsText);
  SetMethod(context, target, "adoptBytes", AdoptBytes);
  SetMethod(context, target, "detachBuffer", DetachBuffer);
  SetMethod(context, target, "getRawPointer", GetRawPointer);
  SetMethod(context, target, "exportBytes", ExportBytes);
  SetMethod(context, target, "exportText", ExportText);
  SetMethod(context, target, "getCurrentEventLoop", GetCurrentEventLoop);
}

void Memory::RegisterExternalReferences(ExternalReferenceRegistry* registry) {
#define V(name, type)                                                          \
  registry->Register(Get<ValueType::k##name>);                                 \
  registry->Register(Set<ValueType::k##name>);                                 \
  registry->Register(SetOrThrow<ValueType::k##name>);                          \
  registry->Register(kFastGet<type>);                                          \
  registry->Register(kFastSet<type>);
  FFI_MEMORY_TYPES(V)
#undef V
  registry->Register(ToString);
  registry->Register(ToArrayBuffer);
  registry->Register(ToBuffer);
  registry->Register(ToSharedArrayBuffer);
  registry->Register(ReadBytesAsText);
  registry->Register(AdoptBytes);
  registry->Register(DetachBuffer);
  registry->Register(GetRawPointer);
  registry->Register(ExportBytes);
  registry->Register(ExportText);
  registry->Register(GetCurrentEventLoop);
}

}  // namespace node::ffi
