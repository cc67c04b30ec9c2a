#ifndef SRC_NODE_FFI_ABI_SCALAR_H_
#define SRC_NODE_FFI_ABI_SCALAR_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace node::ffi {

// A scalar, as memory and registers have it. Its alignment is its size, which
// holds for the scalars of all 64-bit platforms.
struct Scalar {
  enum class Kind : uint8_t {
    kVoid,
    kBool,
    kSigned,
    kUnsigned,
    kPointer,
    kFloat,  // The last one.
  };

  constexpr bool is_void() const { return kind == Kind::kVoid; }
  constexpr bool is_float() const { return kind == Kind::kFloat; }
  constexpr bool is_signed() const {
    return kind == Kind::kSigned || kind == Kind::kFloat;
  }
  // What a bit-field may be declared with.
  constexpr bool is_integer() const {
    return kind == Kind::kBool || kind == Kind::kSigned ||
           kind == Kind::kUnsigned;
  }
  // Whether it has fewer bits than a register, beyond which anything may be.
  constexpr bool is_narrow_integer() const {
    return is_integer() && size < sizeof(uint64_t);
  }
  constexpr bool operator==(const Scalar&) const = default;

  Kind kind;
  uint8_t size;  // In bytes: 1, 2, 4 or 8; zero for void.
};

// What represents a type of C++.
template <typename T>
inline constexpr Scalar kScalarOf = [] {
  if constexpr (std::is_void_v<T>) {
    return Scalar{Scalar::Kind::kVoid, 0};
  } else {
    constexpr Scalar::Kind kind =
        std::is_same_v<T, bool>       ? Scalar::Kind::kBool
        : std::is_pointer_v<T>        ? Scalar::Kind::kPointer
        : std::is_floating_point_v<T> ? Scalar::Kind::kFloat
        : std::is_signed_v<T>         ? Scalar::Kind::kSigned
                                      : Scalar::Kind::kUnsigned;
    static_assert(sizeof(T) <= sizeof(uint64_t));
    return Scalar{kind, sizeof(T)};
  }
}();

template <typename T>
inline uint64_t ExtendedAs(const void* value) {
  T narrow;
  memcpy(&narrow, value, sizeof(narrow));
  // Sign-extends what is signed.
  return static_cast<uint64_t>(narrow);
}

// A narrow integer as C has it in a register of 64 bits: sign- or zero-extended
// by its type.
inline uint64_t Extended(Scalar narrow, const void* value) {
  switch (narrow.size) {
    case 1:
      return narrow.is_signed() ? ExtendedAs<int8_t>(value)
                                : ExtendedAs<uint8_t>(value);
    case 2:
      return narrow.is_signed() ? ExtendedAs<int16_t>(value)
                                : ExtendedAs<uint16_t>(value);
    default:
      return narrow.is_signed() ? ExtendedAs<int32_t>(value)
                                : ExtendedAs<uint32_t>(value);
  }
}

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_SCALAR_H_
