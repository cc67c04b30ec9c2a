// What libffi is told of types.

#include "node_ffi/abi/libffi_types.h"

#include <bit>

namespace node::ffi {

namespace {

// libffi leaves open what is on the stack beyond a narrow integer, so it gets
// one as wide as a register.
#if defined(__APPLE__) && defined(__aarch64__)
// There, arguments on the stack are as narrow as their types.
constexpr bool kMayWiden = false;
#else
constexpr bool kMayWiden =
    sizeof(ffi_arg) == 8 && std::endian::native == std::endian::little;
#endif

ffi_type* TypeOf(Scalar scalar) {
  switch (scalar.kind) {
    case Scalar::Kind::kVoid:
      return &ffi_type_void;
    case Scalar::Kind::kPointer:
      return &ffi_type_pointer;
    case Scalar::Kind::kFloat:
      return scalar.size == 4 ? &ffi_type_float : &ffi_type_double;
    default:
      break;
  }
  switch (scalar.size) {
    case 1:
      return scalar.is_signed() ? &ffi_type_sint8 : &ffi_type_uint8;
    case 2:
      return scalar.is_signed() ? &ffi_type_sint16 : &ffi_type_uint16;
    case 4:
      return scalar.is_signed() ? &ffi_type_sint32 : &ffi_type_uint32;
    default:
      return scalar.is_signed() ? &ffi_type_sint64 : &ffi_type_uint64;
  }
}

}  // namespace

bool LibffiTypes::IsWidened(const Layout& argument) {
  return kMayWiden && argument.is_scalar() &&
         argument.scalar().is_narrow_integer();
}

bool LibffiTypes::FillIn(const Prototype& prototype) {
  if (!prototype.is_scalar()) return false;
  result_ = TypeOf(prototype.result().scalar());
  arguments_.reserve(prototype.arguments().size());
  for (const Prototype::Argument& argument : prototype.arguments()) {
    Scalar scalar = argument.type->scalar();
    if (IsWidened(*argument.type)) scalar.size = sizeof(ffi_arg);
    arguments_.push_back(TypeOf(scalar));
  }
  return true;
}

size_t LibffiTypes::MemorySize() const {
  return arguments_.capacity() * sizeof(ffi_type*);
}

}  // namespace node::ffi
