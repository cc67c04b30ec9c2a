// What JavaScript has of errno.

#include "node_ffi/error_number.h"

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "env-inl.h"
#include "node_external_reference.h"
#include "util-inl.h"
#include "uv.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::BackingStore;
using v8::Context;
using v8::Exception;
using v8::FunctionCallbackInfo;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Value;

namespace {

// The name of an error, and what it means.
struct Description {
  std::string code;
  std::string text;
};

constexpr std::string_view kUnknown = "Unknown system error ";

Description Describe(int error_number) {
  // What libuv has itself is described as everywhere in Node.js.
  if (error_number > 0) {
    const int error = uv_translate_sys_error(error_number);
    char code[128];
    char text[128];
    uv_err_name_r(error, code, sizeof(code));
    uv_strerror_r(error, text, sizeof(text));
    if (!std::string_view(code).starts_with(kUnknown)) return {code, text};
  }
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
  const char* name = strerrorname_np(error_number);
  if (name != nullptr) {
    // As libuv begins its texts.
    std::string text = std::generic_category().message(error_number);
    text[0] = static_cast<char>(tolower(text[0]));
    return {name, text};
  }
#endif
  std::string code(kUnknown);
  code.append(std::to_string(-int64_t{error_number}));
  return {code, code};
}

// The thread that this runs on is that of the environment, whose errno stays
// where it is.
void GetErrorNumber(const FunctionCallbackInfo<Value>& args) {
  static_assert(sizeof(errno) == sizeof(int32_t));
  std::unique_ptr<BackingStore> store = ArrayBuffer::NewBackingStore(
      &errno, sizeof(errno), BackingStore::EmptyDeleter, nullptr);
  args.GetReturnValue().Set(
      ArrayBuffer::New(args.GetIsolate(), std::move(store)));
}

// Such errors have what those of libuv have in Node.js, in the same order.
void ThrowSystemError(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  Local<Context> context = isolate->GetCurrentContext();
  Environment* env = Environment::GetCurrent(context);
  CHECK(args[0]->IsInt32());
  CHECK(args[1]->IsString());
  const int error_number = args[0].As<Int32>()->Value();
  const std::string syscall = Utf8Value(isolate, args[1]).ToString();

  const Description description = Describe(error_number);
  std::string message = description.code + ": " + description.text;
  if (!syscall.empty()) message.append(", ").append(syscall);
  Local<Value> text;
  Local<Value> code;
  if (!ToV8Value(context, message).ToLocal(&text) ||
      !ToV8Value(context, description.code).ToLocal(&code)) {
    return;
  }
  Local<Object> error = Exception::Error(text.As<String>()).As<Object>();
  auto define = [&](Local<String> name, Local<Value> value) {
    return error->CreateDataProperty(context, name, value).FromMaybe(false);
  };
  if (define(env->errno_string(),
             Number::New(isolate, -static_cast<double>(error_number))) &&
      define(env->code_string(), code) &&
      (syscall.empty() || define(env->syscall_string(), args[1]))) {
    isolate->ThrowException(error);
  }
}

}  // namespace

void ErrorNumber::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
  SetMethod(context, target, "getErrorNumber", GetErrorNumber);
  SetMethod(context, target, "throwSystemError", ThrowSystemError);
}

void ErrorNumber::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(GetErrorNumber);
  registry->Register(ThrowSystemError);
}

}  // namespace node::ffi
