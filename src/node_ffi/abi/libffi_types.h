#ifndef SRC_NODE_FFI_ABI_LIBFFI_TYPES_H_
#define SRC_NODE_FFI_ABI_LIBFFI_TYPES_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <ffi.h>

#include <cstddef>
#include <forward_list>
#include <span>
#include <vector>

#include "node_ffi/abi/placement.h"
#include "node_ffi/abi/prototype.h"

namespace node::ffi {

// What libffi is told of the types of a function. Once it is filled in, nothing
// changes it, and any thread may use it.
class LibffiTypes {
 public:
  LibffiTypes() = default;
  LibffiTypes(const LibffiTypes&) = delete;
  LibffiTypes& operator=(const LibffiTypes&) = delete;

  // Gives false if there is something that libffi can't be told.
  bool FillIn(const Prototype& prototype);

  // libffi wants them mutable, but writes only to aggregates whose layout it is
  // to find, which is known of these. What has no bytes is void as the result,
  // and not among the arguments.
  ffi_type* result() const { return result_; }
  ffi_type** arguments() { return arguments_.data(); }
  size_t count() const { return arguments_.size(); }

  // Narrow integers are arguments as wide as a register.
  static bool IsWidened(const Layout& argument);

  // The memory that belongs to this, in bytes.
  size_t MemorySize() const;

 private:
  // libffi knows of structs with scalars one after the other. It is told of one
  // of the right size whose elements have it choose the right places.
  struct Aggregate {
    ffi_type type;
    // At most four, and null.
    ffi_type* elements[5];
  };

  // Null if there can't be such a struct. `pieces` are what of the value is in
  // registers or on the stack.
  ffi_type* Add(const Layout& type, std::span<const Piece> pieces, Abi abi);

  ffi_type* result_ = nullptr;
  std::vector<ffi_type*> arguments_;
  // What is referred to, so none may move.
  std::forward_list<Aggregate> aggregates_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_LIBFFI_TYPES_H_
