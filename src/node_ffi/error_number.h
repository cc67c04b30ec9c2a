// What JavaScript has of errno.

#ifndef SRC_NODE_FFI_ERROR_NUMBER_H_
#define SRC_NODE_FFI_ERROR_NUMBER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// These functions:
// - getErrorNumber(), the errno of the thread as an ArrayBuffer: optimised code
//   reads it right after a call, before anything else can change it
// - throwSystemError(errno, syscall), which throws the error that Node.js has
//   for an errno
struct ErrorNumber {
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ERROR_NUMBER_H_
