#ifndef SRC_NODE_FFI_ENV_STATE_INL_H_
#define SRC_NODE_FFI_ENV_STATE_INL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "env-inl.h"
#include "node_ffi/env_state.h"

namespace node::ffi {

size_t EnvState::Depth() const {
  return callbacks_ + env_->async_callback_scope_depth();
}

// A call into native code by an ordinary function of V8's API.
class EnvState::CallScope {
 public:
  explicit CallScope(EnvState* state)
      : state_(state), outer_(state->call_scope_depth_) {
    state->call_scope_depth_ = state->Depth();
  }
  ~CallScope() { state_->call_scope_depth_ = outer_; }
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  EnvState* const state_;
  const size_t outer_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ENV_STATE_INL_H_
