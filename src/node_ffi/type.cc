#include "node_ffi/type.h"

namespace node::ffi {

const Type* Type::Scalar(TypeKind kind) {
  static const Type scalars[] = {
#define V(name, native) Type(TypeKind::k##name, &ffi_type_##native),
      FFI_SCALAR_TYPES(V)
#undef V
  };
  return &scalars[static_cast<size_t>(kind)];
}

}  // namespace node::ffi
