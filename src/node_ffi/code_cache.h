#ifndef SRC_NODE_FFI_CODE_CACHE_H_
#define SRC_NODE_FFI_CODE_CACHE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string_view>
#include <vector>

#include "node_builtins.h"
#include "v8.h"

namespace node::ffi {

// The code caches of all of Node.js' own modules, where node:ffi adds flags to
// V8's.
//
// V8 takes a cache only if it was made with the same flags, of which the cache
// has a hash. But what is in it doesn't depend on the flags that node:ffi adds
// (v8_flags.h): when the garbage collector moves machine code, and how large
// the stack is. So Node.js is built with one cache for each module, and with
// the hashes that it may have to have.

// Whether all functions of a module should be in its cache, also those that
// nothing calls as it is loaded.
bool IsToCompileEagerly(std::string_view id);

// Adds the hashes, as one more cache, to those that Node.js is built with. It
// leaves V8 with other flags than before.
void AddFlagHashes(v8::Isolate* isolate,
                   std::vector<builtins::CodeCacheInfo>* caches);

// Gives a cache with the hash that it has to have in this process.
builtins::BuiltinCodeCacheData WithFlagHash(
    const builtins::BuiltinCodeCacheData& cache,
    const builtins::BuiltinCodeCacheMap& caches);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CODE_CACHE_H_
