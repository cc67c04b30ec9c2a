#include "node_ffi/abi/type.h"

namespace node::ffi {

const Type* Type::Scalar(TypeKind kind) {
  static const Type scalars[] = {
#define V(name, native) Type(TypeKind::k##name, &ffi_type_##native),
      FFI_SCALAR_TYPES(V)
#undef V
  };
  return &scalars[static_cast<size_t>(kind)];
}

std::string_view Type::name() const {
  for (const TypeName& type : kTypeNames) {
    // These are other names of what they are on this platform.
    if (type.name == "char" || type.name == "bool") continue;
    if (type.kind == kind_) return type.name;
  }
  return {};
}

}  // namespace node::ffi
