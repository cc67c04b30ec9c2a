#ifndef SRC_NODE_FFI_ABI_SHARED_OBJECT_FILE_H_
#define SRC_NODE_FFI_ABI_SHARED_OBJECT_FILE_H_

#ifdef __linux__

// What can be told of a library from its file.

#include <string>

namespace node::ffi {

// Whether an open file begins as a library of this process's architecture does.
// If not, gives in what way.
bool IsLibraryFile(int fd, std::string* error);

// The same, and whether all is there that the loader will map: beyond a file's
// end there is no memory, and to touch it would end the process.
bool IsWholeLibraryFile(int fd, std::string* error);

// Whether a library at a path ends so early that there would be no memory for a
// part of it. What is wrong in any other way, the loader says.
bool IsCutShort(const char* path);

}  // namespace node::ffi

#endif  // __linux__

#endif  // SRC_NODE_FFI_ABI_SHARED_OBJECT_FILE_H_
