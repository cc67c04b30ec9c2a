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

Slot Extended(const Type& type, const Slot& value) {
  switch (type.kind()) {
    case TypeKind::kInt8:
      return ExtendedAs<int8_t>(value);
    case TypeKind::kUint8:
      return ExtendedAs<uint8_t>(value);
    case TypeKind::kInt16:
      return ExtendedAs<int16_t>(value);
    case TypeKind::kUint16:
      return ExtendedAs<uint16_t>(value);
    case TypeKind::kInt32:
      return ExtendedAs<int32_t>(value);
    case TypeKind::kUint32:
      return ExtendedAs<uint32_t>(value);
    default:
      return value;
  }
}

}  // namespace node::ffi
