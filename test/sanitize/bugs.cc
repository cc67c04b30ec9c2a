// One bug for each sanitizer. `make sanitize` compiles this like our own files,
// links it into its node and calls it through node:ffi: is each one reported?

#include <cstdint>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace node::ffi {

// What the compiler doesn't see through.
static volatile int zero = 0;

// Some of these, as the address of one may still be anywhere on the stack.
EXPORT void bug_leak() {
  static void* volatile lost;
  for (int i = 0; i < 10; i++) lost = new char[7];
  lost = nullptr;
}

EXPORT int bug_heap_buffer_overflow() {
  char* bytes = new char[7]();
  int beyond = bytes[7 + zero];
  delete[] bytes;
  return beyond;
}

EXPORT int bug_heap_use_after_free() {
  char* bytes = new char[7]();
  delete[] bytes;
  return bytes[zero];
}

EXPORT int bug_signed_integer_overflow() {
  return INT32_MAX - zero + 1;
}

EXPORT int32_t bug_float_cast_overflow() {
  return static_cast<int32_t>(1e10 + zero);
}

}  // namespace node::ffi
