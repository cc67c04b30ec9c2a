// Calls JavaScript once native code can't use any more what is given back then.

#include "node_ffi/deferred_call.h"

#include <memory>

#include "base_object-inl.h"
#include "env-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/library.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::Global;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::Uint32;
using v8::Undefined;
using v8::Value;

namespace {

// A function that is called when native code is not on the stack any more. What
// it throws is an uncaught exception. If the environment ends before, it is
// never called.
class Deferred final : public Unloadable {
 public:
  Deferred(Environment* env, Local<Function> function)
      : env_(env), function_(env->isolate(), function) {}

  void Unload() override {
    if (!env_->can_call_into_js()) return;
    Isolate* isolate = env_->isolate();
    HandleScope handle_scope(isolate);
    Local<Context> context = env_->context();
    Context::Scope context_scope(context);
    errors::TryCatchScope try_catch(env_);
    if (function_.Get(isolate)
            ->Call(context, Undefined(isolate), 0, nullptr)
            .IsEmpty() &&
        try_catch.HasCaught() && !try_catch.HasTerminated()) {
      errors::TriggerUncaughtException(isolate, try_catch);
    }
  }

 private:
  Environment* const env_;
  const Global<Function> function_;
};

// getCallDepth(): how deep calls of native code, and its calls of JavaScript,
// are nested.
void GetCallDepth(const FunctionCallbackInfo<Value>& args) {
  EnvState* env_state = EnvState::Get(Environment::GetCurrent(args));
  args.GetReturnValue().Set(static_cast<uint32_t>(env_state->Depth()));
}

// mayHaveNativeCode(): whether any may be on the stack, or on that of a thread
// that runs a call.
void MayHaveNativeCode(const FunctionCallbackInfo<Value>& args) {
  EnvState* env_state = EnvState::Get(Environment::GetCurrent(args));
  args.GetReturnValue().Set(env_state->MayHaveNativeCode() ||
                            env_state->HasCallsInFlight());
}

// afterCalls(depth, function, library): if native code that was called since
// the depth was that may be on the stack, or a call is in flight on another
// thread, has the function called when neither is any more, and gives true. If
// there is a library, only calls of its functions count as in flight.
void AfterCalls(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  CHECK(args[0]->IsUint32());
  CHECK(args[1]->IsFunction());
  EnvState* env_state = EnvState::Get(env);
  const Library* library = nullptr;
  if (args[2]->IsObject()) library = BaseObject::FromJSObject<Library>(args[2]);
  const bool is_deferred = env_state->HasCallsInFlight(library) ||
                           (env_state->MayHaveNativeCode() &&
                            env_state->Depth() > args[0].As<Uint32>()->Value());
  if (is_deferred) {
    env_state->Unload(std::make_unique<Deferred>(env, args[1].As<Function>()),
                      library);
  }
  args.GetReturnValue().Set(is_deferred);
}

}  // namespace

void DeferredCall::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
  SetMethod(context, target, "getCallDepth", GetCallDepth);
  SetMethod(context, target, "mayHaveNativeCode", MayHaveNativeCode);
  SetMethod(context, target, "afterCalls", AfterCalls);
}

void DeferredCall::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(GetCallDepth);
  registry->Register(MayHaveNativeCode);
  registry->Register(AfterCalls);
}

}  // namespace node::ffi
