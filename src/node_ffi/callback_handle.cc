// Owners of callbacks that belong to no library.

#include "node_ffi/callback_handle.h"

#include <utility>

#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_external_reference.h"
#include "node_ffi/callback_gate.h"
#include "node_ffi/class_mark.h"
#include "node_ffi/env_state.h"
#include "util-inl.h"

namespace node::ffi {

using v8::BigInt;
using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::Private;
using v8::Uint32;
using v8::Undefined;
using v8::Value;

namespace {

StaleReason ReasonOfCollection(CallbackHandle::Kind kind) {
  switch (kind) {
    case CallbackHandle::kObject:
      return StaleReason::kObjectCollected;
    case CallbackHandle::kCall:
      return StaleReason::kCallReturned;
    case CallbackHandle::kHeld:
      return StaleReason::kHolderCollected;
  }
  UNREACHABLE();
}

// Of those that are told before they are closed.
StaleReason ReasonOfClosing(CallbackHandle::Kind kind) {
  return kind == CallbackHandle::kObject ? StaleReason::kClosed
                                         : ReasonOfCollection(kind);
}

}  // namespace

CallbackHandle::CallbackHandle(Environment* env,
                               Local<Object> object,
                               Kind kind,
                               std::unique_ptr<Callback> callback)
    : BaseObject(env, object), kind_(kind), callback_(std::move(callback)) {
  ClassMark<CallbackHandle>::Learn(this);
  // V8 is to look for garbage in time.
  env->isolate()->AdjustAmountOfExternalAllocatedMemory(kSize);
  // Another thread may be told as soon as no call can enter, which is before it
  // is certain that none can again.
  callback_->set_stale_reason(ReasonOfClosing(kind));
  if (kind == kCall) callback_->Suspend();
  if (kind != kObject) MakeWeak();
}

CallbackHandle::~CallbackHandle() {
  env()->isolate()->AdjustAmountOfExternalAllocatedMemory(-kSize);
  if (callback_ == nullptr) return;
  // The garbage collector empties the handle before.
  callback_->set_stale_reason(persistent().IsEmpty()
                                  ? ReasonOfCollection(kind_)
                                  : StaleReason::kEnvironmentEnded);
  Callback::Unregister(std::move(callback_));
}

Local<Private> CallbackHandle::PrivateKey(Isolate* isolate) {
  return Private::ForApi(isolate,
                         FIXED_ONE_BYTE_STRING(isolate, "node:ffi:kCallback"));
}

CallbackHandle* CallbackHandle::FromCallback(Local<Object> object) {
  Isolate* isolate = object->GetIsolate();
  Local<Value> handle;
  if (!object->GetPrivate(isolate->GetCurrentContext(), PrivateKey(isolate))
           .ToLocal(&handle) ||
      !handle->IsObject()) {
    return nullptr;
  }
  return FromJSObject<CallbackHandle>(handle.As<Object>());
}

void CallbackHandle::New(const FunctionCallbackInfo<Value>& args) {
  CHECK(args.IsConstructCall());
  Environment* env = Environment::GetCurrent(args);
  CHECK(args[0]->IsFunction());
  CHECK(args[4]->IsUint32());
  const auto kind = static_cast<Kind>(args[4].As<Uint32>()->Value());
  auto type = FunctionType::Read(env, args[1], args[2], args[5]);
  if (!type) return;
  Local<Function> adapter;
  if (args[3]->IsFunction()) adapter = args[3].As<Function>();
  auto callback = Callback::New(
      EnvState::Get(env),
      args[0].As<Function>(),
      adapter,
      std::move(*type),
      ThreadsafeOptions::Read(args, 6),
      kind == kHeld ? Callback::Reuse::kLater : Callback::Reuse::kNever);
  if (callback == nullptr) return;
  // The object holds the function, which may refer to it; one that is passed to
  // calls is held by these.
  if (kind != kCall) args.This()->SetInternalField(kFunction, args[0]);
  callback->Unref();
  if (kind == kObject) callback->KeepLoop(true);
  new CallbackHandle(env, args.This(), kind, std::move(callback));
}

void CallbackHandle::GetPointer(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  args.GetReturnValue().Set(BigInt::NewFromUnsigned(
      args.GetIsolate(), reinterpret_cast<uintptr_t>(handle->pointer())));
}

void CallbackHandle::IsClosed(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  args.GetReturnValue().Set(handle->callback_ == nullptr);
}

void CallbackHandle::Close() {
  if (callback_ == nullptr) return;
  // If it is running, it may be called again until it returns.
  callback_->Ref();
  callback_->set_stale_reason(StaleReason::kClosed);
  Callback::Unregister(std::move(callback_));
  object()->SetInternalField(kFunction, Undefined(env()->isolate()));
  MakeWeak();
}

void CallbackHandle::Close(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  handle->Close();
}

template <bool referenced>
void CallbackHandle::Reference(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  if (handle->callback_ == nullptr) return;
  if constexpr (referenced) {
    handle->ClearWeak();
  } else {
    handle->MakeWeak();
  }
  handle->callback_->KeepLoop(referenced);
}

void CallbackHandle::KeepLoop(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  CHECK(args[0]->IsBoolean());
  if (handle->callback_ != nullptr)
    handle->callback_->KeepLoop(args[0]->IsTrue());
}

void CallbackHandle::Take(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  CHECK(args[0]->IsUint32());
  if (handle->callback_ == nullptr) return;
  handle->callback_->gate()->Take(args[0].As<Uint32>()->Value());
}

void CallbackHandle::DeliverAll(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  if (handle->callback_ == nullptr) return;
  CallbackGate* gate = handle->callback_->gate();
  gate->Close();
  gate->Unlimit();
  gate->queue()->DeliverAll(gate);
}

void CallbackHandle::SetErrorResult(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  handle->callback_->SetErrorResult(args[0]);
}

void CallbackHandle::CloseAfterFirstCall(
    const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  // The callback tells only while this owns it.
  handle->callback_->OnFirstCall([handle]() { handle->Close(); });
}

void CallbackHandle::Enter(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  CHECK(args[0]->IsFunction());
  CHECK(args[1]->IsBoolean());
  Callback* callback = handle->callback_.get();
  if (callback->Calls(args[0].As<Function>())) {
    callback->Ref();
  } else if (args[1]->IsTrue()) {
    return args.GetReturnValue().Set(false);
  } else {
    CHECK_EQ(handle->entered_, 0);
    callback->SetFunction(args[0].As<Function>());
  }
  handle->entered_++;
  callback->Resume();
  args.GetReturnValue().Set(true);
}

void CallbackHandle::Leave(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  CHECK_GT(handle->entered_, 0);
  // What other threads have called, which may enter and leave once more.
  while (handle->entered_ == 1 && !handle->callback_->DeliverQueued()) {
  }
  if (--handle->entered_ > 0) return;
  handle->callback_->Suspend();
  handle->callback_->Unref();
}

void CallbackHandle::IsEntered(const FunctionCallbackInfo<Value>& args) {
  CallbackHandle* handle;
  ASSIGN_OR_RETURN_UNWRAP(&handle, args.This());
  args.GetReturnValue().Set(handle->entered_ > 0);
}

void CallbackHandle::MemoryInfo(MemoryTracker* tracker) const {
  tracker->TrackField("callback", callback_);
}

void CallbackHandle::Initialize(Environment* env, Local<Object> target) {
  Isolate* isolate = env->isolate();
  Local<Context> context = env->context();
  Local<FunctionTemplate> constructor = NewFunctionTemplate(isolate, New);
  constructor->InstanceTemplate()->SetInternalFieldCount(kInternalFieldCount);
  SetProtoMethod(isolate, constructor, "getPointer", GetPointer);
  SetProtoMethod(isolate, constructor, "isClosed", IsClosed);
  SetProtoMethod(isolate, constructor, "close", Close);
  SetProtoMethod(isolate, constructor, "ref", Reference<true>);
  SetProtoMethod(isolate, constructor, "unref", Reference<false>);
  SetProtoMethod(isolate, constructor, "setErrorResult", SetErrorResult);
  SetProtoMethod(
      isolate, constructor, "closeAfterFirstCall", CloseAfterFirstCall);
  SetProtoMethod(isolate, constructor, "enter", Enter);
  SetProtoMethod(isolate, constructor, "leave", Leave);
  SetProtoMethod(isolate, constructor, "isEntered", IsEntered);
  SetProtoMethod(isolate, constructor, "keepLoop", KeepLoop);
  SetProtoMethod(isolate, constructor, "take", Take);
  SetProtoMethod(isolate, constructor, "deliverAll", DeliverAll);
  SetConstructorFunction(context, target, "CallbackHandle", constructor);
  constexpr uint32_t kCallbackOfObject = kObject;
  constexpr uint32_t kCallbackOfCall = kCall;
  constexpr uint32_t kCallbackOfHolder = kHeld;
  NODE_DEFINE_CONSTANT(target, kCallbackOfObject);
  NODE_DEFINE_CONSTANT(target, kCallbackOfCall);
  NODE_DEFINE_CONSTANT(target, kCallbackOfHolder);
  constexpr uint32_t kThreadsafeQueue = ThreadsafeOptions::kQueue;
  constexpr uint32_t kThreadsafeBlock = ThreadsafeOptions::kBlock;
  constexpr uint32_t kThreadsafeEvents = ThreadsafeOptions::kEvents;
  NODE_DEFINE_CONSTANT(target, kThreadsafeQueue);
  NODE_DEFINE_CONSTANT(target, kThreadsafeBlock);
  NODE_DEFINE_CONSTANT(target, kThreadsafeEvents);
}

void CallbackHandle::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(New);
  registry->Register(GetPointer);
  registry->Register(IsClosed);
  registry->Register(Close);
  registry->Register(Reference<true>);
  registry->Register(Reference<false>);
  registry->Register(SetErrorResult);
  registry->Register(CloseAfterFirstCall);
  registry->Register(Enter);
  registry->Register(Leave);
  registry->Register(IsEntered);
  registry->Register(KeepLoop);
  registry->Register(Take);
  registry->Register(DeliverAll);
}

}  // namespace node::ffi
