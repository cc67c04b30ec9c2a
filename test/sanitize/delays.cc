// Waits at the scheduling points of src/node_ffi, for `make sanitize`: in each
// thread a few times in a hundred, as random numbers say that begin with the
// environment variable FFI_DELAYS; without it, never. This is compiled without
// sanitizers, so that it makes no thread wait for another's memory.

#include <sched.h>
#include <time.h>

#include <atomic>
#include <cstdlib>
#include <random>

namespace node::ffi {

void Delay() {
  static const char* const seed = getenv("FFI_DELAYS");
  if (seed == nullptr) return;
  static std::atomic<unsigned> threads = 0;
  thread_local std::minstd_rand random(
      static_cast<unsigned>(atoi(seed)) * 1009 + ++threads);
  const unsigned number = random() % 64;
  if (number > 12) return;
  if (number > 4) {
    sched_yield();
    return;
  }
  // 10 microseconds to 5 milliseconds, where the short ones are as likely as
  // the long ones.
  static constexpr long kNanoseconds[] = {
      10'000, 50'000, 250'000, 1'000'000, 5'000'000};
  const timespec duration{0, kNanoseconds[number]};
  nanosleep(&duration, nullptr);
}

}  // namespace node::ffi
