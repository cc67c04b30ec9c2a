#ifndef SRC_NODE_FFI_VERSION_H_
#define SRC_NODE_FFI_VERSION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string>

namespace node::ffi {

// The version of the libffi that is in use, for `process.versions`.
std::string Version();

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_VERSION_H_
