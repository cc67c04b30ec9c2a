// Delivers, on an environment's thread, the calls that other threads make of
// its callbacks.

#include "node_ffi/callback_queue.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/callback.h"
#include "node_ffi/callback_gate.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/scheduling_point.h"
#include "node_internals.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Context;
using v8::External;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::GCCallbackFlags;
using v8::GCType;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Promise;
using v8::Value;

namespace {

// How many calls are delivered, and for how many nanoseconds, before the event
// loop does something else.
constexpr size_t kCallsPerTurn = 1000;
constexpr uint64_t kTurn = 10'000'000;

// How often threads that wait look around, in milliseconds. Nobody wakes them
// when process.exit() has ended the environment.
constexpr double kPeriod = 100;

constexpr double kNanosecondsPerMillisecond = 1e6;

auto Milliseconds(double count) {
  return std::chrono::duration<double, std::milli>(count);
}

}  // namespace

void Answer::Wait(std::unique_lock<std::mutex>* lock, double milliseconds) {
  changed_.wait_for(*lock, Milliseconds(milliseconds));
}

// A call whose function gave a promise. Only one of its two functions is
// called, once; if the environment ends before, none is.
class CallbackQueue::Awaited {
 public:
  Awaited(CallbackQueue* queue,
          Callback* callback,
          std::shared_ptr<Answer> answer)
      : queue_(queue), callback_(callback), answer_(std::move(answer)) {
    queue->awaited_.insert(this);
    callback->Pin();
  }
  ~Awaited() {
    queue_->awaited_.erase(this);
    if (answer_ != nullptr) queue_->Give(answer_.get());
    callback_->Unpin();
  }
  Awaited(const Awaited&) = delete;
  Awaited& operator=(const Awaited&) = delete;

  // Has one of them called. Gives false, and throws, if that can't be.
  bool Watch(Local<Promise> promise) {
    Isolate* isolate = queue_->env_->isolate();
    Local<Context> context = isolate->GetCurrentContext();
    Local<External> data = External::New(isolate, this);
    Local<Function> on_fulfilled;
    Local<Function> on_rejected;
    if (Function::New(context, OnSettled<true>, data).ToLocal(&on_fulfilled) &&
        Function::New(context, OnSettled<false>, data).ToLocal(&on_rejected) &&
        !promise->Then(context, on_fulfilled, on_rejected).IsEmpty()) {
      return true;
    }
    answer_.reset();
    return false;
  }

 private:
  template <bool is_fulfilled>
  static void OnSettled(const FunctionCallbackInfo<Value>& args) {
    std::unique_ptr<Awaited> awaited(
        static_cast<Awaited*>(args.Data().As<External>()->Value()));
    awaited->callback_->Settle(
        args[0], is_fulfilled, awaited->answer_->result());
  }

  CallbackQueue* const queue_;
  Callback* const callback_;
  // Null if somebody else gives it.
  std::shared_ptr<Answer> answer_;
};

CallbackQueue* CallbackQueue::New(EnvState* env_state) {
  return new CallbackQueue(env_state);
}

CallbackQueue::CallbackQueue(EnvState* env_state)
    : env_(env_state->env()),
      env_state_(env_state),
      async_(new uv_async_t),
      idle_(new uv_idle_t) {
  CHECK_EQ(uv_async_init(env_->event_loop(), async_, OnAsync), 0);
  CHECK_EQ(uv_idle_init(env_->event_loop(), idle_), 0);
  async_->data = this;
  idle_->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(async_));
  uv_unref(reinterpret_cast<uv_handle_t*>(idle_));
  env_->isolate()->AddGCPrologueCallback(OnCollection, this);
}

CallbackQueue::Watch::Watch(CallbackQueue* queue, double timeout)
    : queue_(queue),
      caller_(CallingEnvironment::Get()),
      timeout_(timeout),
      beats_(queue->beats()),
      since_(uv_hrtime()) {}

double CallbackQueue::Watch::period() const {
  return std::clamp(timeout_ / 4, 1.0, kPeriod);
}

bool CallbackQueue::Watch::IsDeadlock() {
  const uint64_t now = uv_hrtime();
  const uint32_t beats = queue_->beats();
  if (beats != beats_ || !queue_->IsInNativeCall()) {
    beats_ = beats;
    since_ = now;
    return false;
  }
  // A thread that makes one short call after the other is seen in one each
  // time.
  queue_->RequestBeat();
  return static_cast<double>(now - since_) >=
         timeout_ * kNanosecondsPerMillisecond;
}

bool CallbackQueue::IsInNativeCall() const {
  if (env_state_->IsInCallScope()) return true;
  // V8 itself has where it made a fast call.
  using Internals = v8::internal::Internals;
  const auto isolate = reinterpret_cast<uintptr_t>(env_->isolate());
  auto* caller = reinterpret_cast<uintptr_t*>(
      isolate + Internals::kIsolateFastCCallCallerFpOffset);
  return std::atomic_ref(*caller).load(std::memory_order_relaxed) != 0;
}

void CallbackQueue::RequestBeat() {
  if (is_beat_requested_.exchange(true)) return;
  env_->isolate()->RequestInterrupt(OnInterrupt, this);
}

void CallbackQueue::OnInterrupt(Isolate*, void* data) {
  auto* queue = static_cast<CallbackQueue*>(data);
  queue->is_beat_requested_ = false;
  queue->Beat();
}

void CallbackQueue::OnCollection(Isolate*,
                                 GCType,
                                 GCCallbackFlags,
                                 void* data) {
  auto* queue = static_cast<CallbackQueue*>(data);
  for (Callback* callback : queue->callbacks_) callback->KeepIfCalled();
}

void CallbackQueue::Beat() {
  beats_++;
}

bool CallbackQueue::IsEnding(const Lock& lock) const {
  return env_ == nullptr || ffi::IsEnding(env_);
}

void CallbackQueue::Wake(const Lock& lock) {
  if (is_signalled_ || IsEnding(lock)) return;
  is_signalled_ = true;
  CHECK_EQ(uv_async_send(async_), 0);
}

void CallbackQueue::Push(const Lock& lock, QueuedCall call) {
  calls_.push_back(std::move(call));
  has_calls_ = true;
  loop_patience_.SetProcessor(sched_getcpu());
  Wake(lock);
  pushed_.notify_one();
}

void CallbackQueue::WaitAwake(Lock* lock, const Answer& answer) {
  if (is_one_awake_ || !patience_.IsWorthIt()) return;
  is_one_awake_ = true;
  patience_.Wait(lock, [&] { return answer.is_given(); });
  is_one_awake_ = false;
}

void CallbackQueue::WaitForRoom(Lock* lock, double milliseconds) {
  room_.wait_for(*lock, Milliseconds(milliseconds));
}

void CallbackQueue::OnRoom() {
  Lock lock(mutex_);
  room_.notify_all();
}

void CallbackQueue::OnDeadlock(const Lock& lock, CallbackGate* gate) {
  // The native call finds that something has happened meanwhile.
  deadlock_entries_ = env_state_->entries()->IncrementOnOtherThread();
  deadlocked_ = gate;
  room_.notify_all();
}

bool CallbackQueue::HasDeadlockSince(uint32_t entries) const {
  return deadlocked_ != nullptr &&
         EntryCounter::IsBefore(entries, deadlock_entries_);
}

Local<Value> CallbackQueue::TakeDeadlock() {
  CallbackGate* gate = deadlocked_.exchange(nullptr);
  Callback* callback = gate->callback();
  std::string message("Deadlock: ");
  message.append(callback == nullptr ? "a callback" : callback->Description());
  message.append(" was called on another thread, which has waited for this one "
                 "for ");
  message.append(std::to_string(std::llround(gate->deadlock_timeout())));
  message.append(" ms, while this one was in a native function; the call was "
                 "given up");
  return ERR_FFI_CALL_FAILED(env_->isolate(), "%s", message);
}

void CallbackQueue::OnAsync(uv_async_t* handle) {
  static_cast<CallbackQueue*>(handle->data)->Deliver();
}

void CallbackQueue::Deliver() {
  if (!env_->can_call_into_js()) return;
  Isolate* isolate = env_->isolate();
  HandleScope handle_scope(isolate);
  Context::Scope context_scope(env_->context());
  Beat();
  if (deadlocked_ != nullptr && env_->async_callback_scope_depth() == 0) {
    // It just didn't see it.
    Local<Value> error = TakeDeadlock();
    errors::TriggerUncaughtException(
        isolate, error, v8::Exception::CreateMessage(isolate, error));
  }
  has_given_ = false;
  bool has_more = true;
  const uint64_t end = uv_hrtime() + kTurn;
  for (size_t i = 0; has_more && i < kCallsPerTurn && uv_hrtime() < end; i++) {
    has_more = env_->can_call_into_js() && DeliverNext();
  }
  Sweep();
  if (has_given_) StayAwake();
  if (has_more) CHECK_EQ(uv_async_send(async_), 0);
}

void CallbackQueue::StayAwake() {
  SchedulingPoint();
  Lock lock(mutex_);
  if (awake_until_ == 0) {
    if (!loop_patience_.IsWorthIt()) return;
    CHECK_EQ(uv_idle_start(idle_, OnIdle), 0);
    // So nobody need wake it.
    is_signalled_ = true;
  }
  awake_until_ = uv_hrtime() + Patience::kWait;
}

void CallbackQueue::OnIdle(uv_idle_t* handle) {
  static_cast<CallbackQueue*>(handle->data)->LookAwake();
}

void CallbackQueue::LookAwake() {
  const bool has_calls = has_calls_;
  if (!has_calls && uv_hrtime() < awake_until_) return;
  SchedulingPoint();
  {
    Lock lock(mutex_, std::defer_lock);
    Patience::LockSoon(&lock);
    if (has_calls) {
      loop_patience_.OnSuccess();
    } else {
      loop_patience_.OnFailure();
      awake_until_ = 0;
      CHECK_EQ(uv_idle_stop(idle_), 0);
    }
  }
  // Who has pushed meanwhile has not woken the loop.
  SchedulingPoint();
  Deliver();
}

bool CallbackQueue::DeliverNext() {
  if (batch_.empty()) {
    Lock lock(mutex_);
    std::swap(batch_, calls_);
    has_calls_ = false;
    if (batch_.empty()) {
      is_signalled_ = awake_until_ != 0;
      return false;
    }
  }
  QueuedCall call = std::move(batch_.front());
  batch_.pop_front();
  SchedulingPoint();
  call.gate->OnDelivery();
  Callback* callback = call.gate->callback();
  if (callback == nullptr || IsAbandoned(call)) return true;
  SchedulingPoint();
  callback->Deliver(call.arguments, call.answer);
  return true;
}

bool CallbackQueue::IsAbandoned(const QueuedCall& call) {
  if (call.answer == nullptr) return false;
  Lock lock(mutex_);
  return call.answer->is_abandoned();
}

void CallbackQueue::DeliverAll(CallbackGate* gate) {
  while (!gate->is_empty() && env_->can_call_into_js()) {
    if (DeliverNext()) continue;
    // A thread that has entered is about to find room.
    Lock lock(mutex_);
    room_.notify_all();
    if (calls_.empty() && !gate->is_empty()) {
      pushed_.wait_for(lock, Milliseconds(kPeriod));
    }
  }
}

void CallbackQueue::Sweep() {
  const std::vector<Callback*> closing(closing_.begin(), closing_.end());
  for (Callback* callback : closing) callback->DestroyIfDone();
}

void CallbackQueue::Give(Answer* answer) {
  SchedulingPoint();
  has_given_ = true;
  Lock lock(mutex_);
  patience_.SetProcessor(sched_getcpu());
  answer->Give();
}

bool CallbackQueue::Await(Callback* callback,
                          Local<Promise> promise,
                          std::shared_ptr<Answer> answer) {
  auto awaited = std::make_unique<Awaited>(this, callback, std::move(answer));
  if (!awaited->Watch(promise)) return false;
  awaited.release();
  return true;
}

void CallbackQueue::Ref() {
  if (references_++ == 0) uv_ref(reinterpret_cast<uv_handle_t*>(async_));
}

void CallbackQueue::Unref() {
  if (--references_ == 0 && env_ != nullptr) {
    uv_unref(reinterpret_cast<uv_handle_t*>(async_));
  }
}

void CallbackQueue::End() {
  Environment* env = env_;
  env->isolate()->RemoveGCPrologueCallback(OnCollection, this);
  {
    Lock lock(mutex_);
    env_ = nullptr;
    std::move(calls_.begin(), calls_.end(), std::back_inserter(batch_));
    calls_.clear();
    for (const QueuedCall& call : batch_) {
      if (call.answer != nullptr) call.answer->Give();
    }
    room_.notify_all();
  }
  SchedulingPoint();
  batch_.clear();
  while (!awaited_.empty()) delete *awaited_.begin();
  while (!closing_.empty()) delete *closing_.begin();
  env->CloseHandle(async_, [](uv_async_t* handle) { delete handle; });
  env->CloseHandle(idle_, [](uv_idle_t* handle) { delete handle; });
}

}  // namespace node::ffi
