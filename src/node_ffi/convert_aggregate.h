#ifndef SRC_NODE_FFI_CONVERT_AGGREGATE_H_
#define SRC_NODE_FFI_CONVERT_AGGREGATE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Aggregates that are passed by value. What JavaScript has of one is where its
// bytes are: their address, as a number or a bigint, or an ArrayBuffer or a
// view that has just these. Used on the thread of the isolate.

#include <cstddef>
#include <string_view>

#include "node_ffi/convert.h"
#include "v8.h"

namespace node::ffi {

// Copies an aggregate of `size` bytes from there to `out`.
ConversionError CopyAggregate(v8::Isolate* isolate,
                              v8::Local<v8::Value> from,
                              size_t size,
                              void* out);

// Copies one from `in` to there.
ConversionError StoreAggregate(v8::Isolate* isolate,
                               v8::Local<v8::Value> to,
                               size_t size,
                               const void* in);

// Whether that could be done now.
ConversionError CheckAggregate(v8::Isolate* isolate,
                               v8::Local<v8::Value> value,
                               size_t size);

// Gives the address as a number.
v8::Local<v8::Value> FromAggregate(v8::Isolate* isolate, const void* in);

// Throws what these gave, if it is not kNone. `subject` is what the value is.
void ThrowAggregateError(Environment* env,
                         ConversionError error,
                         size_t size,
                         std::string_view subject);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CONVERT_AGGREGATE_H_
