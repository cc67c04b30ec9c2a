// Whether the unwinder gets past generated code from each of its instructions.

#include <cstring>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/invoker.h"

#if defined(__linux__) && defined(__x86_64__) && defined(__GLIBC__)

#include <signal.h>
#include <ucontext.h>
#include <unwind.h>

using node::ffi::EmitEntry;
using node::ffi::EmitInvoker;
using node::ffi::GetEntry;
using node::ffi::GetInvoker;
using node::ffi::StubTarget;

// Calls the target that is its last argument, as a stub does, with the others.
extern "C" int32_t FfiTestCallTarget(int32_t,
                                     int32_t,
                                     int32_t,
                                     int32_t,
                                     int32_t,
                                     int32_t,
                                     int32_t,
                                     int32_t,
                                     int32_t,
                                     const StubTarget* target);
asm(R"(
    .text
    .type FfiTestCallTarget, @function
FfiTestCallTarget:
    movq 32(%rsp), %r11
    jmp *(%r11)
    .size FfiTestCallTarget, . - FfiTestCallTarget
)");

namespace {

// What is stepped through, and what was seen from each instruction of it. The
// handler runs between any two instructions of this thread.
struct {
  uintptr_t begin;
  uintptr_t end;
  // Where the code returns to, and the caller's rbp and stack pointer there.
  uintptr_t return_address;
  uintptr_t cfa;
  uintptr_t rbp;
  size_t steps;
  size_t wrong;
  uintptr_t last_wrong;
} stepped;

constexpr uint64_t kTrapFlag = 0x100;

struct Walk {
  uintptr_t ip;
  bool is_inside;
  bool is_right;
};

_Unwind_Reason_Code OnFrame(_Unwind_Context* context, void* data) {
  Walk* walk = static_cast<Walk*>(data);
  const uintptr_t ip = _Unwind_GetIP(context);
  if (walk->is_inside) {
    // The CFA of a frame is the stack pointer that its own caller gave it.
    walk->is_right = ip == stepped.return_address &&
                     _Unwind_GetGR(context, 6) == stepped.rbp &&
                     _Unwind_GetCFA(context) == stepped.cfa;
    return _URC_NORMAL_STOP;
  }
  walk->is_inside = ip == walk->ip;
  return _URC_NO_REASON;
}

void OnStep(int, siginfo_t*, void* data) {
  const auto& registers = static_cast<ucontext_t*>(data)->uc_mcontext.gregs;
  const auto ip = static_cast<uintptr_t>(registers[REG_RIP]);
  if (ip < stepped.begin || ip >= stepped.end) return;
  if (ip == stepped.begin) {
    const auto rsp = static_cast<uintptr_t>(registers[REG_RSP]);
    memcpy(&stepped.return_address, reinterpret_cast<void*>(rsp), 8);
    stepped.cfa = rsp + 8;
    stepped.rbp = static_cast<uintptr_t>(registers[REG_RBP]);
  }
  Walk walk{ip, false, false};
  _Unwind_Backtrace(OnFrame, &walk);
  stepped.steps++;
  if (walk.is_right) return;
  stepped.wrong++;
  stepped.last_wrong = ip - stepped.begin;
}

// Calls `function` with a trap after each instruction.
template <typename Function>
void Step(const void* code, size_t size, Function function) {
  stepped = {};
  stepped.begin = reinterpret_cast<uintptr_t>(code);
  stepped.end = stepped.begin + size;
  struct sigaction action{};
  struct sigaction before;
  action.sa_sigaction = OnStep;
  action.sa_flags = SA_SIGINFO;
  ASSERT_EQ(sigaction(SIGTRAP, &action, &before), 0);
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() | kTrapFlag);
  function();
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() & ~kTrapFlag);
  ASSERT_EQ(sigaction(SIGTRAP, &before, nullptr), 0);
  EXPECT_GT(stepped.steps, 10u);
  EXPECT_EQ(stepped.wrong, 0u) << "the last one at " << stepped.last_wrong;
}

constexpr size_t kCount = 9;

node::ffi::Prototype NineInts() {
  const auto type = layouts::i32;
  return NewPrototype(type,
                      std::vector<node::ffi::LayoutPointer>(kCount, type));
}

using I = int32_t;

__attribute__((noinline)) I Last(I, I, I, I, I, I, I, I, I last) {
  return last;
}

}  // namespace

TEST(FFIUnwind, FromEachInstructionOfAnInvoker) {
  auto invoker = GetInvoker(NineInts());
  ASSERT_NE(invoker, nullptr);
  uint64_t arguments[kCount]{};
  arguments[kCount - 1] = 42;
  uint64_t result = 0;
  Step(reinterpret_cast<void*>(invoker), EmitInvoker(NineInts())->size(), [&] {
    invoker(reinterpret_cast<void*>(Last), arguments, &result, nullptr);
  });
  EXPECT_EQ(static_cast<I>(result), 42);
}

TEST(FFIUnwind, FromEachInstructionOfAnEntry) {
  const void* entry = GetEntry(NineInts());
  ASSERT_NE(entry, nullptr);
  const StubTarget target{
      entry,
      [](void*, void* arguments, void* result) {
        memcpy(result, static_cast<uint64_t*>(arguments) + 8, sizeof(uint64_t));
      },
      nullptr};
  I result = 0;
  Step(entry, EmitEntry(NineInts())->size(), [&] {
    result = FfiTestCallTarget(0, 1, 2, 3, 4, 5, 6, 7, 42, &target);
  });
  EXPECT_EQ(result, 42);
}

#endif
