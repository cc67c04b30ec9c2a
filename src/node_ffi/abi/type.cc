// The table of scalar types, and how their values are extended.

#include "node_ffi/abi/type.h"

#include <cstring>

namespace node::ffi {

namespace {

template <typename T>
Slot ExtendedAs(const Slot& value) {
  T narrow;
  memcpy(&narrow, &value, sizeof(narrow));
  Slot wide;
  // Sign-extends what is signed.
  wide.uint64 = static_cast<uint64_t>(narrow);
  return wide;
}

}  // namespace

const Type* Type::Scalar(TypeKind kind) {
  static const Type scalars[] = {
#define V(name, native, ctype)                                                 \
  Type(TypeKind::k##name,                                                      \
       #ctype,                                                                 \
       &ffi_type_##native,                                                     \
       std::type_identity<ctype>()),
      FFI_SCALAR_TYPES(V)
#undef V
  };
  return &scalars[static_cast<size_t>(kind)];
}

Slot Extended(const Type& type, const Slot& value) {
  if (!type.is_narrow_integer()) return value;
  switch (type.size()) {
    case 1:
      return type.is_signed() ? ExtendedAs<int8_t>(value)
                              : ExtendedAs<uint8_t>(value);
    case 2:
      return type.is_signed() ? ExtendedAs<int16_t>(value)
                              : ExtendedAs<uint16_t>(value);
    default:
      return type.is_signed() ? ExtendedAs<int32_t>(value)
                              : ExtendedAs<uint32_t>(value);
  }
}

}  // namespace node::ffi
