// Closures of callbacks that ended, to be used once more.

#ifndef SRC_NODE_FFI_RETIRED_CLOSURES_H_
#define SRC_NODE_FFI_RETIRED_CLOSURES_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>

#include "node_ffi/signature.h"

namespace node::ffi {

// What is given to native code for one call, or as long as an object lives, may
// be made for millions of functions, so that it can't be kept for ever as other
// closures are. But who calls a stale one is to be told so, not to call another
// function. So a closure rests until thousands of the same signature have ended
// after it. One thread uses this.
class RetiredClosures {
 public:
  struct Closure {
    void* code;
    void* data;
  };

  RetiredClosures() = default;
  RetiredClosures(const RetiredClosures&) = delete;
  RetiredClosures& operator=(const RetiredClosures&) = delete;

  void Add(std::shared_ptr<const Signature> signature, Closure closure);
  // Gives one that has rested, which is from then on not here.
  std::optional<Closure> Take(
      const std::shared_ptr<const Signature>& signature);

 private:
  static constexpr size_t kResting = 16 * 1024;

  std::unordered_map<std::shared_ptr<const Signature>, std::deque<Closure>>
      closures_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_RETIRED_CLOSURES_H_
