// Threads of a program's own, for native code.

#ifndef SRC_NODE_FFI_NATIVE_THREAD_H_
#define SRC_NODE_FFI_NATIVE_THREAD_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <memory>
#include <string>

#include "base_object.h"
#include "node_ffi/job_threads.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;

namespace ffi {

// A thread that does jobs for one environment, one after the other. It ends,
// when all is done that was scheduled, if it is told to, or nothing refers to
// it any more, or the environment ends. Whoever schedules a job keeps this.
class NativeThread final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  // Has a job done; not to be called once this is ending.
  void Schedule(Job* job);
  // To be called when one has finished: first the one, and after what that
  // does, the other.
  void OnFinish() { scheduled_--; }
  void JoinIfDone();
  JobThreads* threads() { return threads_.get(); }
  bool is_ending() const { return is_ending_; }

  SET_NO_MEMORY_INFO()
  SET_MEMORY_INFO_NAME(NativeThread)
  SET_SELF_SIZE(NativeThread)

 private:
  NativeThread(Environment* env,
               v8::Local<v8::Object> object,
               std::unique_ptr<JobThreads> threads);

  // createThread(name): throws if there can't be one.
  static void Create(const v8::FunctionCallbackInfo<v8::Value>& args);
  // endThread(thread, onEnd): tells it to end, and gives whether it has; if
  // not, `onEnd` is called when it has.
  static void End(const v8::FunctionCallbackInfo<v8::Value>& args);

  // Null when it has ended.
  std::unique_ptr<JobThreads> threads_;
  size_t scheduled_ = 0;
  bool is_ending_ = false;
  v8::Global<v8::Function> on_end_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_NATIVE_THREAD_H_
