// What the processor and the kernel say about a fault, on x86-64.

#if defined(__x86_64__) && defined(__linux__)

#include "node_ffi/crash_report/fault.h"

#include <algorithm>

#include "node_ffi/crash_report/call.h"

namespace node::ffi {

namespace {

// Exceptions of the processor.
constexpr uint64_t kGeneralProtection = 13;
constexpr uint64_t kStackFault = 12;
// Of the error code of a page fault.
constexpr uint64_t kIsWrite = 2;
constexpr uint64_t kIsFetch = 16;

constexpr uintptr_t kLastUserAddress = 0x7FFFFFFFFFFF;
// What is below can't be mapped, usually.
constexpr uintptr_t kFirstPages = 64 * 1024;

// Registers that may have an address, but for those of the stack and the code.
constexpr int kRegisters[] = {REG_RAX,
                              REG_RBX,
                              REG_RCX,
                              REG_RDX,
                              REG_RSI,
                              REG_RDI,
                              REG_RBP,
                              REG_R8,
                              REG_R9,
                              REG_R10,
                              REG_R11,
                              REG_R12,
                              REG_R13,
                              REG_R14,
                              REG_R15};

uint64_t Get(const ucontext_t& context, int number) {
  return static_cast<uint64_t>(context.uc_mcontext.gregs[number]);
}

// Whether no address can be that: the upper bits are neither all 0 nor all 1.
bool IsNonCanonical(uint64_t value) {
  const auto upper = static_cast<int64_t>(value) >> 47;
  return upper != 0 && upper != -1;
}

}  // namespace

CrashFault::CrashFault(MemoryMap& map,
                       int signal,
                       const siginfo_t& info,
                       const ucontext_t& context,
                       const CrashStack& stack)
    : map_(map), code_(info.si_code) {
  // Below 1, somebody sent it, and nothing has failed. So does abort().
  if (code_ <= 0) {
    if (signal == SIGABRT && stack.Find("abort") != nullptr)
      kind_ = Kind::kAbort;
    return;
  }
  switch (signal) {
    case SIGSEGV:
      ReadMemoryFault(info, context);
      break;
    case SIGBUS:
      kind_ = code_ == BUS_ADRALN ? Kind::kUnaligned : Kind::kFile;
      has_address_ = true;
      address_ = reinterpret_cast<uintptr_t>(info.si_addr);
      break;
    case SIGFPE:
      kind_ = Kind::kArithmetic;
      break;
    case SIGILL:
      kind_ = Kind::kInstruction;
      break;
  }
}

void CrashFault::ReadMemoryFault(const siginfo_t& info,
                                 const ucontext_t& context) {
  const uint64_t exception = Get(context, REG_TRAPNO);
  if (exception == kGeneralProtection || exception == kStackFault)
    return ReadProtectionFault(context);
  const uint64_t error = Get(context, REG_ERR);
  has_address_ = true;
  address_ = reinterpret_cast<uintptr_t>(info.si_addr);
  kind_ = Kind::kMemory;
  if (error & kIsWrite) access_ = Access::kWrite;
  if ((error & kIsFetch) != 0 ||
      (address_ == Get(context, REG_RIP) && (error & kIsWrite) == 0)) {
    access_ = Access::kRun;
    kind_ = Kind::kNotCode;
  } else if (IsStackOverflow(Get(context, REG_RSP))) {
    kind_ = Kind::kStackOverflow;
  }
}

// The processor doesn't say which address it was.
void CrashFault::ReadProtectionFault(const ucontext_t& context) {
  const uint64_t pc = Get(context, REG_RIP);
  if (IsNonCanonical(pc)) {
    kind_ = Kind::kNotCode;
    access_ = Access::kRun;
    has_address_ = true;
    address_ = pc;
    return;
  }
  kind_ = Kind::kUnaligned;
  for (int number : kRegisters) {
    const uint64_t value = Get(context, number);
    if (!IsNonCanonical(value)) continue;
    // One of them is most likely the one.
    kind_ = Kind::kNotAnAddress;
    address_ = value;
    has_address_ = true;
    return;
  }
}

// Whether the address is just below a stack, and near where that ends.
bool CrashFault::IsStackOverflow(uintptr_t sp) const {
  constexpr uintptr_t kLargeFrame = 16 * 1024 * 1024;
  constexpr uintptr_t kNear = 64 * 1024;
  if (address_ + kLargeFrame < sp || address_ > sp + kLargeFrame) return false;
  if (map_.CanRead(address_)) return false;
  // The stack is the next memory above.
  constexpr uintptr_t kPage = 4096;
  uintptr_t stack = address_ & -kPage;
  while (!map_.CanRead(stack)) {
    stack += kPage;
    if (stack > address_ + kLargeFrame) return false;
  }
  return sp < stack + kNear;
}

void CrashFault::AddSignal(int signal, CrashText* text) {
  switch (signal) {
    case SIGSEGV:
      return text->Add("SIGSEGV (segmentation fault)");
    case SIGBUS:
      return text->Add("SIGBUS (bus error)");
    case SIGFPE:
      return text->Add("SIGFPE (arithmetic error)");
    case SIGILL:
      return text->Add("SIGILL (illegal instruction)");
    case SIGABRT:
      return text->Add("SIGABRT (abort)");
    default:
      return text->Add("signal ", signal);
  }
}

void CrashFault::AddAddress(CrashText* text) const {
  text->Add(Hex{address_});
  if (address_ == 0) {
    text->Add(" (NULL)");
  } else if (address_ < kFirstPages) {
    text->Add(" (NULL + ", static_cast<uint64_t>(address_), ")");
  } else if (address_ >= -kFirstPages) {
    text->Add(" (NULL - ", static_cast<uint64_t>(-address_), ")");
  }
}

void CrashFault::AddReason(CrashText* text) const {
  const Mapping* mapping = map_.Find(address_);
  if (mapping == nullptr) {
    text->Add(address_ > kLastUserAddress ? ", which no program can have"
                                          : ", which is not mapped");
    return;
  }
  text->Add(", which is ");
  AddPlace(map_, address_, text);
  if (access_ == Access::kRun) text->Add(", and no code");
}

void CrashFault::AddTo(CrashText* text) const {
  switch (kind_) {
    case Kind::kStackOverflow:
      return text->Add("the stack is full, at ", Hex{address_});
    case Kind::kMemory:
    case Kind::kNotCode:
      text->Add(access_ == Access::kRun     ? "a jump to "
                : access_ == Access::kWrite ? "a write to "
                                            : "a read of ");
      AddAddress(text);
      return AddReason(text);
    case Kind::kNotAnAddress:
      return text->Add("access to what is no address, probably ",
                       Hex{address_});
    case Kind::kUnaligned:
      return text->Add(
          "an instruction that takes aligned memory only got other, or is one "
          "that only the kernel may use");
    case Kind::kFile:
      text->Add("access to ", Hex{address_}, ", in a part of ");
      if (const Mapping* mapping = map_.Find(address_);
          mapping != nullptr && !mapping->name.empty()) {
        text->Add(mapping->name);
      } else {
        text->Add("a file");
      }
      return text->Add(" that is not there");
    case Kind::kArithmetic:
      return text->Add(code_ == FPE_INTDIV ? "an integer division by zero, or "
                                             "one that overflows"
                       : code_ == FPE_FLTDIV ? "a division by zero, which the "
                                               "library has trap"
                                             : "a floating-point exception, "
                                               "which the library has trap");
    case Kind::kInstruction:
      return text->Add("an instruction that this processor does not have, or "
                       "that stands where a program must not come");
    case Kind::kAbort:
      return text->Add("abort() was called");
    case Kind::kOther:
      return text->Add("the signal was sent");
  }
}

}  // namespace node::ffi

#endif
