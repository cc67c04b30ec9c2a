#ifndef SRC_NODE_FFI_CRASH_REPORT_STACK_H_
#define SRC_NODE_FFI_CRASH_REPORT_STACK_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// Only for x86-64 on Linux: nothing else is included there.

#include <ucontext.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/symbols.h"
#include "node_ffi/crash_report/text.h"

namespace node::ffi {

class CrashedCall;

// The native part of a stack that has crashed: up to what called it.
class CrashStack {
 public:
  struct Frame {
    uintptr_t pc;
    // In the instruction: a return address may be behind its function.
    uintptr_t code;
    // Where the function begins, or 0.
    uintptr_t function;
    LoadedFile file;
    FoundSymbol symbol;
    // Whether it is of code that node:ffi has generated.
    bool is_generated = false;
  };

  // Walks along it, to the call, or if there is none, to the thread's begin.
  void Walk(MemoryMap& map, const ucontext_t& context, const CrashedCall& call);

  // The first frames, and the last ones if there are more than that.
  size_t size() const { return size_; }
  const Frame& operator[](size_t index) const { return frames_[index]; }
  // Whether a function of that name is there.
  const Frame* Find(std::string_view name) const;
  // The file whose code the thread began with, apart from the C library; empty
  // if that is not known.
  std::string_view Origin() const;
  // Whether that is the one which has this code.
  bool HasOwnOrigin() const { return Origin() == own_.path; }
  // Whether it was Node.js that called the function of the C library on top.
  bool IsAbortOfNode() const;

  void AddTo(CrashText* text) const;

 private:
  static constexpr size_t kFirst = 24;
  static constexpr size_t kLast = 8;

  static void OwnCode();
  void Identify(MemoryMap& map, const CrashedCall& call, Frame* frame) const;
  void DropCaller(const CrashedCall& call);
  bool IsOwn(const Frame& frame) const;
  void AddFrame(size_t index, uint64_t number, CrashText* text) const;

  Frame frames_[kFirst + kLast];
  size_t size_ = 0;
  // Those that are left out, before the last ones.
  uint64_t omitted_ = 0;
  // The file that has this code.
  LoadedFile own_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_STACK_H_
