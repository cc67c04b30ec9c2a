// The version of libffi.

#include "node_ffi/version.h"

#include <ffi.h>

namespace node::ffi {

std::string Version() {
#ifdef FFI_VERSION_STRING
  return ffi_get_version();
#else
  // libffi tells its version, by macro and by function, since 3.5.
  return "unknown";
#endif
}

}  // namespace node::ffi
