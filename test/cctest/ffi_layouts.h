#ifndef TEST_CCTEST_FFI_LAYOUTS_H_
#define TEST_CCTEST_FFI_LAYOUTS_H_

#include <cstddef>
#include <initializer_list>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/abi/layout.h"

// Short forms for the descriptions of types in tests.

namespace layouts {

using node::ffi::AggregateOptions;
using node::ffi::Field;
using node::ffi::Layout;
using node::ffi::LayoutPointer;
using node::ffi::LayoutResult;
using node::ffi::Scalar;
using Packing = AggregateOptions::Packing;

inline const LayoutPointer v = Layout::Of({Scalar::Kind::kVoid, 0});
inline const LayoutPointer b = Layout::Of({Scalar::Kind::kBool, 1});
inline const LayoutPointer i8 = Layout::Of({Scalar::Kind::kSigned, 1});
inline const LayoutPointer u8 = Layout::Of({Scalar::Kind::kUnsigned, 1});
inline const LayoutPointer i16 = Layout::Of({Scalar::Kind::kSigned, 2});
inline const LayoutPointer u16 = Layout::Of({Scalar::Kind::kUnsigned, 2});
inline const LayoutPointer i32 = Layout::Of({Scalar::Kind::kSigned, 4});
inline const LayoutPointer u32 = Layout::Of({Scalar::Kind::kUnsigned, 4});
inline const LayoutPointer i64 = Layout::Of({Scalar::Kind::kSigned, 8});
inline const LayoutPointer u64 = Layout::Of({Scalar::Kind::kUnsigned, 8});
inline const LayoutPointer f32 = Layout::Of({Scalar::Kind::kFloat, 4});
inline const LayoutPointer f64 = Layout::Of({Scalar::Kind::kFloat, 8});
inline const LayoutPointer p = Layout::Of({Scalar::Kind::kPointer, 8});

inline Field Bits(LayoutPointer type, size_t width) {
  return {.type = type, .bit_width = width};
}
inline Field Padding(LayoutPointer type, size_t width) {
  return {.type = type, .bit_width = width, .is_unnamed = true};
}
inline Field Aligned(LayoutPointer type, size_t alignment) {
  return {.type = type, .alignment = alignment};
}

inline LayoutPointer Expect(const LayoutResult& result) {
  EXPECT_NE(result.layout, nullptr) << static_cast<int>(result.error);
  return result.layout;
}

inline LayoutPointer Struct(std::initializer_list<Field> fields,
                            const AggregateOptions& options = {}) {
  return Expect(Layout::Struct({fields.begin(), fields.end()}, options));
}
inline LayoutPointer Union(std::initializer_list<Field> fields,
                           const AggregateOptions& options = {}) {
  return Expect(Layout::Union({fields.begin(), fields.end()}, options));
}
inline LayoutPointer Array(LayoutPointer element, size_t count) {
  return Expect(Layout::Array(element, count));
}
inline LayoutPointer Flexible(LayoutPointer element) {
  return Expect(Layout::FlexibleArray(element));
}

}  // namespace layouts

#endif  // TEST_CCTEST_FFI_LAYOUTS_H_
