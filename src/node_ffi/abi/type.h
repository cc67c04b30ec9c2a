#ifndef SRC_NODE_FFI_ABI_TYPE_H_
#define SRC_NODE_FFI_ABI_TYPE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// How C's types are represented, and the names that signatures have for them.
// Nothing here changes, so any thread may use it.

#include <ffi.h>

#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace node::ffi {

// The kinds of C types that differ in representation or conversion. The names
// that JavaScript uses (see kTypeNames) map onto these; several names may mean
// one kind, and signatures that differ only in such names are the same.
#define FFI_SCALAR_TYPES(V)                                                    \
  V(Void, void)                                                                \
  V(Int8, sint8)                                                               \
  V(Uint8, uint8)                                                              \
  V(Int16, sint16)                                                             \
  V(Uint16, uint16)                                                            \
  V(Int32, sint32)                                                             \
  V(Uint32, uint32)                                                            \
  V(Int64, sint64)                                                             \
  V(Uint64, uint64)                                                            \
  V(Float32, float)                                                            \
  V(Float64, double)                                                           \
  V(Pointer, pointer)

enum class TypeKind : uint8_t {
#define V(name, _) k##name,
  FFI_SCALAR_TYPES(V)
#undef V
};

#define V(name, _) +1
inline constexpr size_t kScalarTypeCount = 0 FFI_SCALAR_TYPES(V);
#undef V

// A C type: immutable, and compared by address.
class Type {
 public:
  constexpr Type(TypeKind kind, ffi_type* native)
      : native_(native), kind_(kind) {}
  Type(const Type&) = delete;
  Type& operator=(const Type&) = delete;

  // The one Type of a scalar kind. It lives as long as the process.
  static const Type* Scalar(TypeKind kind);

  TypeKind kind() const { return kind_; }
  // One of the names that definitions use.
  std::string_view name() const;
  size_t size() const { return kind_ == TypeKind::kVoid ? 0 : native_->size; }
  size_t alignment() const { return native_->alignment; }
  bool is_void() const { return kind_ == TypeKind::kVoid; }
  bool is_float() const {
    return kind_ == TypeKind::kFloat32 || kind_ == TypeKind::kFloat64;
  }

  // libffi's description of the type. libffi wants a mutable pointer, but
  // writes only to aggregates whose layout it is to find.
  ffi_type* native() const { return native_; }

 private:
  ffi_type* const native_;
  const TypeKind kind_;
};

// Room for one argument or result of a scalar type. libffi widens a narrow
// integer result to ffi_arg, so this must be no smaller.
union alignas(ffi_arg) alignas(double) Slot {
  ffi_arg widened;
  uint64_t uint64;
  double float64;
  void* pointer;
};

// The value as C has it in a register of 64 bits: integers, of which a slot has
// the first bytes, are sign- or zero-extended by their type.
Slot Extended(const Type& type, const Slot& value);

struct TypeName {
  std::string_view name;
  TypeKind kind;
};

inline constexpr TypeKind kCharKind =
    CHAR_MIN < 0 ? TypeKind::kInt8 : TypeKind::kUint8;

// Every type name that a definition may use.
inline constexpr auto kTypeNames = std::to_array<TypeName>({
    {"void", TypeKind::kVoid},
    {"char", kCharKind},
    {"bool", TypeKind::kUint8},
    {"int8", TypeKind::kInt8},
    {"i8", TypeKind::kInt8},
    {"uint8", TypeKind::kUint8},
    {"u8", TypeKind::kUint8},
    {"int16", TypeKind::kInt16},
    {"i16", TypeKind::kInt16},
    {"uint16", TypeKind::kUint16},
    {"u16", TypeKind::kUint16},
    {"int32", TypeKind::kInt32},
    {"i32", TypeKind::kInt32},
    {"uint32", TypeKind::kUint32},
    {"u32", TypeKind::kUint32},
    {"int64", TypeKind::kInt64},
    {"i64", TypeKind::kInt64},
    {"uint64", TypeKind::kUint64},
    {"u64", TypeKind::kUint64},
    {"float32", TypeKind::kFloat32},
    {"f32", TypeKind::kFloat32},
    {"float", TypeKind::kFloat32},
    {"float64", TypeKind::kFloat64},
    {"f64", TypeKind::kFloat64},
    {"double", TypeKind::kFloat64},
    {"pointer", TypeKind::kPointer},
    {"ptr", TypeKind::kPointer},
    {"string", TypeKind::kPointer},
    {"str", TypeKind::kPointer},
    {"buffer", TypeKind::kPointer},
    {"arraybuffer", TypeKind::kPointer},
    {"function", TypeKind::kPointer},
});

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_TYPE_H_
