// What node:ffi wants of V8, which has to be said before there is an isolate.

#include "node_ffi/v8_flags.h"

#include <algorithm>
#include <string_view>

#include "node_ffi/jit/perf_map.h"

#ifdef __POSIX__
#include <sys/resource.h>
#endif

namespace node::ffi {

namespace {

bool keeps_code_in_place = false;
bool has_large_stack = false;
bool is_profiled = false;

bool HasRoomForLargeStack() {
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
  for (std::string_view name : {"interpreted-frames-native-stack",
                                "perf-basic-prof",
                                "perf-prof",
                                "prof"}) {
    is_profiled = is_profiled || IsGiven(*flags, name);
  }
  if (IsGiven(*flags, "perf-basic-prof")) PerfMap::Enable();
  // code_cache.cc has to know what is added.
  if (!IsGiven(*flags, "stack-size") && HasRoomForLargeStack()) {
    flags->emplace_back(kLargeStack);
    has_large_stack = true;
  }
  if (!IsGiven(*flags, "compact-code-space")) {
    flags->emplace_back(kKeepCodeInPlace);
    keeps_code_in_place = true;
  }
}

bool KeepsCodeInPlace() {
  return keeps_code_in_place;
}

bool IsProfiled() {
  return is_profiled;
}

bool HasLargeStack() {
  return has_large_stack;
}

}  // namespace node::ffi
