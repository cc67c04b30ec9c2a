#ifndef SRC_NODE_FFI_ABI_PROTOTYPE_H_
#define SRC_NODE_FFI_ABI_PROTOTYPE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "node_ffi/abi/abi.h"
#include "node_ffi/abi/layout.h"

namespace node::ffi {

// How C has a function type, and where values are in the memory that they are
// passed in: all arguments in one block, the result in another. It is built by
// one thread; from then on it doesn't change, and any thread may use it.
//
// Everything begins at a multiple of 8 there, and of its alignment, and has a
// multiple of 8 bytes to itself, so that whole registers may be read and
// written. What is beyond a value has no meaning.
class Prototype {
 public:
  struct Argument {
    LayoutPointer type;
    size_t offset;
  };

  // No function has larger arguments, or a larger result: nobody knows how much
  // room the stack has. The C standard asks for objects that are as large.
  static constexpr size_t kMaxSize = 64 * 1024;

  // Whether values of a type can be passed.
  static bool CanBePassed(const Layout& type) {
    return type.is_complete() && type.size() <= kMaxSize;
  }

  // `result` is void, or something that can be passed.
  explicit Prototype(LayoutPointer result, Abi abi = Abi::kDefault);

  // Appends an argument. Gives false if it can't be passed, at all or with
  // those before it.
  bool Add(LayoutPointer argument);

  Abi abi() const { return abi_; }
  const Layout& result() const { return *result_; }
  std::span<const Argument> arguments() const { return arguments_; }
  // Whether everything is a scalar.
  bool is_scalar() const { return is_scalar_; }

  // Of the memory for all arguments.
  size_t arguments_size() const { return arguments_size_; }
  size_t arguments_alignment() const { return arguments_alignment_; }
  // Of the memory for the result: at least 8, even if there is none.
  size_t result_size() const;
  size_t result_alignment() const;

  // What is equal for prototypes that the calling convention can't tell apart:
  // all scalars of one representation are, and so are structs of which it has
  // the same in the same places.
  std::string Key() const;

  // The memory that belongs to this, in bytes.
  size_t MemorySize() const { return arguments_.capacity() * sizeof(Argument); }

 private:
  static constexpr size_t kWord = 8;

  LayoutPointer result_;
  std::vector<Argument> arguments_;
  size_t arguments_size_ = 0;
  size_t arguments_alignment_ = kWord;
  bool is_scalar_;
  Abi abi_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_PROTOTYPE_H_
