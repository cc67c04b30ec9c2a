// Copies, fills and compares memory, for lib/internal/ffi/memory_block.js.

#ifndef SRC_NODE_FFI_MEMORY_BLOCK_H_
#define SRC_NODE_FFI_MEMORY_BLOCK_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// Each side of these is an address, as a bigint, or a view: that V8 has a
// handle of it keeps its memory. What is anything else, or has too few bytes,
// is left to JavaScript to look at.
class MemoryBlock {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_MEMORY_BLOCK_H_
