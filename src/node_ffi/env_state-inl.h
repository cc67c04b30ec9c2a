#ifndef SRC_NODE_FFI_ENV_STATE_INL_H_
#define SRC_NODE_FFI_ENV_STATE_INL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "env-inl.h"
#include "node_ffi/env_state.h"

namespace node::ffi {

size_t EnvState::Depth() const {
  return callbacks_ + env_->async_callback_scope_depth();
}

bool EnvState::IsCallScopeOnTop() const {
  return call_scope_.depth == Depth() - 1 &&
         call_scope_.entries == entries_.value();
}

bool EnvState::IsCallScopeOnStackTop() const {
  return call_scope_.depth == Depth();
}

void EnvState::SetCallScope(const CallScopeState& state) {
  std::atomic_ref(call_scope_.depth)
      .store(state.depth, std::memory_order_relaxed);
  call_scope_.entries = state.entries;
  call_scope_.is_throwing = state.is_throwing;
}

// A call into native code by an ordinary function of V8's API.
class EnvState::CallScope {
 public:
  explicit CallScope(EnvState* state)
      : state_(state), outer_(state->call_scope_) {
    state->SetCallScope({state->Depth(), state->entries_.value(), false});
  }
  ~CallScope() { state_->SetCallScope(outer_); }
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  // To be asked once native code has returned: whether an exception is pending
  // in V8, to which the caller must return at once then.
  bool HasThrown() const {
    return state_->call_scope_.is_throwing && state_->HasCallScopeThrown();
  }

 private:
  EnvState* const state_;
  const CallScopeState outer_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ENV_STATE_INL_H_
