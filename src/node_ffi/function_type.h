// Function types as JavaScript has them.

#ifndef SRC_NODE_FFI_FUNCTION_TYPE_H_
#define SRC_NODE_FFI_FUNCTION_TYPE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <memory>
#include <optional>
#include <vector>

#include "node_ffi/convert.h"
#include "node_ffi/signature.h"
#include "v8.h"

namespace node {

class Environment;

namespace ffi {

// How C has a function type, and how its values are converted. Types of which C
// has the same share the Signature.
struct FunctionType {
  // Reads what JavaScript passes: ValueTypes as numbers and TypeLayouts, and
  // for the arguments an array of them; an Abi as a number, or nothing. Throws,
  // and gives nothing, if there is no way to call such a function.
  static std::optional<FunctionType> Read(Environment* env,
                                          v8::Local<v8::Value> result,
                                          v8::Local<v8::Value> arguments,
                                          v8::Local<v8::Value> abi);

  // Whether the result is an aggregate. Who calls such a function passes first
  // what has the room for it (convert_aggregate.h), and gets nothing back.
  bool has_room() const { return result == nullptr; }

  std::shared_ptr<const Signature> signature;
  // Null for aggregates, which have no conversion but their bytes.
  const Conversion* result;
  std::vector<const Conversion*> arguments;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_FUNCTION_TYPE_H_
