#ifndef SRC_NODE_FFI_ABI_SHARED_OBJECT_PATH_H_
#define SRC_NODE_FFI_ABI_SHARED_OBJECT_PATH_H_

// Which file a library is, by whatever name it is asked for: paths without
// symbolic links, as the kernel knows the file.

#include <string>

namespace node::ffi {

// Gives the path of the file at a path; where there is none, of what would be;
// nothing if that can't be told.
std::string FindFilePath(const std::string& path);

// Gives the path of the loaded file that an address is in, or nothing. It tells
// what was loaded, whatever has become of the file.
std::string FindLoadedPath(const void* address);

}  // namespace node::ffi

#endif  // SRC_NODE_FFI_ABI_SHARED_OBJECT_PATH_H_
