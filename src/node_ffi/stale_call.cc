// Calls of callbacks that have ended, and who is told.

#include "node_ffi/stale_call.h"

#include <optional>
#include <utility>

#include "base_object-inl.h"
#include "env-inl.h"
#include "node_diagnostics_channel.h"
#include "node_errors.h"
#include "node_ffi/env_state.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Context;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::String;
using v8::TryCatch;
using v8::Value;

namespace {

// What a subscriber calls may be stale, too.
thread_local bool is_publishing = false;

void Publish(const std::string& message) {
  EnvState* state = EnvState::OfThread();
  if (state == nullptr || !state->env()->can_call_into_js() ||
      state->IsThrowing() || std::exchange(is_publishing, true)) {
    return;
  }
  Environment* env = state->env();
  Isolate* isolate = env->isolate();
  HandleScope handle_scope(isolate);
  Local<Context> context = env->context();
  Context::Scope context_scope(context);
  TryCatch try_catch(isolate);
  auto channel = diagnostics_channel::Channel::Get(env, "ffi.callback.stale");
  if (!channel || !channel->HasSubscribers()) return;
  Local<Value> text;
  if (!ToV8Value(context, message).ToLocal(&text)) return;
  Local<Object> event = Object::New(isolate);
  Local<String> key = FIXED_ONE_BYTE_STRING(isolate, "message");
  if (event->Set(context, key, text).IsNothing()) return;
  channel->Publish(env, event);
}

}  // namespace

// The stack that the message comes with takes handles, for which native code
// that the event loop called has no scope; on a thread that has no isolate,
// there is no such stack.
void EndProcess(const std::string& message) {
  std::optional<HandleScope> handle_scope;
  Isolate* isolate = Isolate::TryGetCurrent();
  if (isolate != nullptr) handle_scope.emplace(isolate);
  OnFatalError("node:ffi:", message.c_str());
}

void EndByStaleCall(const std::string& message) {
  Publish(message);
  EndProcess(message);
}

}  // namespace node::ffi
