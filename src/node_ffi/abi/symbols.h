#ifndef SRC_NODE_FFI_ABI_SYMBOLS_H_
#define SRC_NODE_FFI_ABI_SYMBOLS_H_

// What a loaded library exports, to say of a name that it doesn't have which
// name may be meant. Any thread may ask; the library must stay loaded
// meanwhile.

#include <functional>
#include <string>
#include <string_view>

namespace node::ffi {

// How many characters have to be inserted, deleted, replaced, or swapped with
// their neighbour, to make one word of the other; or more than `max` if it is
// more than that.
size_t CountEdits(std::string_view from, std::string_view to, size_t max);

// Calls `visit` with the name of each symbol that the library of a handle of
// dlopen() defines for others. The names live as long as the library. Visits
// none where the format of the library is unknown.
void ForEachSymbol(void* handle,
                   const std::function<void(std::string_view name)>& visit);

// Whether the library that an address is of has versions of symbols.
bool HasSymbolVersions(const void* address);

// Says, as the end of a message, what may be meant by a name that the library
// doesn't have: the name as C++ mangles it, or else the nearest one; or for a
// name with a version, such as `memcpy@GLIBC_9`, the versions that there are.
// Empty if there is nothing near.
std::string SuggestSymbol(void* handle, std::string_view name);

}  // namespace node::ffi

#endif  // SRC_NODE_FFI_ABI_SYMBOLS_H_
