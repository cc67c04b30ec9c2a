#ifndef SRC_NODE_FFI_CRASH_REPORT_UNWIND_H_
#define SRC_NODE_FFI_CRASH_REPORT_UNWIND_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Only for x86-64 on Linux: nothing else is included there.

#include <ucontext.h>

#include <cstddef>
#include <cstdint>

#include "node_ffi/crash_report/memory.h"

namespace node::ffi {

// Walks along a stack from where a signal came. libgcc's unwinder allocates
// memory when it first meets a piece of generated code, and takes a lock, so a
// crash inside malloc() would have it wait for ever.
class CrashUnwinder {
 public:
  CrashUnwinder(MemoryMap& map, const ucontext_t& context);

  uintptr_t pc() const { return registers_[kReturn]; }
  uintptr_t sp() const { return registers_[kStackPointer]; }
  // An address in the instruction that runs, or that made the call.
  uintptr_t code() const { return is_exact_ ? pc() : pc() - 1; }
  // Where the function begins, once Step() was called; 0 if nothing tells.
  uintptr_t function() const { return function_; }

  // Goes to the caller; false if that can't be found.
  bool Step();

 private:
  // As DWARF numbers them.
  static constexpr size_t kFramePointer = 6;
  static constexpr size_t kStackPointer = 7;
  static constexpr size_t kReturn = 16;
  static constexpr size_t kRegisters = 17;

  class Rules;

  void Take(const ucontext_t& context);
  bool StepByTable();
  bool StepByFramePointer();
  bool StepOutOfNowhere();

  MemoryMap& map_;
  uintptr_t registers_[kRegisters];
  uintptr_t function_ = 0;
  // Whether pc() is that of an instruction, not a return address.
  bool is_exact_ = true;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_UNWIND_H_
