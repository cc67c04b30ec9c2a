// What node:ffi wants of V8, which has to be said before there is an isolate.

#include "node_ffi/v8_flags.h"

#include <algorithm>
#include <string_view>

#ifdef __POSIX__
#include <sys/resource.h>
#endif

namespace node::ffi {

namespace {

bool keeps_code_in_place = false;

// A recursion through C and JavaScript takes 2 KB of the stack a level, of
// which V8 itself takes two thirds, so that V8's usual limit of 1 MB ends it
// soon. The main thread of most systems has 8 MB. (Workers have a limit of
// their own.)
bool HasLargeStack() {
#ifdef __POSIX__
  struct rlimit limit;
  return getrlimit(RLIMIT_STACK, &limit) == 0 &&
         (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= 8 * 1024 * 1024);
#else
  return false;
#endif
}

// Whether the user gave an option, whose name is written with hyphens here.
bool IsGiven(const std::vector<std::string>& flags, std::string_view name) {
  return std::ranges::any_of(flags, [name](std::string flag) {
    std::ranges::replace(flag, '_', '-');
    std::string_view rest = std::string_view(flag).substr(0, flag.find('='));
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of('-')));
    return rest == name;
  });
}

}  // namespace

void AddV8Flags(std::vector<std::string>* flags) {
  if (!IsGiven(*flags, "stack-size") && HasLargeStack()) {
    flags->emplace_back("--stack-size=2600");
  }
  // JavaScript may run on top of a fast call, deeper than where V8 looks for
  // the return addresses of such when it moves code.
  if (!IsGiven(*flags, "compact-code-space")) {
    flags->emplace_back("--no-compact-code-space");
    keeps_code_in_place = true;
  }
}

bool KeepsCodeInPlace() {
  return keeps_code_in_place;
}

}  // namespace node::ffi
