#ifndef SRC_NODE_FFI_ACTIVE_CALL_H_
#define SRC_NODE_FFI_ACTIVE_CALL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>

namespace node::ffi {

class ForeignFunction;

// A call of native code that is not made by optimised code, for as long as this
// lives: on the stack, where a crash report finds it, and nothing else looks.
// Nothing refers to it, so it costs a few instructions.
class ActiveCall {
 public:
  ActiveCall(const ForeignFunction* function, const void* arguments)
      : function_(function),
        arguments_(reinterpret_cast<uintptr_t>(arguments) ^
                   reinterpret_cast<uintptr_t>(this) ^ kMark) {}
  ~ActiveCall() { function_ = nullptr; }
  ActiveCall(const ActiveCall&) = delete;
  ActiveCall& operator=(const ActiveCall&) = delete;

  // Where the arguments are, by the second word of what may be one, or 0 if it
  // is none. They are as the Prototype has them.
  static uintptr_t FindArguments(uintptr_t address, uintptr_t second_word) {
    const uintptr_t arguments = address ^ second_word ^ kMark;
    return (arguments & kNoAddress) == 0 ? arguments : 0;
  }

 private:
  // Addresses of programs don't have these bits.
  static constexpr uintptr_t kNoAddress = ~(~uintptr_t{0} >> 16);
  // Stacks also have functions in registers that were saved. Neither an address
  // nor a small number, as may be behind them, looks like this.
  static constexpr uintptr_t kMark = kNoAddress & (~uintptr_t{0} / 0xFF * 0x6E);

  // Nobody reads these that the compiler knows of.
  const ForeignFunction* volatile function_;
  // Where they are, by where this is, and kMark.
  volatile uintptr_t arguments_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ACTIVE_CALL_H_
