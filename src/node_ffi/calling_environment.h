// On behalf of which environment a thread runs native code.

#ifndef SRC_NODE_FFI_CALLING_ENVIRONMENT_H_
#define SRC_NODE_FFI_CALLING_ENVIRONMENT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

namespace node {

class Environment;

namespace ffi {

// Says that this thread, which has no environment of its own, makes a call of
// one's, which lives until that has returned.
class CallingEnvironment {
 public:
  explicit CallingEnvironment(const Environment* env);
  ~CallingEnvironment();
  CallingEnvironment(const CallingEnvironment&) = delete;
  CallingEnvironment& operator=(const CallingEnvironment&) = delete;

  // Of the native code that runs on this thread. Null if nobody knows, as on a
  // thread that a library has started.
  static const Environment* Get();
};

// Whether an environment is ending, on any thread that knows that it is there
// still; or will be, as one is from which it was started.
bool IsEnding(const Environment* env);

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLING_ENVIRONMENT_H_
