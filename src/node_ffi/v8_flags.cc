#include "node_ffi/v8_flags.h"

#include <algorithm>

#ifdef __POSIX__
#include <sys/resource.h>
#endif

namespace node::ffi {

// A recursion through C and JavaScript takes 2 KB of the stack a level, of
// which V8 itself takes two thirds, so that V8's usual limit of 1 MB ends it
// soon. The main thread of most systems has 8 MB. (Workers have a limit of
// their own.)
static bool HasLargeStack() {
#ifdef __POSIX__
  struct rlimit limit;
  return getrlimit(RLIMIT_STACK, &limit) == 0 &&
         (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= 8 * 1024 * 1024);
#else
  return false;
#endif
}

void AddV8Flags(std::vector<std::string>* flags) {
  const bool is_given =
      std::ranges::any_of(*flags, [](const std::string& flag) {
        return flag.starts_with("--stack-size") ||
               flag.starts_with("--stack_size");
      });
  if (!is_given && HasLargeStack()) flags->emplace_back("--stack-size=2600");
}

}  // namespace node::ffi
