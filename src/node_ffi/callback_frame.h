#ifndef SRC_NODE_FFI_CALLBACK_FRAME_H_
#define SRC_NODE_FFI_CALLBACK_FRAME_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>

namespace node::ffi {

// Memory through which a callback passes its arguments to JavaScript, and gets
// its result. Generated JavaScript (lib/internal/ffi/callback.js) has it as
// typed arrays, so that values take neither handles nor calls of V8's API.
//
// An environment has only one, which its own thread uses. The adapter copies
// the arguments out before it calls anything, and sets `state` to kFree; C++
// takes the result at once. So a second callback finds the frame in use only if
// something ran in between, as on behalf of a debugger: if `state` isn't kFree,
// its arguments are passed as values instead.
//
// Each argument has a slot. A scalar is at the beginning of it. For an
// aggregate, the slot has its address, as 64 bits, which is right until the
// callback returns. So it is with the result: for an aggregate, the slot has
// the address of bytes, which C++ copies at once; they may be garbage as soon
// as other JavaScript runs.
struct CallbackFrame {
  // Callbacks with more arguments have to do without.
  static constexpr size_t kSlots = 64;

  enum State : uint8_t {
    // The arguments were read, and the result, if there is one, is right.
    kFree,
    // There are arguments which were not read yet.
    kHasArguments,
    // What JavaScript returned is not the usual result of its type.
    kNoResult,
  };

  // The result is in the first one.
  uint64_t slots[kSlots];
  State state;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLBACK_FRAME_H_
