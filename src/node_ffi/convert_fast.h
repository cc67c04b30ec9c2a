// The conversions that optimised code can't make itself, on the environment's
// thread.

#ifndef SRC_NODE_FFI_CONVERT_FAST_H_
#define SRC_NODE_FFI_CONVERT_FAST_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// The conversions that optimised code can't make itself, as fast API functions
// for lib/internal/ffi/checks.js. They give 0n for all that is not simple,
// which is left to convert.h.
class FastConvert {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CONVERT_FAST_H_
