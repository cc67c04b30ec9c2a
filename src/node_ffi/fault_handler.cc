// The signals of faults, and who handles them. Nothing of V8 or node is used
// here, as a handler runs at any place in either.

#include "node_ffi/fault_handler.h"

#include "node_ffi/guarded_access.h"

#if FFI_CAN_RESUME
#include <pthread.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <mutex>  // NOLINT(build/c++11)

#include "node_ffi/abi/shared_object.h"
#include "node_ffi/alternate_stack.h"
#include "node_ffi/crash_report/report.h"
#endif

namespace node::ffi {

#if FFI_CAN_RESUME

namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

void OnSignal(int signal, siginfo_t* info, void* context);

bool IsOurs(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == OnSignal;
}

bool IsHandler(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) != 0 ||
         (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN);
}

bool HaveSameHandler(const struct sigaction& a, const struct sigaction& b) {
  constexpr int kKind = SA_SIGINFO;
  // A union, whose members are of one size.
  return (a.sa_flags & kKind) == (b.sa_flags & kKind) &&
         a.sa_handler == b.sa_handler;
}

// What handles a signal if we don't, the latest last. The first is what was
// there before us. Handlers read it at any time, so it never changes; a new one
// takes its place, and the old ones stay, of which there are few.
struct Chain {
  static constexpr size_t kMaxCount = 8;
  size_t count = 0;
  struct sigaction actions[kMaxCount] = {};
  // Whether its code is that of a file, which may be unloaded.
  bool is_of_file[kMaxCount] = {};
  // Whether one was called that is to be called once only.
  mutable std::atomic<bool> is_spent[kMaxCount] = {};
  // The one whose place it took, which it keeps.
  const Chain* replaced = nullptr;
};

std::atomic<const Chain*> chains[std::size(kSignals)] = {};

size_t IndexOf(int signal) {
  size_t index = 0;
  while (kSignals[index] != signal) index++;
  return index;
}

// A call of an earlier handler, which may call this one again, as if it were
// the one before: some do, as it was there before them. They may also leave by
// longjmp(), and never return here. So this is only current for who runs
// further down the same stack, for the same signal.
struct Pass {
  const void* context = nullptr;
  const void* frame = nullptr;
  const Chain* chain = nullptr;
  size_t index = 0;
};
thread_local Pass current_pass;

struct Registers {
#ifdef __x86_64__
  static constexpr size_t kCount = NGREG;
#else
  static constexpr size_t kCount = 34;
#endif
  uint64_t values[kCount] = {};
};

Registers ReadRegisters(const void* context) {
  const mcontext_t& from = static_cast<const ucontext_t*>(context)->uc_mcontext;
  Registers registers;
#ifdef __x86_64__
  memcpy(registers.values, from.gregs, sizeof(registers.values));
#else
  memcpy(registers.values, from.regs, sizeof(from.regs));
  registers.values[31] = from.sp;
  registers.values[32] = from.pc;
  registers.values[33] = from.fault_address;
#endif
  return registers;
}

// To fail at the same place again and again, with the same registers: somebody
// handles the signal, but not what it is about.
struct Repetition {
  static constexpr unsigned kMaxCount = 100;
  Registers registers;
  unsigned count = 0;
};
thread_local Repetition repetition;

bool IsStuck(const void* context) {
  const Registers registers = ReadRegisters(context);
  const bool is_same =
      memcmp(&repetition.registers, &registers, sizeof(registers)) == 0;
  repetition.registers = registers;
  repetition.count = is_same ? repetition.count + 1 : 0;
  return repetition.count == Repetition::kMaxCount;
}

// Whether this thread has failed, and not just been sent a signal.
bool IsFault(const siginfo_t* info) {
  return info->si_code > 0 ||
         (info->si_code == SI_TKILL && info->si_pid == getpid());
}

// To be called where nobody has handled it.
void GiveUp(int signal, siginfo_t* info, void* context) {
  if (IsFault(info)) ReportCrash(signal, info, context);
}

void RestoreDefault(int signal) {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
}

// What the system does by default happens when the handler returns: then, what
// failed does so again, or the signal comes that is held up until then.
void DoDefault(int signal, siginfo_t* info, void* context) {
  GiveUp(signal, info, context);
  RestoreDefault(signal);
  if (info->si_code <= 0) raise(signal);
}

// As the system would call it.
void CallHandler(const struct sigaction& action,
                 int signal,
                 siginfo_t* info,
                 void* context) {
  sigset_t mask = action.sa_mask;
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &mask, &before);
  if ((action.sa_flags & SA_NODEFER) != 0) {
    sigset_t itself;
    sigemptyset(&itself);
    sigaddset(&itself, signal);
    pthread_sigmask(SIG_UNBLOCK, &itself, nullptr);
  }
  if ((action.sa_flags & SA_SIGINFO) != 0) {
    action.sa_sigaction(signal, info, context);
  } else {
    action.sa_handler(signal);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

bool IsDefault(int signal) {
  struct sigaction action;
  return sigaction(signal, nullptr, &action) == 0 && !IsHandler(action) &&
         action.sa_handler == SIG_DFL;
}

void InstallFor(int signal);

void CallEarlier(int signal, siginfo_t* info, void* context) {
  const void* const frame = __builtin_frame_address(0);
  const Pass outer = current_pass;
  Pass pass = {context, frame, chains[IndexOf(signal)].load(), 0};
  pass.index = pass.chain->count - 1;
  if (outer.context == context && outer.frame > frame) {
    if (outer.index == 0) return DoDefault(signal, info, context);
    pass.chain = outer.chain;
    pass.index = outer.index - 1;
  }

  const struct sigaction& action = pass.chain->actions[pass.index];
  if (!IsHandler(action)) {
    // A fault can't be ignored.
    if (action.sa_handler == SIG_IGN && info->si_code <= 0) return;
    return DoDefault(signal, info, context);
  }
  if ((action.sa_flags & SA_RESETHAND) != 0 &&
      pass.chain->is_spent[pass.index].exchange(true)) {
    return DoDefault(signal, info, context);
  }
  if (info->si_code > 0 && IsStuck(context)) GiveUp(signal, info, context);
  current_pass = pass;
  CallHandler(action, signal, info, context);
  current_pass = outer;
  if (!IsDefault(signal)) return;
  // As node's own does when it is not WebAssembly that has failed. Another
  // thread that fails meanwhile must not end the process before the report is
  // written.
  InstallFor(signal);
  GiveUp(signal, info, context);
  RestoreDefault(signal);
}

void OnSignal(int signal, siginfo_t* info, void* context) {
  const int error = errno;
  if (!ResumeAccess(signal, info, context)) {
    CallEarlier(signal, info, context);
  }
  errno = error;
}

void InstallFor(int signal) {
  struct sigaction ours = {};
  ours.sa_sigaction = OnSignal;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigaction(signal, &ours, nullptr);
}

bool IsOfFile(const struct sigaction& action) {
  return IsHandler(action) &&
         FindLoadedFile(reinterpret_cast<void*>(action.sa_handler)) != nullptr;
}

void Append(Chain* chain, const struct sigaction& action, bool is_spent) {
  const size_t index = chain->count++;
  chain->actions[index] = action;
  chain->is_of_file[index] = IsOfFile(action);
  chain->is_spent[index] = is_spent;
}

// What comes after `before`, without what was unloaded, and now that there is
// `action`, if that is given.
const Chain* Follow(const Chain& before, const struct sigaction* action) {
  auto chain = new Chain();
  chain->replaced = &before;
  // Nothing comes after the system's own ways.
  const size_t count =
      action == nullptr || IsHandler(*action) ? before.count : 0;
  for (size_t i = 0; i < count; i++) {
    const struct sigaction& earlier = before.actions[i];
    if (before.is_of_file[i] && !IsOfFile(earlier)) continue;
    if (action != nullptr && HaveSameHandler(earlier, *action)) continue;
    // Without the oldest of those that came after us, if there are too many.
    if (i == 1 && action != nullptr && count == Chain::kMaxCount) continue;
    Append(chain, earlier, before.is_spent[i]);
  }
  if (action != nullptr) Append(chain, *action, false);
  if (chain->count == 0) {
    struct sigaction by_default = {};
    by_default.sa_handler = SIG_DFL;
    Append(chain, by_default, false);
  }
  return chain;
}

void Take(size_t index) {
  static const Chain kNone;
  const int signal = kSignals[index];
  const Chain* const before = chains[index];
  struct sigaction action;
  if (sigaction(signal, nullptr, &action) != 0) return;
  const bool is_ours = IsOurs(action);
  bool is_any_gone = false;
  for (size_t i = 0; before != nullptr && i < before->count; i++) {
    is_any_gone |= before->is_of_file[i] && !IsOfFile(before->actions[i]);
  }
  if (is_ours && !is_any_gone) return;
  chains[index] =
      Follow(before == nullptr ? kNone : *before, is_ours ? nullptr : &action);
  if (is_ours) return;
  InstallFor(signal);
}

void TakeAll() {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  for (size_t i = 0; i < std::size(kSignals); i++) Take(i);
}

std::atomic<bool> is_installed = false;

}  // namespace

void FaultHandler::Install() {
  EnsureAlternateStack();
  if (is_installed) return;
  // A thread that comes meanwhile must not go on without: it does the same.
  TakeAll();
  is_installed = true;
}

void FaultHandler::Reclaim() {
  if (is_installed) TakeAll();
}

#else

void FaultHandler::Install() {}
void FaultHandler::Reclaim() {}

#endif  // FFI_CAN_RESUME

}  // namespace node::ffi
