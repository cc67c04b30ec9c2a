// Access to memory that may not be there.

#include "node_ffi/guarded_access.h"

namespace node::ffi {

#if FFI_CAN_RESUME

bool ResumeAccess(int signal, siginfo_t* info, void* context) {
  return false;
}

#endif

}  // namespace node::ffi
