// Threads of a program's own, for native code.

#include "node_ffi/native_thread.h"

#include <algorithm>

#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_external_reference.h"
#include "node_ffi/scheduling_point.h"
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
                           std::string name)
    : BaseObject(env, object), async_(new uv_async_t), name_(std::move(name)) {
  CHECK_EQ(uv_async_init(env->event_loop(), async_, OnFinished), 0);
  async_->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(async_));
  MakeWeak();
}

// Nothing is scheduled then, so the thread ends at once.
NativeThread::~NativeThread() {
  if (is_running_) {
    TellToEnd();
    Join();
  }
  env()->CloseHandle(async_, [](uv_async_t* async) { delete async; });
}

void NativeThread::Create(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  CHECK(args[0]->IsString());
  Local<ObjectTemplate> constructor = ObjectTemplate::New(isolate);
  constructor->SetInternalFieldCount(BaseObject::kInternalFieldCount);
  Local<Object> object;
  if (!constructor->NewInstance(env->context()).ToLocal(&object)) return;
  auto thread =
      new NativeThread(env, object, Utf8Value(isolate, args[0]).ToString());
  const int error = uv_thread_create(
      &thread->thread_,
      [](void* data) { static_cast<NativeThread*>(data)->Run(); },
      thread);
  if (error != 0) return env->ThrowUVException(error, "uv_thread_create");
  thread->is_running_ = true;
  args.GetReturnValue().Set(object);
}

void NativeThread::End(const FunctionCallbackInfo<Value>& args) {
  NativeThread* thread;
  ASSIGN_OR_RETURN_UNWRAP(&thread, args[0]);
  CHECK(args[1]->IsFunction());
  thread->TellToEnd();
  const bool is_idle = thread->scheduled_ == 0;
  if (is_idle) {
    thread->Join();
  } else {
    thread->on_end_.Reset(args.GetIsolate(), args[1].As<Function>());
  }
  args.GetReturnValue().Set(is_idle);
}

void NativeThread::Schedule(ThreadPoolWork* work) {
  CHECK(!is_ending_);
  env()->IncreaseWaitingRequestCounter();
  if (scheduled_++ == 0) uv_ref(reinterpret_cast<uv_handle_t*>(async_));
  Mutex::ScopedLock lock(mutex_);
  queue_.push_back(work);
  changed_.Signal(lock);
}

void NativeThread::Cancel(ThreadPoolWork* work) {
  Mutex::ScopedLock lock(mutex_);
  auto it = std::find(queue_.begin(), queue_.end(), work);
  if (it == queue_.end()) return;
  queue_.erase(it);
  finished_.emplace_back(work, UV_ECANCELED);
  uv_async_send(async_);
}

void NativeThread::TellToEnd() {
  Mutex::ScopedLock lock(mutex_);
  is_ending_ = true;
  changed_.Signal(lock);
}

void NativeThread::Join() {
  CHECK_EQ(uv_thread_join(&thread_), 0);
  is_running_ = false;
}

void NativeThread::Run() {
  // It is for people only.
  uv_thread_setname(name_.c_str());
  SchedulingPoint();
  Mutex::ScopedLock lock(mutex_);
  while (true) {
    while (queue_.empty() && !is_ending_) changed_.Wait(lock);
    if (queue_.empty()) return;
    ThreadPoolWork* work = queue_.front();
    queue_.pop_front();
    {
      Mutex::ScopedUnlock unlock(lock);
      work->DoThreadPoolWork();
    }
    SchedulingPoint();
    finished_.emplace_back(work, 0);
    uv_async_send(async_);
  }
}

void NativeThread::OnFinished(uv_async_t* async) {
  // Work runs JavaScript, after which nothing else may refer to the thread.
  BaseObjectPtr<NativeThread> thread(static_cast<NativeThread*>(async->data));
  Environment* env = thread->env();
  Finished finished;
  {
    Mutex::ScopedLock lock(thread->mutex_);
    finished.swap(thread->finished_);
  }
  SchedulingPoint();
  for (const auto& [work, status] : finished) {
    env->DecreaseWaitingRequestCounter();
    if (--thread->scheduled_ == 0) {
      uv_unref(reinterpret_cast<uv_handle_t*>(async));
    }
    work->AfterThreadPoolWork(status);
  }
  if (!thread->is_ending_ || thread->scheduled_ != 0 || !thread->is_running_) {
    return;
  }
  thread->Join();
  if (!env->can_call_into_js()) return;
  Isolate* isolate = env->isolate();
  HandleScope handle_scope(isolate);
  Context::Scope context_scope(env->context());
  Local<Function> on_end = PersistentToLocal::Strong(thread->on_end_);
  USE(MakeCallback(isolate, thread->object(), on_end, 0, nullptr, {0, 0}));
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
