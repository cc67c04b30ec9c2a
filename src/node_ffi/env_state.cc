// What is known of one environment's native calls, and of the end of the
// process.

#include "node_ffi/env_state.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "env-inl.h"
#include "node.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/callback_frame.h"
#include "node_ffi/callback_queue.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/finished_jobs.h"
#include "node_ffi/scheduling_point.h"
#include "node_internals.h"
#include "node_mutex.h"
#include "node_v8_platform-inl.h"
#include "util-inl.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::BackingStore;
using v8::Context;
using v8::External;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::Global;
using v8::HandleScope;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::LocalVector;
using v8::MaybeLocal;
using v8::Message;
using v8::Object;
using v8::ObjectTemplate;
using v8::Private;
using v8::ScriptCompiler;
using v8::StackTrace;
using v8::String;
using v8::Undefined;
using v8::Value;

namespace {

// As JavaScript knows them.
constexpr size_t kCallbackFrameSlots = CallbackFrame::kSlots;
constexpr int kCallbackFrameFree = CallbackFrame::kFree;
constexpr int kCallbackFrameNoResult = CallbackFrame::kNoResult;
// Indexes of an Int32Array.
constexpr size_t kCallStateEntries =
    offsetof(CallState, entries) / sizeof(int32_t);
constexpr size_t kCallStateIsToLook =
    offsetof(CallState, is_to_look) / sizeof(int32_t);
constexpr size_t kCallStateErrorNumber =
    offsetof(CallState, error_number) / sizeof(int32_t);
constexpr size_t kCallStateTemporaries =
    offsetof(CallState, temporaries.used) / sizeof(int32_t);

// The names of the scripts that make fast calls: see
// lib/internal/ffi/codegen.js.
constexpr std::string_view kGeneratedCalls = "node:internal/ffi/generated/call";

using Registry = ExclusiveAccess<
    std::unordered_map<Environment*, std::shared_ptr<EnvState>>>;

Registry* GetRegistry() {
  return &Immortal<Registry>();
}

// The environment of the main thread, which libraries may end the process on by
// exit(). V8's threads must not be at work then, as exit() destroys what they
// work with: process.exit() stops them, and so does this. Only the main thread
// uses what it points to; workers that end compare it.
std::atomic<Environment*> main_environment = nullptr;
thread_local bool is_main_thread = false;

thread_local bool has_addon = false;

thread_local EnvState* state_of_thread = nullptr;

void OnProcessExit() {
  Environment* env = main_environment;
  if (env == nullptr || !is_main_thread ||
      per_process::v8_platform.Platform() == nullptr) {
    return;
  }
  env->set_stopping(true);
  env->set_can_call_into_js(false);
  env->stop_sub_worker_contexts();
  DisposePlatform();
}

void WatchProcessExit(Environment* env) {
  main_environment = env;
  is_main_thread = true;
  static const bool is_registered = atexit(OnProcessExit) == 0;
  USE(is_registered);
}

}  // namespace

EnvState* EnvState::Get(Environment* env) {
  Registry::Scoped states(GetRegistry());
  std::shared_ptr<EnvState>& state = (*states)[env];
  if (state == nullptr) {
    state = std::make_shared<EnvState>(env);
    env->AddCleanupHook(OnEnvironmentEnd, state.get());
    if (env->is_main_thread()) WatchProcessExit(env);
    state_of_thread = state.get();
  }
  return state.get();
}

EnvState* EnvState::OfThread() {
  return state_of_thread;
}

EnvState::EnvState(Environment* env)
    : env_(env),
      microtask_queue_(env->context()->GetMicrotaskQueue()),
      call_state_store_(
          ArrayBuffer::NewBackingStore(env->isolate(), sizeof(CallState))),
      call_state_(static_cast<CallState*>(call_state_store_->Data())),
      entries_(env->isolate(), &call_state_->entries) {}

EnvState::~EnvState() = default;

void EnvState::OnEnvironmentEnd(void* data) {
  EnvState* state = static_cast<EnvState*>(data);
  // What could not be unloaded so far stays loaded: its code may be below, as
  // when a callback ended the process.
  state->pending_.clear();
  SchedulingPoint();
  if (state->queue_ != nullptr) state->queue_->End();
  state->finished_jobs_.reset();
  if (state_of_thread == state) state_of_thread = nullptr;
  Environment* env = state->env_;
  main_environment.compare_exchange_strong(env, nullptr);
  Registry::Scoped(GetRegistry())->erase(state->env_);
}

std::shared_ptr<BackingStore> EnvState::GetFrameStore() {
  if (frame_store_ == nullptr) {
    frame_store_ =
        ArrayBuffer::NewBackingStore(env_->isolate(), sizeof(*frame_));
    frame_ = static_cast<CallbackFrame*>(frame_store_->Data());
  }
  return frame_store_;
}

std::shared_ptr<EnvState> EnvState::Find(Environment* env) {
  Registry::Scoped states(GetRegistry());
  auto it = states->find(env);
  return it == states->end() ? nullptr : it->second;
}

void EnvState::AddActiveResources(Environment* env, LocalVector<Value>* names) {
  std::shared_ptr<EnvState> state = Find(env);
  if (state == nullptr) return;
  Isolate* isolate = env->isolate();
  // As async hooks call them.
  Local<Value> call = FIXED_ONE_BYTE_STRING(isolate, "FFICALL");
  for (const CallInFlight* in_flight : state->calls_in_flight_) {
    USE(in_flight);
    names->push_back(call);
  }
  if (state->queue_ == nullptr) return;
  Local<Value> callback = FIXED_ONE_BYTE_STRING(isolate, "FFICALLBACK");
  for (uint32_t i = 0; i < state->queue_->references(); i++) {
    names->push_back(callback);
  }
}

void EnvState::OnAddonLoad(Environment* env) {
  if (has_addon) return;
  has_addon = true;
  std::shared_ptr<EnvState> state = Find(env);
  if (state == nullptr || state->on_first_addon_.IsEmpty()) return;
  HandleScope handle_scope(env->isolate());
  Local<Function> function = PersistentToLocal::Strong(state->on_first_addon_);
  USE(function->Call(env->context(), Undefined(env->isolate()), 0, nullptr));
}

bool EnvState::HasAddon() {
  return has_addon;
}

void EnvState::OnFirstAddon(Local<Function> function) {
  on_first_addon_.Reset(env_->isolate(), function);
}

void EnvState::SetAddressOf(Local<Function> function) {
  if (address_of_.IsEmpty()) address_of_.Reset(env_->isolate(), function);
}

MaybeLocal<Value> EnvState::GetInstanceAddress(Local<Value> value) {
  if (address_of_.IsEmpty()) return value;
  Isolate* isolate = env_->isolate();
  return PersistentToLocal::Strong(address_of_)
      ->Call(env_->context(), Undefined(isolate), 1, &value);
}

Local<Private> EnvState::GetPassingKey() {
  if (passing_key_.IsEmpty()) {
    passing_key_.Reset(
        env_->isolate(),
        Private::New(env_->isolate(),
                     FIXED_ONE_BYTE_STRING(env_->isolate(), "passing")));
  }
  return PersistentToLocal::Strong(passing_key_);
}

// No constructor, and so nothing that a program that sees the object can call.
MaybeLocal<Object> EnvState::NewCallObject(int field_count) {
  Isolate* isolate = env_->isolate();
  if (call_template_.IsEmpty()) {
    Local<ObjectTemplate> call_template = ObjectTemplate::New(isolate);
    call_template->SetInternalFieldCount(field_count);
    call_template_.Reset(isolate, call_template);
  }
  return PersistentToLocal::Strong(call_template_)
      ->NewInstance(env_->context());
}

bool EnvState::MayHaveNativeCode() const {
  // One callback scope is what all JavaScript runs in.
  return callbacks_ > 0 || is_unloading_ ||
         env_->async_callback_scope_depth() > 1;
}

bool EnvState::HasThrownSince(uint32_t entries) const {
  return !thrown_.empty() &&
         EntryCounter::IsBefore(entries, thrown_.back().entries);
}

CallbackQueue* EnvState::GetQueue() {
  if (queue_ == nullptr) queue_ = CallbackQueue::New(this);
  return queue_;
}

FinishedJobs* EnvState::finished_jobs() {
  if (finished_jobs_ == nullptr) {
    finished_jobs_ = std::make_unique<FinishedJobs>(env_);
  }
  return finished_jobs_.get();
}

void EnvState::ThrowDeadlock(uint32_t before) {
  if (queue_ == nullptr || !queue_->HasDeadlockSince(before)) return;
  HandleScope handle_scope(env_->isolate());
  Throw(queue_->TakeDeadlock());
}

bool EnvState::AfterCall(uint32_t before) {
  ThrowDeadlock(before);
  if (!HasThrownSince(before)) {
    if (!MayHaveNativeCode()) UnloadPending();
    // Unloading runs native code, which may call back.
    if (!HasThrownSince(before)) return true;
  }
  if (!pending_.empty()) ScheduleUnloading();
  ThrowHeld();
  return false;
}

void EnvState::ThrowHeld() {
  Isolate* isolate = env_->isolate();
  Thrown thrown = std::move(thrown_.back());
  thrown_.pop_back();
  if (!thrown.exception.IsEmpty()) {
    isolate->ThrowException(thrown.exception.Get(isolate));
    return;
  }
  // V8 terminates execution where JavaScript looks whether it should, as a
  // function does that is called.
  Local<Context> context = env_->context();
  ScriptCompiler::Source source(String::Empty(isolate));
  Local<Function> function;
  if (!ScriptCompiler::CompileFunction(context, &source).ToLocal(&function)) {
    return;
  }
  isolate->TerminateExecution();
  USE(function->Call(context, Undefined(isolate), 0, nullptr));
}

void EnvState::SetOrdinaryCall(uint32_t before) {
  ordinary_before_ = before;
  ordinary_after_ = entries_.value();
}

bool EnvState::Leave(uint32_t before) {
  ThrowDeadlock(before);
  if (before != ordinary_before_ || entries_.value() != ordinary_after_) {
    DeoptimizeAll(env_->isolate());
  }
  return !entries_.HasOnlyCollectedSince(before);
}

// Who called the native code on top of the stack.
EnvState::Caller EnvState::FindCaller() const {
  Isolate* isolate = env_->isolate();
  Local<StackTrace> trace = StackTrace::CurrentStackTrace(
      isolate,
      1,
      static_cast<StackTrace::StackTraceOptions>(
          StackTrace::kScriptName |
          StackTrace::kExposeFramesAcrossSecurityOrigins));
  if (trace->GetFrameCount() == 0) {
    // A promise may have called the native function directly.
    return IsRunningMicrotasks() ? Caller::kOther : Caller::kNone;
  }
  // A fast call leaves no trace, but that it was made by generated JavaScript.
  Local<String> name = trace->GetFrame(isolate, 0)->GetScriptName();
  return !name.IsEmpty() && Utf8Value(isolate, name)
                                .ToStringView()
                                .starts_with(kGeneratedCalls)
             ? Caller::kFastCall
             : Caller::kOther;
}

void EnvState::OnThrow(Local<Value> exception, Local<Message> message) {
  Isolate* isolate = env_->isolate();
  switch (FindCaller()) {
    case Caller::kNone:
      return errors::TriggerUncaughtException(isolate, exception, message);
    case Caller::kOther:
      is_left_in_v8_ = true;
      isolate->ThrowException(exception);
      return;
    case Caller::kFastCall:
      break;
  }
  // Where it was thrown, for whoever prints it: V8 won't know any more.
  if (exception->IsObject()) {
    AppendExceptionLine(env_, exception, message, CONTEXTIFY_ERROR);
  }
  Hold(exception, Depth() - 1);
}

void EnvState::OnTermination() {
  if (FindCaller() != Caller::kFastCall) {
    is_left_in_v8_ = true;
    return;
  }
  env_->isolate()->CancelTerminateExecution();
  Hold({}, Depth() - 1);
}

void EnvState::Throw(Local<Value> exception) {
  Hold(exception, Depth());
}

void EnvState::Hold(Local<Value> exception, size_t depth) {
  entries_.Increment();
  thrown_.emplace_back(
      Global<Value>(env_->isolate(), exception), entries_.value(), depth);
}

bool EnvState::HasCallScopeThrown() {
  if (!pending_.empty()) ScheduleUnloading();
  if (env_->isolate()->HasPendingException()) return true;
  if (!env_->can_call_into_js()) return false;
  THROW_ERR_FFI_CALL_FAILED(
      env_,
      "What a callback threw was lost, because native code ran the event "
      "loop before it returned");
  return true;
}

bool EnvState::IsThrowing() {
  if (is_left_in_v8_ ||
      (call_scope_.is_throwing && call_scope_.depth == Depth() - 1)) {
    if (env_->isolate()->HasPendingException()) return true;
    is_left_in_v8_ = false;
  }
  return !thrown_.empty() && Depth() - 1 <= thrown_.back().depth;
}

CallInFlight::CallInFlight(EnvState* state, const Library* library)
    : state_(state), library_(library), number_(++state->last_call_) {
  state->calls_in_flight_.PushBack(this);
}

CallInFlight::~CallInFlight() {
  node_.Remove();
  if (!state_->pending_.empty() && !state_->env_->is_stopping()) {
    state_->ScheduleUnloading();
  }
}

bool EnvState::AreOver(uint64_t last_call, const Library* library) const {
  for (const CallInFlight* call : calls_in_flight_) {
    if (call->number() > last_call) break;
    if (library == nullptr || call->library() == library) return false;
  }
  return true;
}

void EnvState::Unload(std::unique_ptr<Unloadable> library,
                      const Library* calls_of) {
  pending_.push_back({std::move(library), last_call_, calls_of});
  if (!MayHaveNativeCode()) return UnloadPending();
  entries_.Increment();
  ScheduleUnloading();
}

void EnvState::ScheduleUnloading() {
  if (is_scheduled_) return;
  is_scheduled_ = true;
  env_->SetImmediate([weak = weak_from_this()](Environment*) {
    std::shared_ptr<EnvState> state = weak.lock();
    if (state == nullptr) return;
    state->is_scheduled_ = false;
    // Otherwise, this is an event loop that native code runs. What called that
    // does the rest: AfterCall(), or LeaveCallback().
    if (!state->MayHaveNativeCode()) state->UnloadPending();
  });
}

void EnvState::UnloadPending() {
  if (is_unloading_) return;
  is_unloading_ = true;
  // Native code that runs as a library is unloaded may call back, and more
  // libraries may be closed by that.
  const auto is_due = [this](const Pending& pending) {
    return AreOver(pending.last_call, pending.calls_of);
  };
  while (true) {
    auto due = std::find_if(pending_.begin(), pending_.end(), is_due);
    if (due == pending_.end()) break;
    std::unique_ptr<Unloadable> library = std::move(due->library);
    pending_.erase(due);
    library->Unload();
  }
  is_unloading_ = false;
}

static void GetCallbackFrame(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  // JavaScript reads addresses as integers of 64 bits.
  if constexpr (sizeof(void*) == sizeof(uint64_t)) {
    args.GetReturnValue().Set(
        ArrayBuffer::New(env->isolate(), EnvState::Get(env)->GetFrameStore()));
  }
}

static void GetCallState(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  args.GetReturnValue().Set(
      ArrayBuffer::New(env->isolate(), EnvState::Get(env)->call_state_store()));
}

static void GetTemporaryArea(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  args.GetReturnValue().Set(
      External::New(env->isolate(), EnvState::Get(env)->temporary_area()));
}

static void LeaveFastCall(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(EnvState::Get(Environment::GetCurrent(args))
                                ->Leave(args[0].As<Int32>()->Value()));
}

static void ThrowAfterCall(const FunctionCallbackInfo<Value>& args) {
  EnvState::Get(Environment::GetCurrent(args))
      ->AfterCall(args[0].As<Int32>()->Value());
}

static void SetOnFirstAddon(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsFunction());
  EnvState::Get(Environment::GetCurrent(args))
      ->OnFirstAddon(args[0].As<Function>());
  args.GetReturnValue().Set(EnvState::HasAddon());
}

void EnvState::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
  SetMethod(context, target, "getCallbackFrame", GetCallbackFrame);
  SetMethod(context, target, "getCallState", GetCallState);
  SetMethod(context, target, "getTemporaryArea", GetTemporaryArea);
  SetMethod(context, target, "leave", LeaveFastCall);
  SetMethod(context, target, "afterCall", ThrowAfterCall);
  SetMethod(context, target, "onFirstAddon", SetOnFirstAddon);
  NODE_DEFINE_CONSTANT(target, kCallbackFrameSlots);
  NODE_DEFINE_CONSTANT(target, kCallbackFrameFree);
  NODE_DEFINE_CONSTANT(target, kCallbackFrameNoResult);
  NODE_DEFINE_CONSTANT(target, kCallStateEntries);
  NODE_DEFINE_CONSTANT(target, kCallStateIsToLook);
  NODE_DEFINE_CONSTANT(target, kCallStateErrorNumber);
  NODE_DEFINE_CONSTANT(target, kCallStateTemporaries);
}

void EnvState::RegisterExternalReferences(ExternalReferenceRegistry* registry) {
  registry->Register(GetCallbackFrame);
  registry->Register(GetCallState);
  registry->Register(GetTemporaryArea);
  registry->Register(LeaveFastCall);
  registry->Register(ThrowAfterCall);
  registry->Register(SetOnFirstAddon);
}

}  // namespace node::ffi
