// One bug for each thing that ThreadSanitizer is to find, as in bugs.cc.

#include <mutex>
#include <thread>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace node::ffi {

static int shared = 0;

EXPORT void bug_data_race() {
  std::thread other([] { shared++; });
  shared++;
  other.join();
}

EXPORT int bug_race_with_free() {
  int* number = new int(1);
  std::thread other([number] { delete number; });
  int result = *number;
  other.join();
  return result;
}

EXPORT void bug_lock_order() {
  static std::mutex first;
  static std::mutex second;
  {
    std::lock_guard lock(first);
    std::lock_guard inner(second);
  }
  std::lock_guard lock(second);
  std::lock_guard inner(first);
}

}  // namespace node::ffi
