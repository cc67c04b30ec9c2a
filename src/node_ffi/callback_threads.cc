// Callbacks that any thread can call, on their environment's thread.

#include "node_ffi/callback_threads.h"

#include <memory>

#include "async_context_frame.h"
#include "env-inl.h"
#include "node_errors.h"
#include "node_ffi/callback.h"
#include "node_ffi/callback_gate.h"
#include "node_ffi/callback_queue.h"
#include "node_ffi/env_state.h"
#include "node_ffi/scheduling_point.h"
#include "node_internals.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Function;
using v8::FunctionCallbackInfo;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::Promise;
using v8::TryCatch;
using v8::Undefined;
using v8::Value;

void Callback::Threadsafe::TakeContext(Isolate* isolate) {
  context_frame.Reset(isolate, async_context_frame::current(isolate));
}

void Callback::MakeThreadsafe(const ThreadsafeOptions& options) {
  Isolate* isolate = env_->isolate();
  threadsafe_ = std::make_unique<Threadsafe>(
      CallbackGate::New(env_state_->GetQueue(), this, type_, options));
  threadsafe_->gate->queue()->Add(this);
  Local<Object> resource = Object::New(isolate);
  threadsafe_->resource.Reset(isolate, resource);
  threadsafe_->context = EmitAsyncInit(isolate, resource, "FFICALLBACK");
  threadsafe_->TakeContext(isolate);
  if (!options.finish.IsEmpty()) {
    threadsafe_->finish.Reset(isolate, options.finish);
  }
}

void Callback::LeaveQueue() {
  KeepLoop(false);
  CallbackQueue* queue = threadsafe_->gate->queue();
  queue->Remove(this);
  threadsafe_->gate->Detach(stale_reason_ == StaleReason::kEnvironmentEnded);
  EmitAsyncDestroy(env_, threadsafe_->context);
}

CallbackGate* Callback::gate() const {
  return threadsafe_ == nullptr ? nullptr : threadsafe_->gate;
}

void Callback::KeepLoop(bool keeps_loop) {
  if (threadsafe_ == nullptr || threadsafe_->keeps_loop == keeps_loop) return;
  threadsafe_->keeps_loop = keeps_loop;
  if (keeps_loop) {
    threadsafe_->gate->queue()->Ref();
  } else {
    threadsafe_->gate->queue()->Unref();
  }
}

void Callback::KeepIfCalled() {
  if (is_referenced_ || is_collected()) return;
  if (!threadsafe_->gate->is_to_be_delivered()) {
    function_.SetWeak();
  } else if (function_.IsWeak()) {
    function_.ClearWeak();
  }
}

bool Callback::DeliverQueued() {
  if (threadsafe_ == nullptr) return true;
  CallbackGate* gate = threadsafe_->gate;
  gate->Close();
  SchedulingPoint();
  gate->queue()->DeliverAll(gate);
  return !gate->is_open();
}

void Callback::Suspend() {
  if (threadsafe_ != nullptr) threadsafe_->gate->Close();
  state_ = State::kSuspended;
}

void Callback::Resume() {
  state_ = State::kOrdinary;
  if (threadsafe_ == nullptr) return;
  threadsafe_->TakeContext(env_->isolate());
  threadsafe_->gate->Open();
}

void Callback::Deliver(const void* arguments,
                       const std::shared_ptr<Answer>& answer) {
  Pin();
  env_state_->EnterCallback();
  auto leave = OnScopeLeave([this]() {
    env_state_->LeaveCallback();
    Unpin();
  });
  Isolate* isolate = env_->isolate();
  HandleScope handle_scope(isolate);
  uint64_t nothing;
  void* result = answer == nullptr ? &nothing : answer->result();
  Local<Promise> promise;
  bool has_returned = false;
  CallbackQueue* queue = threadsafe_->gate->queue();
  InternalCallbackScope callback_scope(env_,
                                       threadsafe_->resource.Get(isolate),
                                       threadsafe_->context,
                                       InternalCallbackScope::kNoFlags,
                                       threadsafe_->context_frame.Get(isolate));
  if (!callback_scope.Failed() && !function_.IsEmpty()) {
    TryCatch try_catch(isolate);
    has_returned = Run(function_.Get(isolate),
                       arguments,
                       result,
                       answer == nullptr ? nullptr : &promise) &&
                   (promise.IsEmpty() || queue->Await(this, promise, answer));
    if (!has_returned) Report(try_catch);
  }
  if (!has_returned) callback_scope.MarkAsFailed();
  if (has_returned && !promise.IsEmpty()) return;
  OnReturn();
  if (answer == nullptr) return;
  if (!has_returned) WriteErrorResult(result);
  queue->Give(answer.get());
}

void Callback::Settle(Local<Value> value, bool is_fulfilled, void* result) {
  Isolate* isolate = env_->isolate();
  HandleScope handle_scope(isolate);
  TryCatch try_catch(isolate);
  if (!is_fulfilled) {
    isolate->ThrowException(value);
  } else if (threadsafe_->finish.IsEmpty() ||
             threadsafe_->finish.Get(isolate)
                 ->Call(env_->context(), Undefined(isolate), 1, &value)
                 .ToLocal(&value)) {
    if (TakeResult(value, result)) return OnReturn();
  }
  WriteErrorResult(result);
  OnReturn();
  Report(try_catch);
}

static void OnRejected(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  TryCatch try_catch(isolate);
  isolate->ThrowException(args[0]);
  errors::TriggerUncaughtException(isolate, try_catch);
}

bool Callback::WatchRejection(Local<Promise> promise) {
  Isolate* isolate = env_->isolate();
  Local<Function> on_rejected = threadsafe_->on_rejected.Get(isolate);
  if (on_rejected.IsEmpty()) {
    if (!Function::New(env_->context(), OnRejected).ToLocal(&on_rejected)) {
      return false;
    }
    threadsafe_->on_rejected.Reset(isolate, on_rejected);
  }
  return !promise->Catch(env_->context(), on_rejected).IsEmpty();
}

void Callback::Report(const TryCatch& try_catch) const {
  if (!try_catch.HasCaught() || try_catch.HasTerminated()) return;
  errors::TriggerUncaughtException(env_->isolate(), try_catch);
}

}  // namespace node::ffi
