// Threads and the environments that they work for.

#include "node_ffi/calling_environment.h"

#include "env-inl.h"
#include "v8.h"

namespace node::ffi {

using v8::Isolate;

static thread_local const Environment* calling = nullptr;

CallingEnvironment::CallingEnvironment(const Environment* env) {
  calling = env;
}

CallingEnvironment::~CallingEnvironment() {
  calling = nullptr;
}

const Environment* CallingEnvironment::Get() {
  if (calling != nullptr) return calling;
  Isolate* isolate = Isolate::TryGetCurrent();
  return isolate == nullptr ? nullptr : Environment::GetCurrent(isolate);
}

bool IsEnding(const Environment* env) {
  // process.exit() waits for one worker after the other, and the first one may
  // be waiting for the last one.
  for (; env != nullptr; env = env->worker_parent_env()) {
    if (env->is_stopping()) return true;
  }
  return false;
}

}  // namespace node::ffi
