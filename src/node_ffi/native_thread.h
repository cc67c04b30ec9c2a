// Threads of a program's own, for native code.

#ifndef SRC_NODE_FFI_NATIVE_THREAD_H_
#define SRC_NODE_FFI_NATIVE_THREAD_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "base_object.h"
#include "node_mutex.h"
#include "uv.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;
class ThreadPoolWork;

namespace ffi {

// A thread that does work for one environment, one piece after the other. It
// ends, when all is done that was scheduled, if it is told to, or nothing
// refers to it any more, or the environment ends. Work keeps the event loop
// alive, the thread alone does not. Whoever schedules work keeps this.
class NativeThread final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  // Has work done; not to be called once it is ending.
  void Schedule(ThreadPoolWork* work);
  // Has work not be done, unless that has begun.
  void Cancel(ThreadPoolWork* work);
  bool is_ending() const { return is_ending_; }

  SET_NO_MEMORY_INFO()
  SET_MEMORY_INFO_NAME(NativeThread)
  SET_SELF_SIZE(NativeThread)

 private:
  // Work, and the status that it is told.
  using Finished = std::deque<std::pair<ThreadPoolWork*, int>>;

  NativeThread(Environment* env,
               v8::Local<v8::Object> object,
               std::string name);
  ~NativeThread() override;

  // createThread(name): throws if there can't be one.
  static void Create(const v8::FunctionCallbackInfo<v8::Value>& args);
  // endThread(thread, onEnd): tells it to end, and gives whether it has; if
  // not, `onEnd` is called when it has.
  static void End(const v8::FunctionCallbackInfo<v8::Value>& args);

  // What the thread does.
  void Run();
  static void OnFinished(uv_async_t* async);
  void TellToEnd();
  void Join();

  // Only the environment's thread uses these, but for `is_ending_`, which the
  // thread reads under the lock.
  uv_async_t* const async_;
  uv_thread_t thread_;
  const std::string name_;
  size_t scheduled_ = 0;
  bool is_ending_ = false;
  bool is_running_ = false;
  v8::Global<v8::Function> on_end_;

  Mutex mutex_;
  // These need the lock.
  ConditionVariable changed_;
  std::deque<ThreadPoolWork*> queue_;
  Finished finished_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_NATIVE_THREAD_H_
