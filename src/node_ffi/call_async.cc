// Calls of C functions on other threads.

#include "node_ffi/call_async.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "async_context_frame.h"
#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/active_call.h"
#include "node_ffi/alternate_stack.h"
#include "node_ffi/callback_handle.h"
#include "node_ffi/calling_environment.h"
#include "node_ffi/convert_aggregate.h"
#include "node_ffi/finished_jobs.h"
#include "node_ffi/job_threads.h"
#include "node_ffi/native_thread.h"
#include "node_ffi/scheduling_point.h"
#include "tracing/trace_event.h"
#include "util-inl.h"
#include "uv.h"

namespace node::ffi {

using errors::TryCatchScope;
using v8::Array;
using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::Boolean;
using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::HandleScope;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::Promise;
using v8::Uint32;
using v8::Undefined;
using v8::Value;

AsyncCall::Memory::Memory(const Prototype& prototype)
    : arguments(prototype.arguments_size(), prototype.arguments_alignment()),
      result(prototype.result_size(), prototype.result_alignment()) {}

AsyncCall::AsyncCall(Local<Object> object,
                     ForeignFunction* function,
                     std::unique_ptr<Memory> memory,
                     std::vector<Owned> owned,
                     NativeThread* thread)
    : BaseObject(function->env(), object),
      Job(function->env_state_->finished_jobs()),
      async_context_(EmitAsyncInit(env()->isolate(), object, "FFICALL")),
      context_frame_(env()->isolate(),
                     async_context_frame::current(env()->isolate())),
      function_(function),
      thread_(thread),
      in_flight_(function->env_state_, function->library()),
      memory_(std::move(memory)),
      owned_(std::move(owned)),
      target_(function->target_) {
  TRACE_EVENT_NESTABLE_ASYNC_BEGIN0(
      TRACING_CATEGORY_NODE2(threadpoolwork, async), "ffi", this);
  finished_jobs()->Expect(function->is_short_);
  if (thread_) {
    thread_->Schedule(this);
  } else {
    JobThreads::GetPool()->Push(this);
  }
}

AsyncCall::~AsyncCall() {
  EmitAsyncDestroy(env(), async_context_);
}

// The buffer whose bytes are passed for an object, or nothing if those have
// another owner. The arguments are right.
static bool FindBuffer(EnvState* env_state,
                       Local<Value> value,
                       Local<ArrayBuffer>* buffer) {
  if (!value->IsArrayBufferView() && !value->IsArrayBuffer()) {
    if (CallbackHandle::FromCallback(value.As<Object>()) != nullptr) {
      return true;
    }
    // Of an instance of an aggregate.
    if (!env_state->GetInstanceAddress(value).ToLocal(&value)) return false;
  }
  if (value->IsArrayBufferView()) {
    *buffer = value.As<ArrayBufferView>()->Buffer();
  } else if (value->IsArrayBuffer()) {
    *buffer = value.As<ArrayBuffer>();
  }
  return true;
}

bool AsyncCall::KeepBytes(const FunctionCallbackInfo<Value>& args,
                          const ForeignFunction& function,
                          Memory* memory) {
  const FunctionType& type = function.type_;
  const size_t first = type.has_room() ? 1 : 0;
  for (size_t i = 0; i < type.arguments.size(); i++) {
    const Conversion* conversion = type.arguments[i];
    Local<Value> value = args[static_cast<int>(first + i)];
    // Of an aggregate by value, there is a copy.
    if (conversion == nullptr ||
        conversion->scalar.kind != Scalar::Kind::kPointer ||
        !value->IsObject()) {
      continue;
    }
    Local<ArrayBuffer> buffer;
    if (!FindBuffer(function.env_state_, value, &buffer)) return false;
    if (buffer.IsEmpty()) continue;
    // What is shared may grow, but never shrinks.
    if (buffer->IsResizableByUserJavaScript() &&
        !buffer->IsSharedArrayBuffer()) {
      THROW_ERR_INVALID_ARG_VALUE(
          function.env(),
          function.DescribeArgument(i) +
              " must not be of a resizable ArrayBuffer, whose memory could go "
              "while native code runs on another thread");
      return false;
    }
    memory->stores.push_back(buffer->GetBackingStore());
  }
  return true;
}

std::vector<AsyncCall::Owned> AsyncCall::ReadOwned(
    Local<Context> context,
    Local<Value> list,
    const ForeignFunction& function,
    Memory* memory) {
  std::vector<Owned> owned;
  if (!list->IsArray()) return owned;
  const auto arguments = function.type_.signature->prototype().arguments();
  Local<Array> pairs = list.As<Array>();
  for (uint32_t i = 0; i < pairs->Length(); i += 2) {
    const int32_t index =
        pairs->Get(context, i).ToLocalChecked().As<Int32>()->Value();
    Local<Value> free = pairs->Get(context, i + 1).ToLocalChecked();
    const void* slot = memory->result.At(0);
    if (index >= 0) {
      const char* values = static_cast<const char*>(memory->arguments.At(0));
      memcpy(&slot, values + arguments[index].offset, sizeof(slot));
    }
    auto by = free->IsObject() ? BaseObject::FromJSObject<ForeignFunction>(free)
                               : nullptr;
    void* target = by == nullptr ? nullptr : by->target_;
    owned.push_back({slot, BaseObjectPtr<ForeignFunction>(by), target});
  }
  return owned;
}

void AsyncCall::Begin(const FunctionCallbackInfo<Value>& args) {
  const int last = args.Length() - 1;
  auto function =
      BaseObject::FromJSObject<ForeignFunction>(args[last].As<Object>());
  Environment* env = function->env();
  Local<Context> context = env->context();
  CHECK(args[last - 4]->IsFunction());

  const size_t count = function->type_.arguments.size();
  auto memory =
      std::make_unique<Memory>(function->type_.signature->prototype());
  if (!function->ReadCall<ForeignFunction::Form::kValues>(
          args, count, memory->arguments.At(0), &memory->temporaries) ||
      !KeepBytes(args, *function, memory.get())) {
    return;
  }
  if (function->checked_ != nullptr) {
    memory->checked = std::make_unique<CheckedCall>(function);
    if (!memory->checked->Prepare(args, memory->arguments.At(0))) return;
  }
  NativeThread* thread = nullptr;
  if (args[last - 2]->IsObject()) {
    thread = BaseObject::FromJSObject<NativeThread>(args[last - 2]);
    if (thread == nullptr || thread->is_ending()) {
      return THROW_ERR_INVALID_STATE(
          env, "Invalid state: The NativeThread is disposed");
    }
  }
  if (thread == nullptr) {
    const int error = JobThreads::GetPool()->StartFirst();
    if (error != 0) return env->ThrowUVException(error, "uv_thread_create");
  }
  Local<Object> object;
  Local<Promise::Resolver> resolver;
  if (!function->env_state_->NewCallObject(kInternalFieldCount)
           .ToLocal(&object) ||
      !Promise::Resolver::New(context).ToLocal(&resolver)) {
    return;
  }
  object->SetInternalField(kFinish, args[last - 4]);
  object->SetInternalField(kResolver, resolver);
  if (function->type_.has_room()) object->SetInternalField(kRoom, args[0]);
  std::vector<Owned> owned =
      ReadOwned(context, args[last - 3], *function, memory.get());
  new AsyncCall(object, function, std::move(memory), std::move(owned), thread);
  if (args[last - 1]->IsTrue()) {
    args.GetReturnValue().Set(object);
  } else {
    args.GetReturnValue().Set(resolver->GetPromise());
  }
}

void AsyncCall::GetPromise(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsObject());
  args.GetReturnValue().Set(args[0]
                                .As<Object>()
                                ->GetInternalField(kResolver)
                                .As<Promise::Resolver>()
                                ->GetPromise());
}

void AsyncCall::Cancel(const FunctionCallbackInfo<Value>& args) {
  AsyncCall* call;
  // What has ended is no call any more.
  ASSIGN_OR_RETURN_UNWRAP(&call, args[0]);
  JobThreads* threads =
      call->thread_ ? call->thread_->threads() : JobThreads::GetPool();
  if (threads->Remove(call)) call->finished_jobs()->AddCancelled(call);
}

bool AsyncCall::Free(Owned* owned) {
  void* target = owned->target;
  owned->target = nullptr;
  if (target == nullptr || owned->slot == nullptr || !is_made_) return true;
  const void* pointer;
  memcpy(&pointer, owned->slot, sizeof(pointer));
  if (pointer == nullptr) return true;
  return owned->free->CallWithPointer(target, pointer);
}

void AsyncCall::FreeAll() {
  HandleScope handle_scope(env()->isolate());
  for (Owned& owned : owned_) {
    // As MAP_FAILED, which says that there is nothing.
    intptr_t pointer = 0;
    if (owned.slot == memory_->result.At(0) && error_number_ != 0) {
      memcpy(&pointer, owned.slot, sizeof(pointer));
    }
    if (pointer != -1) Free(&owned);
  }
}

void AsyncCall::FreeResult(const FunctionCallbackInfo<Value>& args) {
  AsyncCall* call;
  // What has ended has nothing to be freed any more.
  ASSIGN_OR_RETURN_UNWRAP(&call, args[0]);
  CHECK(args[1]->IsUint32());
  EnvState* env_state = call->function_->env_state_;
  const uint32_t before = env_state->entries()->value();
  if (call->Free(&call->owned_.at(args[1].As<Uint32>()->Value())) &&
      env_state->entries()->value() != before) {
    env_state->AfterCall(before);
  }
}

void AsyncCall::Run() {
  SchedulingPoint();
  // Nobody waits for it any more.
  if (env()->is_stopping()) return;
  CallingEnvironment calling(env());
  is_made_ = true;
  EnsureAlternateStack();
  void* arguments = memory_->arguments.At(0);
  ActiveCall active(function_.get(), arguments);
  if (memory_->checked != nullptr) {
    error_number_ =
        memory_->checked->Invoke(target_, arguments, memory_->result.At(0));
    return;
  }
  if (function_->has_error_number_) errno = 0;
  function_->type_.signature->Invoke(target_, arguments, memory_->result.At(0));
  if (function_->has_error_number_) error_number_ = errno;
  SchedulingPoint();
}

void AsyncCall::Finish(bool is_cancelled) {
  TRACE_EVENT_NESTABLE_ASYNC_END1(TRACING_CATEGORY_NODE2(threadpoolwork, async),
                                  "ffi",
                                  this,
                                  "isCancelled",
                                  is_cancelled);
  std::unique_ptr<AsyncCall> self(this);
  function_->is_short_ = is_short();
  if (thread_) thread_->OnFinish();
  // A thread or process that ends runs no JavaScript.
  bool is_settled = false;
  if (env()->can_call_into_js()) {
    HandleScope handle_scope(env()->isolate());
    Context::Scope context_scope(env()->context());
    is_settled = Settle(is_cancelled);
  }
  if (!is_settled) FreeAll();
  if (thread_) thread_->JoinIfDone();
}

void AsyncCall::ConvertResult(Local<Value>* value, Local<Value>* error) {
  Isolate* isolate = env()->isolate();
  const FunctionType& type = function_->type_;
  void* result = memory_->result.At(0);
  ConversionError problem;
  TryCatchScope try_catch(env());
  if (memory_->checked != nullptr) {
    memory_->checked->Finish(result);
    if (memory_->checked->ThrowProblem()) {
      *error = try_catch.Exception();
      return;
    }
  }
  if (type.has_room()) {
    const size_t size = type.signature->prototype().result().size();
    problem = StoreAggregate(
        isolate, object()->GetInternalField(kRoom).As<Value>(), size, result);
    CHECK_EQ(problem, ConversionError::kNone);  // It is our own.
    return;
  }
  problem = type.result->from_native(isolate, result, value);
  if (problem == ConversionError::kNone) return;
  if (type.result->scalar.kind == Scalar::Kind::kPointer) {
    memcpy(&function_->lost_, result, sizeof(function_->lost_));
  }
  *value = Undefined(isolate);
  ThrowConversionError(env(), problem, *type.result, "Result");
  if (try_catch.HasCaught()) *error = try_catch.Exception();
}

bool AsyncCall::Settle(bool is_cancelled) {
  Isolate* isolate = env()->isolate();
  Local<Context> context = env()->context();
  InternalCallbackScope callback_scope(env(),
                                       object(),
                                       async_context_,
                                       InternalCallbackScope::kNoFlags,
                                       context_frame_.Get(isolate));
  if (callback_scope.Failed()) return false;

  Local<Value> args[] = {Undefined(isolate),
                         Undefined(isolate),
                         Boolean::New(isolate, is_cancelled),
                         object()};
  if (!is_cancelled) ConvertResult(&args[0], &args[1]);
  if (function_->has_error_number_) {
    function_->env_state_->call_state()->error_number = error_number_;
  }
  auto finish = object()->GetInternalField(kFinish).As<Function>();
  auto resolver = object()->GetInternalField(kResolver).As<Promise::Resolver>();
  TryCatchScope try_catch(env());
  Local<Value> value;
  if (finish->Call(context, Undefined(isolate), arraysize(args), args)
          .ToLocal(&value)) {
    USE(resolver->Resolve(context, value));
  } else if (try_catch.HasCaught() && !try_catch.HasTerminated()) {
    USE(resolver->Reject(context, try_catch.Exception()));
  } else {
    callback_scope.MarkAsFailed();
    return false;
  }
  return true;
}

void AsyncCall::MemoryInfo(MemoryTracker* tracker) const {
  const Prototype& prototype = function_->type_.signature->prototype();
  tracker->TrackFieldWithSize(
      "memory", prototype.arguments_size() + prototype.result_size());
}

void AsyncCall::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
  SetMethod(context, target, "beginCall", Begin);
  SetMethod(context, target, "getCallPromise", GetPromise);
  SetMethod(context, target, "cancelCall", Cancel);
  SetMethod(context, target, "freeResult", FreeResult);
}

void AsyncCall::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(Begin);
  registry->Register(GetPromise);
  registry->Register(Cancel);
  registry->Register(FreeResult);
}

}  // namespace node::ffi
