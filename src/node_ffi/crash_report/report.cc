// What is said of a crash, in which order, and what if that crashes too.

#include "node_ffi/crash_report/report.h"

#if defined(__x86_64__) && defined(__linux__)

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>

#include "env-inl.h"
#include "node_ffi/crash_report/call.h"
#include "node_ffi/crash_report/causes.h"
#include "node_ffi/crash_report/fault.h"
#include "node_ffi/crash_report/javascript.h"
#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/stack.h"
#include "node_ffi/crash_report/symbols.h"
#include "node_ffi/crash_report/text.h"
#include "node_ffi/env_state.h"
#include "node_ffi/report_section.h"
#include "node_options.h"
#include "node_report.h"

namespace node::ffi {

namespace {

// The thread that writes the report of the process, and for which signal.
std::atomic<pid_t> reporter = 0;
std::atomic<int> reported_signal = 0;

pid_t CurrentThread() {
  return static_cast<pid_t>(syscall(SYS_gettid));
}

// Ends the process as it would have ended without us.
void Die() {
  const int signal = reported_signal;
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  syscall(SYS_tgkill, getpid(), CurrentThread(), signal);
}

// Ends the process when the report takes too long: what needs more than this
// code may wait for what the crash has left locked.
class Watchdog {
 public:
  Watchdog() {
    constexpr int kSeconds = 10;
    struct sigaction action = {};
    action.sa_handler = [](int) { Die(); };
    action.sa_flags = SA_ONSTACK;
    is_there_ = sigaction(SIGALRM, &action, &before_) == 0;
    if (!is_there_) return;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &set, &mask_before_);
    sigevent event = {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGALRM;
    event._sigev_un._tid = CurrentThread();
    // By the kernel's own number: where glibc has it depends on its version.
    is_set_ = syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer_) == 0;
    if (!is_set_) return;
    itimerspec time = {};
    time.it_value.tv_sec = kSeconds;
    syscall(SYS_timer_settime, timer_, 0, &time, nullptr);
  }
  ~Watchdog() {
    if (is_set_) syscall(SYS_timer_delete, timer_);
    if (!is_there_) return;
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  struct sigaction before_ = {};
  sigset_t mask_before_ = {};
  bool is_there_ = false;
  int timer_ = 0;
  bool is_set_ = false;
};

// Whether the thread that writes has, after which the process may live on.
std::atomic<bool> is_done = false;

// Only one thread writes, once. Another one that crashes meanwhile waits for
// the end of the process, but not for ever.
bool Begin(int signal) {
  pid_t none = 0;
  const pid_t thread = CurrentThread();
  if (reporter.compare_exchange_strong(none, thread)) {
    reported_signal = signal;
    return true;
  }
  constexpr int kSeconds = 15;
  for (int i = 0; none != thread && !is_done && i < kSeconds; i++) sleep(1);
  return false;
}

void AddThread(const CrashedCall& call,
               const CrashStack& stack,
               CrashText* text) {
  if (const EnvState* state = EnvState::OfThread(); state != nullptr) {
    if (state->env()->is_main_thread()) return text->Add("the main thread");
    return text->Add("worker ", state->env()->thread_id());
  }
  char name[17] = {};
  prctl(PR_GET_NAME, name);
  text->Add("'", name, "', ");
  if (call.is_there()) return text->Add("for a nonblocking call");
  text->Add("which ", stack.Origin(), " has started");
}

void AddLibrary(const Crash& crash, CrashText* text) {
  const uintptr_t address = crash.call.address();
  const LoadedFile file = LoadedFile::Find(crash.map, address);
  if (file.is_known()) {
    text->Add(file.path);
  } else if (address == 0) {
    text->Add("closed meanwhile");
  } else {
    text->Add("none at ", Hex{address});
  }
}

void AddCall(const Crash& crash, CrashText* text) {
  const CrashedCall& call = crash.call;
  text->Add("  function:  ");
  call.AddPrototype(text);
  text->Add("\n  library:   ");
  AddLibrary(crash, text);
  text->Add("\n");
  if (call.argument_count() > 0 && !call.is_sure_of_arguments()) {
    text->Add(
        "  arguments: not kept by optimised code",
        call.has_arguments() ? "; those that registers have now:\n" : "\n");
    if (!call.has_arguments()) return;
  }
  for (size_t i = 0; i < call.argument_count(); i++) {
    text->Add(i == 0 && call.is_sure_of_arguments() ? "  arguments: "
                                                    : "             ",
              static_cast<uint64_t>(i),
              ": ");
    call.AddArgument(i, text);
    text->Add("\n");
  }
}

void AddPlaceOfFault(const CrashStack& stack, CrashText* text) {
  if (stack.size() == 0) return;
  const CrashStack::Frame& frame = stack[0];
  text->Add("  in:        ");
  if (!frame.symbol.name.empty()) {
    AddSymbolName(text, frame.symbol.name);
    text->Add(
        " + ", static_cast<uint64_t>(frame.pc - frame.symbol.address), " of ");
  }
  if (frame.file.is_known()) {
    text->Add(frame.file.path, "\n");
  } else {
    text->Add(Hex{frame.pc}, "\n");
  }
}

void AddRegisters(const ucontext_t& context, CrashText* text) {
  constexpr struct {
    int number;
    const char* name;
  } kRegisters[] = {
      {REG_RIP, "rip"},
      {REG_RAX, "rax"},
      {REG_RBX, "rbx"},
      {REG_RCX, "rcx"},
      {REG_RDX, "rdx"},
      {REG_RSI, "rsi"},
      {REG_RDI, "rdi"},
      {REG_RBP, "rbp"},
      {REG_RSP, "rsp"},
      {REG_R8, "r8"},
      {REG_R9, "r9"},
      {REG_R10, "r10"},
      {REG_R11, "r11"},
      {REG_R12, "r12"},
      {REG_R13, "r13"},
      {REG_R14, "r14"},
      {REG_R15, "r15"},
  };
  size_t count = 0;
  for (const auto& [number, name] : kRegisters) {
    const auto value = static_cast<uint64_t>(context.uc_mcontext.gregs[number]);
    text->Add("  ", name, strlen(name) < 3 ? "  " : " ", Hex{value, 16});
    if (++count % 3 == 0) text->Add("\n");
  }
}

void AddReport(int signal,
               const Crash& crash,
               const ucontext_t& context,
               CrashText* text) {
  text->Add("\nnode:ffi: ");
  CrashFault::AddSignal(signal, text);
  text->Add(crash.call.is_there() ? " in a call of native code\n"
                                  : " in native code\n");
  if (crash.call.is_there()) AddCall(crash, text);
  text->Add("  failed:    ");
  crash.fault.AddTo(text);
  text->Add("\n");
  AddPlaceOfFault(crash.stack, text);
  text->Add("  thread:    ");
  AddThread(crash.call, crash.stack, text);
  text->Add("\n\nLikely causes:\n");
  // That may call a function of a library's.
  text->Flush();
  AddCauses(crash, text);
  text->Add("\nNative stack:\n");
  crash.stack.AddTo(text);
  text->Add("\nRegisters:\n");
  AddRegisters(context, text);
  text->Add("\n");
  text->Flush();
}

// Whether it is our business. Code of Node.js itself has its own ways to crash.
bool IsOfNativeCode(const Crash& crash) {
  if (crash.call.is_there()) return true;
  if (EnvState::OfThread() != nullptr ||
      v8::Isolate::TryGetCurrent() != nullptr) {
    return false;
  }
  return !crash.stack.Origin().empty() && !crash.stack.HasOwnOrigin();
}

template <typename Write>
void Summarize(char (&room)[CrashSummary::kSize], Write write) {
  CrashText text(room);
  write(&text);
  text.Flush();
}

// For --report-on-fatalerror.
void FillSummary(int signal, const Crash& crash) {
  CrashSummary& summary = CrashSummary::Process();
  Summarize(summary.signal,
            [&](CrashText* text) { CrashFault::AddSignal(signal, text); });
  Summarize(summary.fault, [&](CrashText* text) { crash.fault.AddTo(text); });
  const CrashedCall& call = crash.call;
  if (!call.is_there()) return;
  Summarize(summary.function,
            [&](CrashText* text) { call.AddPrototype(text); });
  Summarize(summary.library, [&](CrashText* text) { AddLibrary(crash, text); });
  if (!call.is_sure_of_arguments()) return;
  summary.argument_count =
      std::min(call.argument_count(), CrashSummary::kMaxArguments);
  for (size_t i = 0; i < summary.argument_count; i++) {
    Summarize(summary.arguments[i],
              [&](CrashText* text) { call.AddArgument(i, text); });
  }
}

// As other fatal errors do.
void WriteNodeReport() {
  // Its mutex may be locked; nobody changes it any more.
  if (!per_process::cli_options->report_on_fatalerror) return;
  v8::Isolate* isolate = v8::Isolate::TryGetCurrent();
  std::optional<v8::HandleScope> handle_scope;
  if (isolate != nullptr) handle_scope.emplace(isolate);
  TriggerNodeReport(isolate,
                    CrashSummary::Process().signal,
                    "FatalError",
                    "",
                    v8::Local<v8::Object>());
}

}  // namespace

void ReportCrash(int signal, siginfo_t* info, void* ucontext) {
  if (!Begin(signal)) {
    // The report has failed.
    if (signal != reported_signal) Die();
    return;
  }
  const Watchdog watchdog;
  const auto& context = *static_cast<const ucontext_t*>(ucontext);
  MemoryMap& map = MemoryMap::Process();
  map.Load();
  // Too large for a stack that may be small.
  static CrashStack stack;
  static CrashText text;
  auto call = CrashedCall::Find(
      map, static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_RSP]));
  stack.Walk(map, context, call);
  // Where the function that was called has not called another.
  if (call.is_fast() && stack.size() == 1) call.TakeArguments(context);
  const CrashFault fault(map, signal, *info, context, stack);
  const Crash crash = {map, fault, call, stack};
  if (IsOfNativeCode(crash)) {
    AddReport(signal, crash, context, &text);
    FillSummary(signal, crash);
    WriteJavaScriptStack(&text);
    WriteNodeReport();
  }
  is_done = true;
}

}  // namespace node::ffi

#elif !defined(_WIN32)

namespace node::ffi {

// Stacks, and what processors say of faults, are different everywhere.
void ReportCrash(int, siginfo_t*, void*) {}

}  // namespace node::ffi

#endif
