// What native functions change beyond what they are called for, in checked
// mode.

#ifndef SRC_NODE_FFI_CHECKED_EFFECTS_H_
#define SRC_NODE_FFI_CHECKED_EFFECTS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

namespace node::ffi {

// Around one call, on its thread: notes whether it changed errno, the thread's
// signal mask, or the locale. Each is told once a function, when the process
// ends.
class CheckedEffects {
 public:
  // `name` must live as long as the process. `has_error_number` says that errno
  // is asked of the function.
  CheckedEffects(const char* name, bool has_error_number);
  ~CheckedEffects();
  CheckedEffects(const CheckedEffects&) = delete;
  CheckedEffects& operator=(const CheckedEffects&) = delete;

  // Has what was noted printed when the process ends, in whichever thread.
  static void PrintAtExit();

 private:
  const char* const name_;
  const bool has_error_number_;
  const int errno_before_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CHECKED_EFFECTS_H_
