#ifndef SRC_NODE_FFI_ACCESS_VIOLATION_H_
#define SRC_NODE_FFI_ACCESS_VIOLATION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// Throws for the access that has failed last on this thread, of
// guarded_access.h. Gives false if none has since this was called before.
bool ThrowAccessViolation(Environment* env);

// What optimised code gets for a number that can't be read. A number that is
// the same has to be told from it, by throwIfFailed(), or by reading it again.
// It is no integer of fewer than 32 bits, and all other types have it.
inline constexpr int kFailedRead = 0x5A5A5A00;

class AccessViolations {
 public:
  // What JavaScript has of it:
  // - throwIfFailed(), which throws if an access has failed
  // - getFailures(), the memory of an integer that is not zero then, as an
  //   ArrayBuffer
  // - getMissedCalls(), the same of whether a raw function has called nothing
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ACCESS_VIOLATION_H_
