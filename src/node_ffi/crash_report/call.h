#ifndef SRC_NODE_FFI_CRASH_REPORT_CALL_H_
#define SRC_NODE_FFI_CRASH_REPORT_CALL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Only for x86-64 on Linux: nothing else is included there.

#include <ucontext.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/text.h"

namespace node::ffi {

class ForeignFunction;

// The call of native code on top of a thread's stack, as far as there is
// something to be known of it. It reads objects of the heap, which may be
// broken.
class CrashedCall {
 public:
  // Finds it on this thread. `sp` is where the native code has its stack.
  static CrashedCall Find(MemoryMap& map, uintptr_t sp);

  bool is_there() const { return function_ != nullptr; }
  // Whether optimised code made it.
  bool is_fast() const { return caller_ != 0; }
  // Where a fast call returns to.
  uintptr_t caller() const { return caller_; }
  // What is above that on the stack is not the native code's.
  uintptr_t stack_end() const { return stack_end_; }

  // The function as the program knows it; may be empty.
  std::string_view name() const;
  // Its address: 0 if the library is closed, which a callback may do.
  uintptr_t address() const;
  // What C calls that: `int32_t name(void *, double)`.
  void AddPrototype(CrashText* text) const;
  size_t argument_count() const;
  // Has the arguments be those that the registers have, if the function was
  // called with these.
  void TakeArguments(const ucontext_t& context);
  // Whether something is known of the arguments; and if so, for sure.
  bool has_arguments() const { return arguments_ != 0 || has_registers_; }
  bool is_sure_of_arguments() const { return arguments_ != 0; }
  bool IsPointer(size_t index) const;
  // As 64 bits, if it is known; 0 for an aggregate.
  uint64_t Argument(size_t index) const;
  // `const char * "text"` and the like.
  void AddArgument(size_t index, CrashText* text) const;

 private:
  explicit CrashedCall(MemoryMap& map) : map_(map) {}

  // As the System V ABI has them on x86-64.
  static constexpr size_t kIntegerRegisters = 6;
  static constexpr size_t kFloatRegisters = 8;

  bool ReadArgument(size_t index, uint64_t* value) const;
  void FindFast();
  void FindOrdinary(uintptr_t sp);
  bool FindTarget(uintptr_t external);
  void AddType(size_t index, CrashText* text) const;

  MemoryMap& map_;
  const ForeignFunction* function_ = nullptr;
  uintptr_t arguments_ = 0;
  uintptr_t caller_ = 0;
  uintptr_t stack_end_ = 0;
  // Those of integers, and of floats.
  bool has_registers_ = false;
  uint64_t integers_[kIntegerRegisters] = {};
  uint64_t floats_[kFloatRegisters] = {};
};

// Says what is at an address: `NULL`, `not mapped`, `in libz.so.1`.
void AddPlace(MemoryMap& map, uintptr_t address, CrashText* text);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_CALL_H_
