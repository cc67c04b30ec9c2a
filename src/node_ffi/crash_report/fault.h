#ifndef SRC_NODE_FFI_CRASH_REPORT_FAULT_H_
#define SRC_NODE_FFI_CRASH_REPORT_FAULT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Only for x86-64 on Linux: nothing else is included there.

#include <ucontext.h>

#include <csignal>
#include <cstdint>
#include <string_view>

#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/stack.h"
#include "node_ffi/crash_report/text.h"

namespace node::ffi {

// What a signal says about what went wrong.
class CrashFault {
 public:
  enum class Kind : uint8_t {
    kMemory,        // Access to an address that does not allow it.
    kNotAnAddress,  // To one that there can't be.
    kUnaligned,     // By an instruction that takes aligned memory only.
    kStackOverflow,
    kNotCode,  // To run what is no code.
    kFile,     // To a part of a file that is not there.
    kArithmetic,
    kInstruction,
    kAbort,
    kOther,
  };

  CrashFault(MemoryMap& map,
             int signal,
             const siginfo_t& info,
             const ucontext_t& context,
             const CrashStack& stack);

  Kind kind() const { return kind_; }
  bool has_address() const { return has_address_; }
  uintptr_t address() const { return address_; }

  // `SIGSEGV (segmentation fault)`
  static void AddSignal(int signal, CrashText* text);
  // What happened: `a write to 0x8 (NULL + 8), which is not mapped`.
  void AddTo(CrashText* text) const;

 private:
  enum class Access : uint8_t { kRead, kWrite, kRun };

  void ReadMemoryFault(const siginfo_t& info, const ucontext_t& context);
  void ReadProtectionFault(const ucontext_t& context);
  bool IsStackOverflow(uintptr_t sp) const;
  void AddAddress(CrashText* text) const;
  void AddReason(CrashText* text) const;

  MemoryMap& map_;
  const int code_;
  Kind kind_ = Kind::kOther;
  Access access_ = Access::kRead;
  bool has_address_ = false;
  uintptr_t address_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_FAULT_H_
