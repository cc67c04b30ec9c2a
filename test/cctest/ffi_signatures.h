#ifndef TEST_CCTEST_FFI_SIGNATURES_H_
#define TEST_CCTEST_FFI_SIGNATURES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ffi_layouts.h"
#include "node_ffi/abi/prototype.h"

// The types and signatures that generated code is compared with libffi on.

inline node::ffi::Prototype NewPrototype(
    node::ffi::LayoutPointer result,
    const std::vector<node::ffi::LayoutPointer>& arguments) {
  node::ffi::Prototype prototype(result);
  for (const auto& argument : arguments) EXPECT_TRUE(prototype.Add(argument));
  return prototype;
}

// All scalar types but void.
inline std::vector<node::ffi::LayoutPointer> ValueTypes() {
  using namespace layouts;  // NOLINT(build/namespaces)
  return {b, i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, p};
}

// Calls check(prototype) with 500 random prototypes, the same ones in each run,
// of fewer than 40 scalars: in registers and on the stack.
template <typename Check>
void ForRandomPrototypes(Check check) {
  std::mt19937 random;
  const auto all = ValueTypes();
  for (int round = 0; round < 500; round++) {
    std::vector<node::ffi::LayoutPointer> arguments(random() % 40);
    for (auto& type : arguments) type = all[random() % all.size()];
    check(NewPrototype(all[random() % all.size()], arguments));
  }
}

// Memory for the arguments or the result of a call, whose bytes are random.
class RandomBytes {
 public:
  RandomBytes(size_t size, size_t alignment)
      : size_(size), alignment_(alignment), memory_(size + alignment) {
    static std::mt19937 random;
    for (char& byte : memory_) byte = static_cast<char>(random());
  }
  RandomBytes(const RandomBytes& other)
      : RandomBytes(other.size_, other.alignment_) {
    memcpy(At(0), other.At(0), size_);
  }
  RandomBytes& operator=(const RandomBytes&) = delete;

  const char* At(size_t offset) const {
    const auto begin = reinterpret_cast<uintptr_t>(memory_.data());
    return memory_.data() + (-begin & (alignment_ - 1)) + offset;
  }
  char* At(size_t offset) {
    return const_cast<char*>(std::as_const(*this).At(offset));
  }

 private:
  const size_t size_;
  const size_t alignment_;
  std::vector<char> memory_;
};

inline RandomBytes ArgumentsOf(const node::ffi::Prototype& prototype) {
  return {prototype.arguments_size(), prototype.arguments_alignment()};
}
inline RandomBytes ResultOf(const node::ffi::Prototype& prototype) {
  return {prototype.result_size(), prototype.result_alignment()};
}

inline std::string Describe(const node::ffi::Layout& type) {
  return std::to_string(type.size()) + " bytes, aligned to " +
         std::to_string(type.alignment());
}

#endif  // TEST_CCTEST_FFI_SIGNATURES_H_
