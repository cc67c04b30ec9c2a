#ifndef SRC_NODE_FFI_VALUE_TYPE_H_
#define SRC_NODE_FFI_VALUE_TYPE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// The types that signatures have: what C's values are represented by, and what
// JavaScript's values are. Nothing here changes, so any thread may use it.

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string_view>
#include <type_traits>

#include "node_ffi/abi/scalar.h"

namespace node::ffi {

// The JavaScript values of a type. For each of these, there is a conversion in
// convert.cc, and what generated code makes of it in lib/internal/ffi/.
#define FFI_VALUES(V)                                                          \
  V(Nothing)                                                                   \
  V(Number)                                                                    \
  V(BigInt)                                                                    \
  V(Boolean)                                                                   \
  V(SafeInteger)                                                               \
  V(Pointer)                                                                   \
  V(Reference)                                                                 \
  V(Utf8)                                                                      \
  V(Utf16)                                                                     \
  V(Utf32)

enum class Values : uint8_t {
#define V(name) k##name,
  FFI_VALUES(V)
#undef V
};

#define FFI_POINTER_VALUES "a buffer, an ArrayBuffer, a string, or a bigint"

// The types that differ in representation or in values: the name, what has the
// representation in C++, the values, and what a value must be, for error
// messages. Everything else about a type follows from these. The first one of a
// representation has values that are just what C has, as a number or a bigint.
// The one without a name is what JavaScript of ours makes of the values of
// other types: an address as a number, or a pointer's value.
#define FFI_VALUE_TYPES(V)                                                     \
  V(Void, "void", void, Nothing, "undefined")                                  \
  V(Int8, "int8", int8_t, Number, "an int8")                                   \
  V(Uint8, "uint8", uint8_t, Number, "a uint8")                                \
  V(Int16, "int16", int16_t, Number, "an int16")                               \
  V(Uint16, "uint16", uint16_t, Number, "a uint16")                            \
  V(Int32, "int32", int32_t, Number, "an int32")                               \
  V(Uint32, "uint32", uint32_t, Number, "a uint32")                            \
  V(Int64, "int64", int64_t, BigInt, "an int64")                               \
  V(Uint64, "uint64", uint64_t, BigInt, "a uint64")                            \
  V(Float32, "float32", float, Number, "a float")                              \
  V(Float64, "float64", double, Number, "a double")                            \
  V(Pointer, "pointer", void*, Pointer, FFI_POINTER_VALUES)                    \
  V(Reference, "", void*, Reference, FFI_POINTER_VALUES)                       \
  V(Boolean, "boolean", bool, Boolean, "a boolean")                            \
  V(Int53, "int53", int64_t, SafeInteger, "an int53")                          \
  V(Uint53, "uint53", uint64_t, SafeInteger, "a uint53")                       \
  V(Address, "address", void*, SafeInteger, "an address")                      \
  V(CString, "cstring", void*, Utf8, FFI_POINTER_VALUES)                       \
  V(String16, "string16", void*, Utf16, FFI_POINTER_VALUES)                    \
  V(String32, "string32", void*, Utf32, FFI_POINTER_VALUES)

enum class ValueType : uint8_t {
#define V(id, name, ctype, values, expected) k##id,
  FFI_VALUE_TYPES(V)
#undef V
};

#define V(id, name, ctype, values, expected) +1
inline constexpr size_t kValueTypeCount = 0 FFI_VALUE_TYPES(V);
#undef V

// The type whose values are just what C has. Those of C's bool are the numbers
// 0 and 1.
constexpr ValueType PlainType(Scalar scalar) {
  if (scalar.kind == Scalar::Kind::kBool) scalar.kind = Scalar::Kind::kUnsigned;
  constexpr Scalar kScalars[] = {
#define V(id, name, ctype, values, expected) kScalarOf<ctype>,
      FFI_VALUE_TYPES(V)
#undef V
  };
  size_t number = 0;
  while (kScalars[number] != scalar) number++;
  return static_cast<ValueType>(number);
}

struct TypeName {
  std::string_view name;
  ValueType type;
};

// The type of an integer that has the size and the sign of T.
template <typename T>
inline constexpr ValueType kIntegerType = [] {
  constexpr bool is_signed = std::is_signed_v<T>;
  switch (sizeof(T)) {
    case 1:
      return is_signed ? ValueType::kInt8 : ValueType::kUint8;
    case 2:
      return is_signed ? ValueType::kInt16 : ValueType::kUint16;
    case 4:
      return is_signed ? ValueType::kInt32 : ValueType::kUint32;
    default:
      static_assert(sizeof(T) <= 8);
      return is_signed ? ValueType::kInt64 : ValueType::kUint64;
  }
}();

// Every type name that a definition may use: first the types' own, then others.
inline constexpr auto kTypeNames = std::to_array<TypeName>({
#define V(id, name, ctype, values, expected) {name, ValueType::k##id},
    FFI_VALUE_TYPES(V)
#undef V
        {"bool", ValueType::kUint8},
    {"char", kIntegerType<char>},
    {"schar", kIntegerType<signed char>},
    {"uchar", kIntegerType<unsigned char>},
    // NOLINTBEGIN(runtime/int): the platform's are meant.
    {"short", kIntegerType<short>},
    {"ushort", kIntegerType<unsigned short>},
    {"int", kIntegerType<int>},
    {"uint", kIntegerType<unsigned int>},
    {"long", kIntegerType<long>},
    {"ulong", kIntegerType<unsigned long>},
    {"longlong", kIntegerType<long long>},
    {"ulonglong", kIntegerType<unsigned long long>},
    // NOLINTEND(runtime/int)
    {"size_t", kIntegerType<size_t>},
    {"ssize_t", kIntegerType<std::make_signed_t<size_t>>},
    {"intptr_t", kIntegerType<intptr_t>},
    {"uintptr_t", kIntegerType<uintptr_t>},
    {"ptrdiff_t", kIntegerType<ptrdiff_t>},
    {"wchar_t", kIntegerType<wchar_t>},
    {"char16_t", kIntegerType<char16_t>},
    {"char32_t", kIntegerType<char32_t>},
    {"time_t", kIntegerType<time_t>},
    {"off_t", kIntegerType<off_t>},
    {"int8_t", ValueType::kInt8},
    {"uint8_t", ValueType::kUint8},
    {"int16_t", ValueType::kInt16},
    {"uint16_t", ValueType::kUint16},
    {"int32_t", ValueType::kInt32},
    {"uint32_t", ValueType::kUint32},
    {"int64_t", ValueType::kInt64},
    {"uint64_t", ValueType::kUint64},
    {"i8", ValueType::kInt8},
    {"u8", ValueType::kUint8},
    {"i16", ValueType::kInt16},
    {"u16", ValueType::kUint16},
    {"i32", ValueType::kInt32},
    {"u32", ValueType::kUint32},
    {"i64", ValueType::kInt64},
    {"u64", ValueType::kUint64},
    {"f32", ValueType::kFloat32},
    {"float", ValueType::kFloat32},
    {"f64", ValueType::kFloat64},
    {"double", ValueType::kFloat64},
    {"wstring",
     sizeof(wchar_t) == 2 ? ValueType::kString16 : ValueType::kString32},
    {"ptr", ValueType::kPointer},
    {"string", ValueType::kPointer},
    {"str", ValueType::kPointer},
    {"buffer", ValueType::kPointer},
    {"arraybuffer", ValueType::kPointer},
    {"function", ValueType::kPointer},
});

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_VALUE_TYPE_H_
