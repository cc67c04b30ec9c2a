#ifndef SRC_NODE_FFI_JIT_PERF_MAP_H_
#define SRC_NODE_FFI_JIT_PERF_MAP_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>

namespace node::ffi {

// Where V8 writes down for `perf` which code is where, generated code is, too.
// Any thread may use it.
class PerfMap {
 public:
  // From now on, V8 has such a file.
  static void Enable();
  // Adds a line, if there is the file. `name` is a constant.
  static void Add(const void* address, size_t size, const char* name);
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_PERF_MAP_H_
