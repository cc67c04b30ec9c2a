// What native functions change beyond what they are called for, in checked
// mode.

#include "node_ffi/checked_effects.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>

#include "node_ffi/abi/immortal.h"
#include "util.h"

namespace node::ffi {

namespace {

uint64_t GetSignalMask() {
  uint64_t mask = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, &mask, sizeof(mask));
  return mask;
}

// What was noted, by the name of the function.
struct Notes {
  static Notes& Get() { return Immortal<Notes>(); }

  std::mutex mutex;
  // What the locale was after the last call.
  std::string locale = setlocale(LC_ALL, nullptr);
  std::map<std::string, std::string> locales;
  std::map<std::string, uint64_t> masks;
  std::map<std::string, uint64_t> error_numbers;
};

// What it was after this thread's last call.
thread_local uint64_t signal_mask = GetSignalMask();

std::string JoinCounts(const std::map<std::string, uint64_t>& counts) {
  constexpr size_t kMaxNames = 8;
  std::string text;
  size_t i = 0;
  for (const auto& [name, count] : counts) {
    if (i++ == kMaxNames) {
      return text + " and " + std::to_string(counts.size() - kMaxNames) +
             " others";
    }
    if (!text.empty()) text.append(", ");
    text.append(name).append(" (").append(std::to_string(count));
    text.append(count == 1 ? " call)" : " calls)");
  }
  return text;
}

void Print() {
  Notes& notes = Notes::Get();
  std::lock_guard lock(notes.mutex);
  std::string text;
  for (const auto& [name, change] : notes.locales) {
    text.append("  the locale: ").append(name).append(" made it ");
    text.append(change).append("\n");
  }
  if (!notes.masks.empty()) {
    text.append("  the signal mask of a thread: ");
    text.append(JoinCounts(notes.masks)).append("\n");
  }
  if (!notes.error_numbers.empty()) {
    text.append("  errno, which is not asked of them: ");
    text.append(JoinCounts(notes.error_numbers)).append("\n");
  }
  if (text.empty()) return;
  text.insert(0, "node:ffi: what native functions changed (--ffi-checked):\n");
  fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

CheckedEffects::CheckedEffects(const char* name, bool has_error_number)
    : name_(name), has_error_number_(has_error_number), errno_before_(errno) {
  // Makes these know what there was before.
  USE(signal_mask);
  USE(Notes::Get());
  errno = errno_before_;
}

CheckedEffects::~CheckedEffects() {
  const int error_number = errno;
  const uint64_t mask = GetSignalMask();
  const char* locale = setlocale(LC_ALL, nullptr);
  Notes& notes = Notes::Get();
  std::lock_guard lock(notes.mutex);
  if (mask != signal_mask) {
    signal_mask = mask;
    notes.masks[name_]++;
  }
  if (locale != nullptr && notes.locale != locale) {
    notes.locale = locale;
    notes.locales.emplace(name_, locale);
  }
  if (!has_error_number_ && error_number != 0 &&
      error_number != errno_before_) {
    notes.error_numbers[name_]++;
  }
  errno = error_number;
}

void CheckedEffects::PrintAtExit() {
  static const bool is_registered = atexit(Print) == 0;
  USE(is_registered);
}

}  // namespace node::ffi
