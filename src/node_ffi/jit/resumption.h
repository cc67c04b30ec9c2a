#ifndef SRC_NODE_FFI_JIT_RESUMPTION_H_
#define SRC_NODE_FFI_JIT_RESUMPTION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Where generated code goes on if it could not read what it was given. Any
// thread may use what is here.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace node::ffi {

// Tells that the instructions at `accesses`, offsets from `code`, may fault,
// and that the code is to go on at `resumption` then. It has to stay for ever.
void AddResumption(const void* code,
                   std::vector<size_t> accesses,
                   size_t resumption);

// Gives where an instruction that has faulted goes on, or 0 if none was told
// of. For signal handlers.
uintptr_t FindResumption(uintptr_t instruction);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_RESUMPTION_H_
