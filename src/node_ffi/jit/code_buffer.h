#ifndef SRC_NODE_FFI_JIT_CODE_BUFFER_H_
#define SRC_NODE_FFI_JIT_CODE_BUFFER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace node::ffi {

// Bytes that are appended one after the other, integers with their lowest byte
// first: what the assemblers write instructions to, and `unwind` its tables.
// Used by one thread, which makes it and takes what is in it.
class CodeBuffer {
 public:
  void Bytes(std::initializer_list<uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes);
  }
  void Int32(size_t value) { Integer(value, 4); }
  void Int64(size_t value) { Integer(value, 8); }

  // Appends `filler` until there are `size` bytes.
  void PadTo(size_t size, uint8_t filler) { bytes_.resize(size, filler); }

  size_t size() const { return bytes_.size(); }
  std::vector<uint8_t> Take() { return std::move(bytes_); }

 private:
  void Integer(uint64_t value, int size) {
    for (int i = 0; i < size; i++) {
      bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
  }

  std::vector<uint8_t> bytes_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_CODE_BUFFER_H_
