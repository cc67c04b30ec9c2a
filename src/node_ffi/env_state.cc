// What is known of one environment's native calls, and of the end of the
// process.

#include "node_ffi/env_state.h"

#include <atomic>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include "env-inl.h"
#include "node.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/callback_frame.h"
#include "node_mutex.h"
#include "node_v8_platform-inl.h"
#include "util-inl.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::BackingStore;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::HandleScope;
using v8::Local;
using v8::Object;
using v8::Undefined;
using v8::Value;

namespace {

// As JavaScript knows them.
constexpr size_t kCallbackFrameSlots = CallbackFrame::kSlots;
constexpr int kCallbackFrameFree = CallbackFrame::kFree;
constexpr int kCallbackFrameNoResult = CallbackFrame::kNoResult;

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
  }
  return state.get();
}

EnvState::EnvState(Environment* env)
    : env_(env),
      microtask_queue_(env->context()->GetMicrotaskQueue()),
      temporary_area_(new TemporaryArea) {}

EnvState::~EnvState() = default;

void EnvState::OnEnvironmentEnd(void* data) {
  EnvState* state = static_cast<EnvState*>(data);
  // What could not be unloaded so far stays loaded: its code may be below, as
  // when a callback ended the process.
  state->pending_.clear();
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

void EnvState::OnNoCallbacks(Local<Function> function) {
  on_no_callbacks_.Reset(env_->isolate(), function);
}

void EnvState::OnAddonLoad(Environment* env) {
  if (has_addon) return;
  has_addon = true;
  std::shared_ptr<EnvState> state;
  {
    Registry::Scoped states(GetRegistry());
    auto it = states->find(env);
    if (it != states->end()) state = it->second;
  }
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

void EnvState::RemoveCallback() {
  if (--existing_callbacks_ > 0 || is_telling_ || on_no_callbacks_.IsEmpty() ||
      !env_->can_call_into_js()) {
    return;
  }
  // It may be the garbage collector, or a callback that returns, which does
  // this.
  is_telling_ = true;
  env_->SetImmediate(
      [weak = weak_from_this()](Environment* env) {
        std::shared_ptr<EnvState> state = weak.lock();
        if (state == nullptr) return;
        state->is_telling_ = false;
        if (state->has_callbacks() || !env->can_call_into_js()) return;
        HandleScope handle_scope(env->isolate());
        Local<Function> function =
            PersistentToLocal::Strong(state->on_no_callbacks_);
        USE(function->Call(
            env->context(), Undefined(env->isolate()), 0, nullptr));
      },
      CallbackFlags::kUnrefed);
}

bool EnvState::MayHaveNativeCode() const {
  // One callback scope is what all JavaScript runs in.
  return callbacks_ > 0 || is_unloading_ ||
         env_->async_callback_scope_depth() > 1;
}

size_t EnvState::Depth() const {
  return callbacks_ + env_->async_callback_scope_depth();
}

bool EnvState::AfterCall(uint32_t events) {
  if (!is_throwing_ && !MayHaveNativeCode()) UnloadPending();
  // Unloading runs native code too.
  if (!is_throwing_) return true;

  if (!env_->isolate()->HasPendingException()) {
    // Dropped: see is_throwing_.
    bool is_of_this_call = static_cast<int32_t>(throw_event_ - events) > 0 &&
                           throw_depth_ == Depth();
    if (!is_of_this_call || !env_->can_call_into_js()) return true;
    THROW_ERR_FFI_CALL_FAILED(
        env_,
        "What a callback threw was lost, because native code ran the event "
        "loop before it returned");
  }
  is_throwing_ = false;
  if (!pending_.empty()) ScheduleUnloading();
  return false;
}

void EnvState::SetThrowing() {
  is_throwing_ = true;
  throw_event_ = ++events_;
  // Without the callback itself.
  throw_depth_ = Depth() - 1;
}

bool EnvState::IsExceptionPending() const {
  return env_->isolate()->HasPendingException();
}

void EnvState::Unload(std::unique_ptr<Unloadable> library) {
  pending_.push_back(std::move(library));
  if (!MayHaveNativeCode()) return UnloadPending();
  events_++;
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
  while (!pending_.empty()) {
    std::unique_ptr<Unloadable> library = std::move(pending_.front());
    pending_.pop_front();
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

static void SetOnNoCallbacks(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsFunction());
  EnvState::Get(Environment::GetCurrent(args))
      ->OnNoCallbacks(args[0].As<Function>());
}

static void SetOnFirstAddon(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsFunction());
  EnvState::Get(Environment::GetCurrent(args))
      ->OnFirstAddon(args[0].As<Function>());
  args.GetReturnValue().Set(EnvState::HasAddon());
}

void EnvState::Initialize(Environment* env, Local<Object> target) {
  Local<v8::Context> context = env->context();
  SetMethod(context, target, "getCallbackFrame", GetCallbackFrame);
  SetMethod(context, target, "onNoCallbacks", SetOnNoCallbacks);
  SetMethod(context, target, "onFirstAddon", SetOnFirstAddon);
  NODE_DEFINE_CONSTANT(target, kCallbackFrameSlots);
  NODE_DEFINE_CONSTANT(target, kCallbackFrameFree);
  NODE_DEFINE_CONSTANT(target, kCallbackFrameNoResult);
}

void EnvState::RegisterExternalReferences(ExternalReferenceRegistry* registry) {
  registry->Register(GetCallbackFrame);
  registry->Register(SetOnNoCallbacks);
  registry->Register(SetOnFirstAddon);
}

}  // namespace node::ffi
