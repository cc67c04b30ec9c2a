// The error of an access to memory that is not there.

#include "node_ffi/access_violation.h"

#include "env-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/guarded_access.h"
#include "util-inl.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::BackingStore;
using v8::BigInt;
using v8::Context;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Object;
using v8::Value;

bool ThrowAccessViolation(Environment* env) {
  AccessViolation violation;
  if (!TakeViolation(&violation)) return false;
  Isolate* isolate = env->isolate();
  Local<Context> context = env->context();
  Local<Object> error =
      ERR_FFI_ACCESS_VIOLATION(isolate,
                               "Cannot %s %d byte%s at 0x%x",
                               violation.is_write ? "write" : "read",
                               violation.length,
                               violation.length == 1 ? "" : "s",
                               violation.address);
  if (error
          ->CreateDataProperty(
              context,
              FIXED_ONE_BYTE_STRING(isolate, "address"),
              BigInt::NewFromUnsigned(isolate, violation.address))
          .IsNothing() ||
      error
          ->CreateDataProperty(
              context,
              FIXED_ONE_BYTE_STRING(isolate, "length"),
              Number::New(isolate, static_cast<double>(violation.length)))
          .IsNothing()) {
    return true;
  }
  isolate->ThrowException(error);
  return true;
}

// The thread that this runs on is that of the environment.
template <int32_t* (*get)()>
static void GetFlag(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(ArrayBuffer::New(
      args.GetIsolate(),
      ArrayBuffer::NewBackingStore(
          get(), sizeof(int32_t), BackingStore::EmptyDeleter, nullptr)));
}
constexpr auto GetFailures = GetFlag<GetViolationFlag>;
constexpr auto GetMissedCalls = GetFlag<GetMissedCallFlag>;

static void ThrowIfFailed(const FunctionCallbackInfo<Value>& args) {
  ThrowAccessViolation(Environment::GetCurrent(args));
}

void AccessViolations::Initialize(Environment* env, Local<Object> target) {
  SetMethod(env->context(), target, "getFailures", GetFailures);
  SetMethod(env->context(), target, "getMissedCalls", GetMissedCalls);
  SetMethod(env->context(), target, "throwIfFailed", ThrowIfFailed);
  NODE_DEFINE_CONSTANT(target, kFailedRead);
}

void AccessViolations::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(GetFailures);
  registry->Register(GetMissedCalls);
  registry->Register(ThrowIfFailed);
}

}  // namespace node::ffi
