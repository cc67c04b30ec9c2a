// What the descriptions of calling conventions have in common: registers and
// stack are given out one after the other. A Placer is used by one thread.

#ifndef SRC_NODE_FFI_ABI_PLACER_H_
#define SRC_NODE_FFI_ABI_PLACER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "node_ffi/abi/placement.h"

namespace node::ffi {

// What there is of a value between two offsets.
struct Bytes {
  size_t offset;
  size_t size;
  Piece::Content content;
};

// Of all of a scalar, which is not void.
Bytes BytesOf(Scalar scalar);

class Placer {
 public:
  explicit Placer(const Convention& convention)
      : placement_{.convention = &convention} {}

  size_t integers_left() const {
    return convention().integer_arguments.size() - placement_.integer_count;
  }
  size_t floats_left() const {
    return convention().float_arguments.size() - placement_.float_count;
  }
  // As if an argument had them.
  void TakeIntegers(size_t count) { placement_.integer_count += count; }
  void TakeFloats(size_t count) { placement_.float_count += count; }

  // In the next register, which must be there.
  void InInteger(const Bytes& bytes) {
    Add(Piece::Place::kInteger,
        convention().integer_arguments[placement_.integer_count++],
        bytes);
  }
  void InFloat(const Bytes& bytes) {
    Add(Piece::Place::kFloat,
        convention().float_arguments[placement_.float_count++],
        bytes);
  }
  // Everything has a multiple of 8 bytes there, and is aligned to at least 8.
  void OnStack(const Bytes& bytes, size_t alignment = 8);

  void InIntegerResult(const Bytes& bytes) {
    Add(Piece::Place::kInteger,
        convention().integer_results[integer_results_++],
        bytes);
  }
  void InFloatResult(const Bytes& bytes) {
    Add(Piece::Place::kFloat,
        convention().float_results[float_results_++],
        bytes);
  }
  void SetResultInMemory() { placement_.result_is_in_memory = true; }

 private:
  friend std::optional<Placement> Place(const Convention&,
                                        const Layout&,
                                        std::span<const Layout* const>);

  const Convention& convention() const { return *placement_.convention; }
  void Add(Piece::Place place, size_t where, const Bytes& bytes);

  // A result's pieces are added first, and then put where they belong.
  Placement placement_;
  // Whose pieces are added.
  uint32_t argument_ = 0;
  size_t integer_results_ = 0;
  size_t float_results_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_PLACER_H_
