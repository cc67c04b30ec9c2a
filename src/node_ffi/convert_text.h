// Text in the encodings that C has for it, on the thread of the isolate.

#ifndef SRC_NODE_FFI_CONVERT_TEXT_H_
#define SRC_NODE_FFI_CONVERT_TEXT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "node_ffi/convert.h"
#include "v8.h"

namespace node::ffi {

// What follows has char for UTF-8, char16_t for UTF-16 and char32_t for UTF-32.

// Copies a string, and a NUL that ends it, to `temporaries`, and stores the
// address at `out`. Refuses a string with a NUL inside. What UTF-8 and UTF-32
// don't have, lone surrogates, becomes U+FFFD.
template <typename Char>
ConversionError CopyText(v8::Isolate* isolate,
                         v8::Local<v8::String> string,
                         void* out,
                         Temporaries* temporaries);

// The text at an address, up to its NUL. What is not valid in UTF-8 or UTF-32
// becomes U+FFFD.
template <typename Char>
ConversionError ReadText(v8::Isolate* isolate,
                         const void* address,
                         v8::Local<v8::Value>* value);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CONVERT_TEXT_H_
