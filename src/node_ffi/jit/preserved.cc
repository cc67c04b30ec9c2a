// What functions have to leave as it was.

#include "node_ffi/jit/preserved.h"

#include <vector>

#include "node_ffi/jit/unwind.h"

namespace node::ffi {

namespace {

// Generated code reads it without a call, which takes a place that is the same
// for all threads.
[[gnu::tls_model("initial-exec")]] thread_local Preserved* current = nullptr;

}  // namespace

PreservedScope::PreservedScope(Preserved* preserved) : outer_(current) {
  current = preserved;
}

PreservedScope::~PreservedScope() {
  current = outer_;
}

#if defined(__x86_64__) && defined(__linux__)

intptr_t PreservedScope::Offset() {
  intptr_t thread;
  asm("mov %%fs:0, %0" : "=r"(thread));
  return reinterpret_cast<intptr_t>(&current) - thread;
}

Invoker GetCheckedInvoker(const Prototype& prototype) {
  if (prototype.abi() != Abi::kDefault) return nullptr;
  auto code = EmitInvoker(prototype, true);
  return code.has_value() ? reinterpret_cast<Invoker>(const_cast<void*>(
                                PublishWithFrame(*code, "checked-invoker")))
                          : nullptr;
}

std::string Preserved::DescribeChanges() const {
  constexpr uint64_t kDirectionFlag = 0x400;
  // The others say what happened so far.
  constexpr uint32_t kMxcsrControl = 0xFFC0;
  std::vector<const char*> names;
  const auto compare = [&](uint64_t before, uint64_t after, const char* name) {
    if (before != after) names.push_back(name);
  };
  compare(before.rbx, after.rbx, "the register rbx");
  compare(before.rbp, after.rbp, "the register rbp");
  compare(before.r12, after.r12, "the register r12");
  compare(before.r13, after.r13, "the register r13");
  compare(before.r14, after.r14, "the register r14");
  compare(before.r15, after.r15, "the register r15");
  compare(before.rsp, after.rsp, "the stack pointer");
  compare(0, after.flags & kDirectionFlag, "the direction flag");
  compare(before.mxcsr & kMxcsrControl,
          after.mxcsr & kMxcsrControl,
          "the floating-point mode (mxcsr)");
  compare(before.x87_control,
          after.x87_control,
          "the floating-point mode (x87 control word)");
  std::string text;
  for (size_t i = 0; i < names.size(); i++) {
    if (i != 0) text.append(i + 1 == names.size() ? " and " : ", ");
    text.append(names[i]);
  }
  return text;
}

#else

Invoker GetCheckedInvoker(const Prototype&) {
  return nullptr;
}

std::string Preserved::DescribeChanges() const {
  return "";
}

#endif

}  // namespace node::ffi
