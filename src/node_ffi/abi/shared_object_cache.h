#ifndef SRC_NODE_FFI_ABI_SHARED_OBJECT_CACHE_H_
#define SRC_NODE_FFI_ABI_SHARED_OBJECT_CACHE_H_

// The cache of glibc's loader, which ldconfig writes: what files there are for
// the names of libraries.

#include <functional>
#include <string_view>

namespace node::ffi {

// Calls `visit` for each entry of a cache, in its order, which is the one that
// the loader prefers; but not for variants that need more of a processor than
// its architecture has. What is no cache, or is damaged, has fewer entries. The
// strings are parts of the cache.
void ForEachCachedLibrary(
    std::string_view cache,
    const std::function<void(std::string_view name, std::string_view path)>&
        visit);

}  // namespace node::ffi

#endif  // SRC_NODE_FFI_ABI_SHARED_OBJECT_CACHE_H_
