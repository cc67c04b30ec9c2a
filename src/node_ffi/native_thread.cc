// Threads of a program's own, for native code.

#include "node_ffi/native_thread.h"

#include <utility>

#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_external_reference.h"
#include "node_internals.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::ObjectTemplate;
using v8::Value;

NativeThread::NativeThread(Environment* env,
                           Local<Object> object,
                           std::unique_ptr<JobThreads> threads)
    : BaseObject(env, object), threads_(std::move(threads)) {
  MakeWeak();
}

void NativeThread::Create(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  CHECK(args[0]->IsString());
  Local<ObjectTemplate> constructor = ObjectTemplate::New(isolate);
  constructor->SetInternalFieldCount(BaseObject::kInternalFieldCount);
  Local<Object> object;
  if (!constructor->NewInstance(env->context()).ToLocal(&object)) return;
  auto threads =
      std::make_unique<JobThreads>(Utf8Value(isolate, args[0]).ToString(), 1);
  const int error = threads->StartFirst();
  if (error != 0) return env->ThrowUVException(error, "uv_thread_create");
  new NativeThread(env, object, std::move(threads));
  args.GetReturnValue().Set(object);
}

void NativeThread::End(const FunctionCallbackInfo<Value>& args) {
  NativeThread* thread;
  ASSIGN_OR_RETURN_UNWRAP(&thread, args[0]);
  CHECK(args[1]->IsFunction());
  thread->is_ending_ = true;
  const bool is_idle = thread->scheduled_ == 0;
  if (is_idle) {
    thread->threads_.reset();
  } else {
    thread->on_end_.Reset(args.GetIsolate(), args[1].As<Function>());
  }
  args.GetReturnValue().Set(is_idle);
}

void NativeThread::Schedule(Job* job) {
  CHECK(!is_ending_);
  scheduled_++;
  threads_->Push(job);
}

void NativeThread::JoinIfDone() {
  if (!is_ending_ || scheduled_ != 0 || threads_ == nullptr) return;
  threads_.reset();
  if (!env()->can_call_into_js()) return;
  Isolate* isolate = env()->isolate();
  HandleScope handle_scope(isolate);
  Context::Scope context_scope(env()->context());
  Local<Function> on_end = PersistentToLocal::Strong(on_end_);
  USE(MakeCallback(isolate, object(), on_end, 0, nullptr, {0, 0}));
}

void NativeThread::Initialize(Environment* env, Local<Object> target) {
  Local<Context> context = env->context();
  SetMethod(context, target, "createThread", Create);
  SetMethod(context, target, "endThread", End);
}

void NativeThread::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(Create);
  registry->Register(End);
}

}  // namespace node::ffi
