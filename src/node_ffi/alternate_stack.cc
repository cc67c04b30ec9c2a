// The stacks that signal handlers run on.

#include "node_ffi/alternate_stack.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#endif

namespace node::ffi {

#ifdef __linux__

namespace {

// Enough for a report with the names of functions, and for what a library's
// handler does that had the thread's own stack without us. Nothing is taken of
// it before it is used.
constexpr size_t kSize = 256 * 1024;

class AlternateStack {
 public:
  AlternateStack() {
    stack_t current;
    if (sigaltstack(nullptr, &current) != 0 ||
        (current.ss_flags & SS_DISABLE) == 0) {
      return;
    }
    const size_t guard = getpagesize();
    void* memory = mmap(nullptr,
                        kSize + guard,
                        PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
                        -1,
                        0);
    if (memory == MAP_FAILED) return;
    mprotect(memory, guard, PROT_NONE);
    stack_t stack = {};
    stack.ss_sp = static_cast<char*>(memory) + guard;
    stack.ss_size = kSize;
    if (sigaltstack(&stack, nullptr) != 0) {
      munmap(memory, kSize + guard);
      return;
    }
    memory_ = memory;
    start_ = stack.ss_sp;
  }

  ~AlternateStack() {
    if (memory_ == nullptr) return;
    // A library may have set another one meanwhile, which is its business.
    stack_t current;
    if (sigaltstack(nullptr, &current) == 0 && current.ss_sp == start_) {
      stack_t none = {};
      none.ss_flags = SS_DISABLE;
      if (sigaltstack(&none, nullptr) != 0) return;
    }
    munmap(memory_, kSize + getpagesize());
  }

  AlternateStack(const AlternateStack&) = delete;
  AlternateStack& operator=(const AlternateStack&) = delete;

 private:
  void* memory_ = nullptr;
  void* start_ = nullptr;
};

}  // namespace

void EnsureAlternateStack() {
  static thread_local AlternateStack stack;
}

#else

void EnsureAlternateStack() {}

#endif

}  // namespace node::ffi
