// Raw reads, writes, copies and views of native memory, on the environment's
// thread.

#ifndef SRC_NODE_FFI_MEMORY_H_
#define SRC_NODE_FFI_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// Raw reads, writes, views and copies of native memory. Addresses are not
// known to be right: what can be told from the number alone is checked (NULL,
// beyond the address space), and nothing more.
class Memory {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_MEMORY_H_
