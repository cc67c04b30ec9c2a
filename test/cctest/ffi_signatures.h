#ifndef TEST_CCTEST_FFI_SIGNATURES_H_
#define TEST_CCTEST_FFI_SIGNATURES_H_

#include <cstddef>
#include <random>
#include <vector>

#include "node_ffi/abi/type.h"

// The types and signatures that generated code is compared with libffi on.

// All scalar types but void.
inline std::vector<const node::ffi::Type*> ValueTypes() {
  using node::ffi::Type;
  std::vector<const Type*> types;
  for (size_t i = 0; i < node::ffi::kScalarTypeCount; i++) {
    const Type* type = Type::Scalar(static_cast<node::ffi::TypeKind>(i));
    if (!type->is_void()) types.push_back(type);
  }
  return types;
}

// Calls check(result, arguments) with 500 random signatures, the same ones in
// each run, of fewer than 40 arguments: in registers and on the stack.
template <typename Check>
void ForRandomSignatures(Check check) {
  std::mt19937 random;
  const std::vector<const node::ffi::Type*> all = ValueTypes();
  for (int round = 0; round < 500; round++) {
    std::vector<const node::ffi::Type*> arguments(random() % 40);
    for (auto& type : arguments) type = all[random() % all.size()];
    check(all[random() % all.size()], arguments);
  }
}

#endif  // TEST_CCTEST_FFI_SIGNATURES_H_
