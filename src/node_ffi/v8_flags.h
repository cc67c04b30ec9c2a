#ifndef SRC_NODE_FFI_V8_FLAGS_H_
#define SRC_NODE_FFI_V8_FLAGS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string>
#include <vector>

namespace node::ffi {

// Adds what node:ffi wants of V8 to the flags of the command line, before there
// is an isolate. What is there already is the user's, and stays.
void AddV8Flags(std::vector<std::string>* flags);

// Whether V8 was told not to move generated code.
bool KeepsCodeInPlace();

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_V8_FLAGS_H_
