#ifndef SRC_NODE_FFI_CALLBACK_THREADS_H_
#define SRC_NODE_FFI_CALLBACK_THREADS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "node.h"
#include "node_ffi/callback.h"
#include "v8.h"

namespace node::ffi {

class CallbackGate;

// What a callback has that any thread may call.
struct Callback::Threadsafe {
  explicit Threadsafe(CallbackGate* gate) : gate(gate) {}

  // Has calls run in the asynchronous context that there is now.
  void TakeContext(v8::Isolate* isolate);

  CallbackGate* const gate;
  bool keeps_loop = false;
  // What lowers the value of a promise, or nothing.
  v8::Global<v8::Function> finish;
  // What reports why a promise was rejected, once there was one.
  v8::Global<v8::Function> on_rejected;
  v8::Global<v8::Object> resource;
  v8::Global<v8::Value> context_frame;
  async_context context;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLBACK_THREADS_H_
