#ifndef SRC_NODE_FFI_ABI_TYPE_H_
#define SRC_NODE_FFI_ABI_TYPE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// How C's types are represented. Nothing here changes, so any thread may use
// it.

#include <ffi.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace node::ffi {

// The representations that there are: what libffi calls each, and a C++ type
// that has it. C types of one representation are passed alike, and signatures
// that differ only in such types are the same.
#define FFI_SCALAR_TYPES(V)                                                    \
  V(Void, void, void)                                                          \
  V(Int8, sint8, int8_t)                                                       \
  V(Uint8, uint8, uint8_t)                                                     \
  V(Int16, sint16, int16_t)                                                    \
  V(Uint16, uint16, uint16_t)                                                  \
  V(Int32, sint32, int32_t)                                                    \
  V(Uint32, uint32, uint32_t)                                                  \
  V(Int64, sint64, int64_t)                                                    \
  V(Uint64, uint64, uint64_t)                                                  \
  V(Float32, float, float)                                                     \
  V(Float64, double, double)                                                   \
  V(Pointer, pointer, uintptr_t)

enum class TypeKind : uint8_t {
#define V(name, native, ctype) k##name,
  FFI_SCALAR_TYPES(V)
#undef V
};

#define V(name, native, ctype) +1
inline constexpr size_t kScalarTypeCount = 0 FFI_SCALAR_TYPES(V);
#undef V

// The C++ type of a representation: CTypeOf<TypeKind::kInt8> is int8_t.
template <TypeKind kind>
struct CType;
#define V(name, native, ctype)                                                 \
  template <>                                                                  \
  struct CType<TypeKind::k##name> {                                            \
    using type = ctype;                                                        \
  };
FFI_SCALAR_TYPES(V)
#undef V
template <TypeKind kind>
using CTypeOf = typename CType<kind>::type;

// A C type: immutable, and compared by address.
class Type {
 public:
  // The one Type of a representation. It lives as long as the process.
  static const Type* Scalar(TypeKind kind);

  Type(const Type&) = delete;
  Type& operator=(const Type&) = delete;

  TypeKind kind() const { return kind_; }
  // A C type that it is the representation of.
  const char* name() const { return name_; }
  size_t size() const { return is_void() ? 0 : native_->size; }
  size_t alignment() const { return native_->alignment; }
  bool is_void() const { return kind_ == TypeKind::kVoid; }
  bool is_float() const { return is_float_; }
  bool is_signed() const { return is_signed_; }
  // Whether it has fewer bits than a register, beyond which anything may be.
  bool is_narrow_integer() const {
    return !is_void() && !is_float_ && native_->size < sizeof(uint64_t);
  }

  // libffi's description of the type. libffi wants a mutable pointer, but
  // writes only to aggregates whose layout it is to find.
  ffi_type* native() const { return native_; }

 private:
  template <typename T>
  constexpr Type(TypeKind kind,
                 const char* name,
                 ffi_type* native,
                 std::type_identity<T>)
      : native_(native),
        name_(name),
        kind_(kind),
        is_float_(std::is_floating_point_v<T>),
        is_signed_(std::is_signed_v<T>) {}

  ffi_type* const native_;
  const char* const name_;
  const TypeKind kind_;
  const bool is_float_;
  const bool is_signed_;
};

// Room for one argument or result of a scalar type. libffi widens a narrow
// integer result to ffi_arg, so this must be no smaller.
union alignas(ffi_arg) alignas(double) Slot {
  ffi_arg widened;
  uint64_t uint64;
  double float64;
  void* pointer;
};

// The value as C has it in a register of 64 bits: narrow integers, of which a
// slot has the first bytes, are sign- or zero-extended by their type.
Slot Extended(const Type& type, const Slot& value);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_TYPE_H_
