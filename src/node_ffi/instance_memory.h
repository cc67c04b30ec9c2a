// The memory of instances: what lib/internal/ffi/instance.js can't do itself.

#ifndef SRC_NODE_FFI_INSTANCE_MEMORY_H_
#define SRC_NODE_FFI_INSTANCE_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// Reads, writes and copies at addresses, which are numbers here. Nothing is
// checked: a program doesn't get at these functions. Optimised code makes fast
// API calls of them.
class InstanceMemory {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_INSTANCE_MEMORY_H_
