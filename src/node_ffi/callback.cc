// Calls of JavaScript functions by native code.

#include "node_ffi/callback.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_errors.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/call_log.h"
#include "node_ffi/callback_frame.h"
#include "node_ffi/callback_gate.h"
#include "node_ffi/callback_threads.h"
#include "node_ffi/checked_arguments.h"
#include "node_ffi/closure.h"
#include "node_ffi/convert.h"
#include "node_ffi/convert_aggregate.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/guarded_access.h"
#include "node_ffi/permission.h"
#include "node_ffi/scheduling_point.h"
#include "node_ffi/stale_call.h"
#include "node_internals.h"
#include "node_mutex.h"
#include "node_v8_platform-inl.h"
#include "permission/permission.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Context;
using v8::Function;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::MaybeLocal;
using v8::Message;
using v8::Object;
using v8::Promise;
using v8::String;
using v8::TryCatch;
using v8::Undefined;
using v8::Value;

namespace {

// Names are the program's, and may be of any length.
constexpr size_t kMaxNameLength = 100;

std::string_view Describe(StaleReason reason) {
  switch (reason) {
    case StaleReason::kUnregistered:
      return "it was unregistered";
    case StaleReason::kLibraryClosed:
      return "the library that it was registered with was closed";
    case StaleReason::kLibraryCollected:
      return "the library that it was registered with was garbage-collected";
    case StaleReason::kEnvironmentEnded:
      return "the thread that it was registered in ended";
    case StaleReason::kClosed:
      return "it was closed";
    case StaleReason::kObjectCollected:
      return "its Callback, which was not referenced, was garbage-collected";
    case StaleReason::kCallReturned:
      return "the call that it was passed to returned";
    case StaleReason::kHolderCollected:
      return "what held it was garbage-collected";
  }
  UNREACHABLE();
}

std::string StaleText(StaleReason reason) {
  return std::string(" was called after ").append(Describe(reason));
}

// To compare its address takes less time than to ask the system.
thread_local char this_thread;

// Whether values may be strings and bytes, whose memory is passed.
bool TakesMemory(const Conversion& conversion) {
  return conversion.scalar.kind == Scalar::Kind::kPointer &&
         conversion.values != Values::kSafeInteger;
}

// As JavaScript has it. Where a function has none, V8 tells what it is assigned
// to, or which call it is an argument of.
Local<Value> NameOf(Local<Function> function) {
  Local<Value> name = function->GetDebugName();
  Local<Value> own = function->GetName();
  // As for a proxy.
  if (!name->IsString() || !own->IsString()) {
    return String::Empty(Isolate::GetCurrent());
  }
  const bool has_own = own.As<String>()->Length() > 0;
  return !has_own && name->StrictEquals(function->GetInferredName()) ? own
                                                                     : name;
}

std::string NameOf(const Conversion* conversion, const Layout& type) {
  if (conversion != nullptr) {
    // What JavaScript lowers to an address is of a type without a name.
    return *conversion->name == '\0' ? "pointer" : conversion->name;
  }
  return std::to_string(type.size()) + " bytes";
}

// Gives one copy of equal texts, which is never freed. So that a program which
// registers callbacks of ever other names doesn't take memory without bound,
// there is a limit, from which on `general` is what is kept.
const std::string* Intern(std::string text, std::string_view general) {
  constexpr size_t kMaxSize = 256 * 1024;
  struct Texts {
    std::set<std::string, std::less<>> set;
    size_t size = 0;
  };
  ExclusiveAccess<Texts>::Scoped texts(&Immortal<ExclusiveAccess<Texts>>());
  auto it = texts->set.find(text);
  if (it != texts->set.end()) return &*it;
  if (texts->size + text.size() > kMaxSize) text = general;
  texts->size += text.size();
  return &*texts->set.insert(std::move(text)).first;
}

}  // namespace

// What a callback's address leads to, on whichever thread it is called. Never
// freed: a thread may be about to read it at any time.
struct Callback::Record {
  // The address of a thread_local of the registering thread, which identifies
  // it. Only that thread uses `callback` without `mutex`.
  const void* const thread;
  Callback* callback;
  const size_t result_size;
  // Null if no other thread may call it.
  CallbackGate* const gate;
  // Once there is no callback any more: why a call ends the process.
  const std::string* message = nullptr;

  // Guards changes of all records, and what other threads read of them.
  static Mutex& GetMutex() { return Immortal<Mutex>(); }

  // Gives one that is owned by the process.
  static Record* New(Callback* callback) {
    Mutex::ScopedLock lock(GetMutex());
    auto& records = Immortal<std::deque<Record>>();
    const size_t result_size =
        callback->type_.signature->prototype().result().size();
    return &records.emplace_back(
        Record{&this_thread, callback, result_size, callback->gate()});
  }

  void SetCallback(Callback* new_callback) {
    Mutex::ScopedLock lock(GetMutex());
    callback = new_callback;
  }

  // A call on another thread. Ends the process unless that can be.
  void OnOtherThread(const void* arguments, void* result) const;
  // Ends the process, or writes zero as the result.
  void OnStaleCall(void* result) const;
};

// One call that hasn't returned. Ends the callback's life if it should have
// ended meanwhile. What JavaScript does is not to be seen in the errno of the
// native code that called.
class Callback::Activation {
 public:
  explicit Activation(Callback* callback) : callback_(callback) {
    callback->Pin();
    callback->env_state_->EnterCallback();
  }
  ~Activation() {
    callback_->env_state_->LeaveCallback();
    callback_->Unpin();
    errno = error_number_;
  }
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

 private:
  const int error_number_ = errno;
  Callback* const callback_;
};

Callback::Callback(EnvState* env_state,
                   Local<Function> function,
                   Local<Function> adapter,
                   FunctionType type,
                   Reuse reuse)
    : env_(env_state->env()),
      env_state_(env_state),
      type_(std::move(type)),
      adapter_(env_->isolate(), adapter),
      frame_(adapter.IsEmpty() || env_->options()->ffi_checked ||
                     env_state->is_logged()
                 ? nullptr
                 : env_state->frame()),
      reuse_(reuse) {
  SetFunction(function);
}

void Callback::SetFunction(Local<Function> function) {
  function_.Reset(env_->isolate(), function);
  Utf8Value name(env_->isolate(), NameOf(function));
  // A thread that must not call this may be telling its name.
  Mutex::ScopedLock lock(Record::GetMutex());
  name_ = name.ToStringView().substr(0, kMaxNameLength);
  // A message would end there.
  std::ranges::replace(name_, '\0', ' ');
}

std::unique_ptr<Callback> Callback::New(EnvState* env_state,
                                        Local<Function> function,
                                        Local<Function> adapter,
                                        FunctionType type,
                                        const ThreadsafeOptions& threadsafe,
                                        Reuse reuse) {
  // Other threads may be about to enter it at any time.
  if (threadsafe.kind != ThreadsafeOptions::kNot) reuse = Reuse::kNever;
  std::unique_ptr<Callback> callback(
      new Callback(env_state, function, adapter, std::move(type), reuse));
  if (threadsafe.kind != ThreadsafeOptions::kNot) {
    callback->MakeThreadsafe(threadsafe);
  }
  callback->TakeClosure();
  if (callback->pointer_ == nullptr) {
    THROW_ERR_FFI_CALL_FAILED(env_state->env(),
                              "libffi can't make a function for a callback: "
                              "there is no memory that may be executed");
    return nullptr;
  }
  return callback;
}

void Callback::TakeClosure() {
  if (reuse_ == Reuse::kLater) {
    auto closure = env_state_->retired_closures()->Take(type_.signature);
    if (closure) {
      record_ = static_cast<Record*>(closure->data);
      record_->SetCallback(this);
      pointer_ = closure->code;
      return;
    }
  }
  record_ = Record::New(this);
  pointer_ = NewClosure(type_.signature, Invoke, record_);
}

Callback::~Callback() {
  CHECK_EQ(active_, 0);
  if (reuse_ == Reuse::kLater && pointer_ != nullptr &&
      stale_reason_ != StaleReason::kEnvironmentEnded) {
    env_state_->retired_closures()->Add(type_.signature, {pointer_, record_});
  }
  if (threadsafe_ != nullptr) LeaveQueue();
  SchedulingPoint();
  const std::string reason = StaleText(stale_reason_);
  Mutex::ScopedLock lock(Record::GetMutex());
  record_->message = Intern(Description() + reason, "a callback" + reason);
  record_->callback = nullptr;
}

void Callback::Unregister(std::unique_ptr<Callback> callback) {
  CallbackGate* gate = callback->gate();
  if (gate != nullptr) {
    gate->Close();
    // Nobody may be there any more who takes what waits.
    gate->Unlimit();
  }
  SchedulingPoint();
  const bool is_queued = gate != nullptr && !gate->is_empty();
  if (callback->active_ == 0 && !is_queued) return;
  Callback* kept = callback.release();
  kept->is_unregistered_ = true;
  if (gate == nullptr) return;
  if (kept->active_ == 0) kept->state_ = State::kUnregistered;
  if (!kept->is_collected()) kept->Ref();
  gate->queue()->AddClosing(kept);
}

void Callback::DestroyIfDone() {
  if (!is_unregistered_) return;
  if (threadsafe_ != nullptr) {
    // What is not answered keeps no event loop alive.
    if (threadsafe_->gate->is_empty()) KeepLoop(false);
    if (active_ == 0) state_ = State::kUnregistered;
    if (!threadsafe_->gate->is_empty()) return;
  }
  if (active_ == 0) delete this;
}

void Callback::Ref() {
  function_.ClearWeak();
  is_referenced_ = true;
}

void Callback::Unref() {
  function_.SetWeak();
  is_referenced_ = false;
}

std::string Callback::Description() const {
  std::string text("callback ");
  text.append(name_.empty() ? "(anonymous)" : "'" + name_ + "'");
  const Prototype& prototype = type_.signature->prototype();
  text.append(" of type ").append(NameOf(type_.result, prototype.result()));
  text.append(" (");
  for (size_t i = 0; i < type_.arguments.size(); i++) {
    if (i > 0) text.append(", ");
    const Layout& layout = *prototype.arguments()[i].type;
    text.append(NameOf(type_.arguments[i], layout));
  }
  return text.append(")");
}

void Callback::Invoke(void* data, void* arguments, void* result) {
  const Record* record = static_cast<Record*>(data);
  if (record->thread != &this_thread) [[unlikely]]
    return record->OnOtherThread(arguments, result);
  if (record->callback == nullptr) [[unlikely]]
    return record->OnStaleCall(result);
  if (!record->callback->Call(arguments, result)) [[unlikely]]
    memset(result, 0, record->result_size);
}

void Callback::Record::OnStaleCall(void* result) const {
  // What runs as the process ends, such as a handler of atexit() or a library's
  // destructor, gets zero, whether the environment ended or process.exit() left
  // it as it was; and so do other threads that may be anywhere then.
  if (gate != nullptr && gate->has_ended()) {
    memset(result, 0, result_size);
    return;
  }
  if (per_process::v8_platform.Platform() != nullptr) EndByStaleCall(*message);
  memset(result, 0, result_size);
}

void Callback::Record::OnOtherThread(const void* arguments,
                                     void* result) const {
  SchedulingPoint();
  if (gate != nullptr && gate->Enter(arguments, result)) return;
  SchedulingPoint();
  std::string text;
  bool is_gone;
  {
    Mutex::ScopedLock lock(GetMutex());
    is_gone = callback == nullptr;
    if (!is_gone) text = callback->Description();
    if (!is_gone && gate != nullptr) {
      text.append(StaleText(callback->stale_reason_));
    }
  }
  if (is_gone) return OnStaleCall(result);
  if (gate != nullptr) EndByStaleCall(text);
  text.append(" was called on a thread other than that which registered it. "
              "Callbacks can only be invoked on the system thread they were "
              "created on, unless their signature has 'threadsafe: true'");
  EndProcess(text);
}

bool Callback::MayRun() const {
  return env_->can_call_into_js() && !env_state_->IsThrowing() &&
         !function_.IsEmpty();
}

void Callback::OnFirstCall(std::function<void()> function) {
  on_first_call_ = std::move(function);
  if (threadsafe_ == nullptr) state_ = State::kBeforeFirstCall;
}

void Callback::OnReturn() {
  // Only its owner can be told.
  if (on_first_call_ == nullptr || is_unregistered_) return;
  std::exchange(on_first_call_, nullptr)();
}

void Callback::OnState() {
  if (state_ == State::kBeforeFirstCall) {
    state_ = State::kOrdinary;
    return on_first_call_();
  }
  // As the environment ends, nobody is to be told.
  if (!env_->can_call_into_js()) return;
  EndByStaleCall(Description() + StaleText(stale_reason_));
}

bool Callback::Call(const void* arguments, void* result) {
  Activation activation(this);
  if (state_ != State::kOrdinary) [[unlikely]]
    OnState();
  if (threadsafe_ == nullptr) [[likely]]
    return TryCall(arguments, result) || WriteErrorResult(result);
  threadsafe_->gate->OnDirectCall();
  const bool has_result =
      TryCall(arguments, result) || WriteErrorResult(result);
  OnReturn();
  return has_result;
}

bool Callback::WriteErrorResult(void* result) const {
  // The environment may be ending, which gives zero.
  if (error_result_.empty() || !env_->can_call_into_js()) return false;
  memcpy(result, error_result_.data(), error_result_.size());
  return true;
}

bool Callback::TryCall(const void* arguments, void* result) {
  if (!MayRun()) [[unlikely]]
    return false;
  HandleScope handle_scope(env_->isolate());
  Local<Function> function =
      PersistentToLocal::Default(env_->isolate(), function_);
  // All JavaScript that Node.js calls runs in a callback scope, but for a few
  // special occasions, such as the event 'exit'.
  if (env_->async_callback_scope_depth() > 0 ||
      env_state_->HasJavaScriptCaller()) [[likely]] {
    return CallFromJavaScript(function, arguments, result);
  }
  return CallFromEventLoop(function, arguments, result);
}

bool Callback::CallFromJavaScript(Local<Function> function,
                                  const void* arguments,
                                  void* result) {
  Isolate* isolate = env_->isolate();
  if (env_state_->IsCallScopeOnTop()) [[likely]] {
    // V8 keeps an exception pending while native code runs on.
    const bool has_returned = Run(function, arguments, result);
    if (!has_returned && isolate->HasPendingException()) {
      env_state_->SetCallScopeThrowing();
    }
    env_state_->SetCallScopeOnTop();
    return has_returned;
  }
  Local<Value> exception;
  Local<Message> message;
  {
    TryCatch try_catch(isolate);
    const bool has_returned = Run(function, arguments, result);
    if (has_returned || !try_catch.HasCaught()) return has_returned;
    if (!try_catch.HasTerminated()) {
      exception = try_catch.Exception();
      message = try_catch.Message();
    }
  }
  if (exception.IsEmpty()) {
    env_state_->OnTermination();
  } else {
    env_state_->OnThrow(exception, message);
  }
  return false;
}

bool Callback::CallFromEventLoop(Local<Function> function,
                                 const void* arguments,
                                 void* result) {
  Context::Scope context_scope(env_->context());
  InternalCallbackScope callback_scope(
      env_, Object::New(env_->isolate()), {0, 0});
  if (callback_scope.Failed()) return false;
  const bool has_returned = Run(function, arguments, result);
  if (!has_returned) callback_scope.MarkAsFailed();
  return has_returned;
}

template <typename F>
void Callback::Throw(F throw_error) {
  Local<Value> exception;
  Local<Message> message;
  {
    TryCatch try_catch(env_->isolate());
    throw_error();
    if (env_state_->HasJavaScriptCaller()) {
      try_catch.ReThrow();
      return;
    }
    exception = try_catch.Exception();
    message = try_catch.Message();
  }
  errors::TriggerUncaughtException(env_->isolate(), exception, message);
}

MaybeLocal<Value> Callback::CallWithValues(Local<Function> function,
                                           const void* arguments) {
  Isolate* isolate = env_->isolate();
  const Prototype& prototype = type_.signature->prototype();
  const size_t count = type_.arguments.size();
  const bool is_checked = env_->options()->ffi_checked;
  MaybeStackBuffer<Local<Value>, 16> values(count);
  for (size_t i = 0; i < count; i++) {
    const void* argument =
        static_cast<const char*>(arguments) + prototype.arguments()[i].offset;
    if (type_.arguments[i] == nullptr) {
      values[i] = FromAggregate(isolate, argument);
      continue;
    }
    const Conversion& conversion = *type_.arguments[i];
    uintptr_t address;
    if (is_checked && conversion.scalar.kind == Scalar::Kind::kPointer) {
      memcpy(&address, argument, sizeof(address));
      address = CheckedScope::ToOriginal(address);
      argument = &address;
    }
    ConversionError error =
        conversion.from_native(isolate, argument, &values[i]);
    if (error != ConversionError::kNone) {
      Throw([&] {
        ThrowConversionError(
            env_, error, conversion, "Callback argument " + std::to_string(i));
      });
      return {};
    }
  }
  return function->Call(isolate,
                        env_->context(),
                        Undefined(isolate),
                        static_cast<int>(count),
                        values.out());
}

bool Callback::CheckArguments(const void* arguments) {
  const Prototype& prototype = type_.signature->prototype();
  for (size_t i = 0; i < type_.arguments.size(); i++) {
    const Conversion* conversion = type_.arguments[i];
    if (conversion == nullptr ||
        conversion->scalar.kind != Scalar::Kind::kPointer) {
      continue;
    }
    uintptr_t address;
    memcpy(
        &address,
        static_cast<const char*>(arguments) + prototype.arguments()[i].offset,
        sizeof(address));
    const std::string problem = FindWrongAddress(address);
    if (problem.empty()) continue;
    std::string message = "Callback argument " + std::to_string(i) + " of ";
    message.append(Description()).append(": ").append(problem);
    Throw([&] { THROW_ERR_FFI_INVALID_POINTER(env_, message); });
    return false;
  }
  return true;
}

bool Callback::RunWithValues(Local<Function> function,
                             const void* arguments,
                             void* result,
                             Local<Promise>* promise) {
  std::unique_ptr<CallLog> log;
  if (env_state_->is_logged()) {
    log = std::make_unique<CallLog>(
        name_.empty() ? "callback" : "callback " + name_, &type_);
    log->SetArguments(arguments);
    log->Begin();
  }
  // JavaScript is to see what native code has done so far to what it was
  // passed, and the other way round.
  CheckedScope::CopyOut();
  const bool is_checked = env_->options()->ffi_checked;
  Local<Value> value;
  const bool has_returned =
      (!is_checked || CheckArguments(arguments)) &&
      CallWithValues(function, arguments).ToLocal(&value) &&
      TakeResult(value, result, promise);
  if (has_returned && is_checked && type_.result != nullptr &&
      type_.result->scalar.kind == Scalar::Kind::kPointer) {
    uintptr_t address;
    memcpy(&address, result, sizeof(address));
    address = CheckedScope::ToCopy(address);
    memcpy(result, &address, sizeof(address));
  }
  CheckedScope::CopyIn();
  if (log != nullptr) {
    log->End();
    if (!has_returned) {
      log->Print("threw");
    } else if (promise != nullptr && !promise->IsEmpty()) {
      log->Print("= a promise");
    } else {
      log->Print(result, 0);
    }
  }
  return has_returned;
}

bool Callback::Run(Local<Function> function,
                   const void* arguments,
                   void* result,
                   Local<Promise>* promise) {
  Local<Value> value;
  if (frame_ == nullptr || frame_->state != CallbackFrame::kFree) [[unlikely]] {
    return RunWithValues(function, arguments, result, promise);
  }

  uint64_t* slot = frame_->slots;
  for (const auto& [type, offset] : type_.signature->prototype().arguments()) {
    const void* argument = static_cast<const char*>(arguments) + offset;
    if (type->is_scalar()) [[likely]] {
      memcpy(slot++, argument, sizeof(*slot));
    } else {
      *slot++ = reinterpret_cast<uintptr_t>(argument);
    }
  }
  frame_->state = CallbackFrame::kHasArguments;
  Isolate* isolate = env_->isolate();
  Local<Value> argument = function;
  const bool has_returned =
      PersistentToLocal::Strong(adapter_)
          ->Call(isolate, env_->context(), Undefined(isolate), 1, &argument)
          .ToLocal(&value);
  const CallbackFrame::State state = frame_->state;
  frame_->state = CallbackFrame::kFree;
  if (!has_returned) return false;
  if (state != CallbackFrame::kFree) return TakeResult(value, result, promise);
  if (type_.result == nullptr) [[unlikely]]
    return CopyResult(frame_->slots[0], result);
  memcpy(result, frame_->slots, sizeof(frame_->slots[0]));
  return true;
}

bool Callback::CopyResult(uint64_t address, void* result) {
  const size_t size = type_.signature->prototype().result().size();
  auto error = ConversionError::kWrongValue;
  if (address != 0) {
    if (TryCopy(result, reinterpret_cast<const void*>(address), size)) {
      return true;
    }
    error = ConversionError::kAccessViolation;
  }
  Throw([&] { ThrowAggregateError(env_, error, size, "Callback result"); });
  return false;
}

bool Callback::TakeResult(Local<Value> value,
                          void* result,
                          Local<Promise>* promise) {
  if (threadsafe_ != nullptr && value->IsPromise()) {
    if (!threadsafe_->gate->is_blocking()) {
      return WatchRejection(value.As<Promise>());
    }
    if (promise != nullptr) {
      *promise = value.As<Promise>();
      return true;
    }
  }
  if (type_.result != nullptr && IsMadeUp(env_, *type_.result, value)) {
    if (!env_->permission()->warning_only()) {
      Throw([&] { CheckAddressesPermitted(env_); });
      return false;
    }
    CheckAddressesPermitted(env_);
  }
  ConversionError error = ConvertResult(value, result);
  if (error == ConversionError::kNone) return true;
  Throw([&] { ThrowWrongResult(value, error, "Callback result"); });
  return false;
}

ConversionError Callback::ConvertResult(Local<Value> value,
                                        void* result) const {
  if (type_.result == nullptr) {
    const size_t size = type_.signature->prototype().result().size();
    return CopyAggregate(env_->isolate(), value, size, result);
  }
  const Conversion& conversion = *type_.result;
  if (conversion.values == Values::kNothing) {
    return value->IsPromise() ? ConversionError::kWrongValue
                              : ConversionError::kNone;
  }
  if (TakesMemory(conversion) && !value->IsBigInt() &&
      !value->IsNullOrUndefined()) {
    return ConversionError::kWrongValue;
  }
  return conversion.to_native(env_->isolate(), value, result, nullptr);
}

void Callback::ThrowWrongResult(Local<Value> value,
                                ConversionError error,
                                std::string_view subject) const {
  std::string message(subject);
  if (value->IsPromise()) {
    // Native code can't wait for it.
    message.append(" must not be a promise");
    return THROW_ERR_INVALID_ARG_VALUE(env_, message);
  }
  if (type_.result == nullptr) {
    const size_t size = type_.signature->prototype().result().size();
    return ThrowAggregateError(env_, error, size, subject);
  }
  const Conversion& conversion = *type_.result;
  if (TakesMemory(conversion) && error == ConversionError::kWrongValue) {
    // An argument's memory lives until the call returns. A result's would have
    // to live on, and nothing knows for how long.
    message.append(" must be a bigint, null or undefined: "
                   "nothing would keep the memory of a string or a buffer");
    THROW_ERR_INVALID_ARG_VALUE(env_, message);
  } else {
    ThrowConversionError(env_, error, conversion, subject);
  }
}

void Callback::SetErrorResult(Local<Value> value) {
  if (type_.result != nullptr && IsMadeUp(env_, *type_.result, value) &&
      !CheckAddressesPermitted(env_)) {
    return;
  }
  error_result_.resize(type_.signature->prototype().result().size());
  ConversionError error = ConvertResult(value, error_result_.data());
  if (error == ConversionError::kNone) {
    if (threadsafe_ != nullptr)
      threadsafe_->gate->SetErrorResult(error_result_);
    return;
  }
  error_result_.clear();
  ThrowWrongResult(value, error, "Option errorResult");
}

void Callback::MemoryInfo(MemoryTracker* tracker) const {
  tracker->TrackField("function", function_);
  tracker->TrackField("signature", type_.signature);
  tracker->TrackField("name", name_);
  tracker->TrackFieldWithSize("record", sizeof(Record));
  tracker->TrackFieldWithSize("closure", kClosureSize);
}

}  // namespace node::ffi
