// The floor of the table: C that calls the same functions, through pointers
// that it must read again for each call. It prints what measure.mjs does, and
// its rows have the names and the arguments of those in rows.mjs.
//
//   floor LIBRARY SAMPLE_MILLISECONDS

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "functions.h"

enum { kSamples = 5, kChecked = 10, kPolymorphic = 20 };

static void* library;
static void* find(const char* name) {
  void* address = dlsym(library, name);
  if (address == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return address;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare(const void* a, const void* b) {
  double difference = *(const double*)a - *(const double*)b;
  return (difference > 0) - (difference < 0);
}

static double sample_time;
static void measure(const char* row, double (*loop)(int n)) {
  static bool is_first = true;
  int n = 1000;
  double time = 0;
  while (time < sample_time / 2) {
    n *= 2;
    time = now();
    loop(n);
    time = now() - time;
  }
  n = (int)(n * sample_time / time);
  double samples[kSamples];
  for (int i = 0; i < kSamples; i++) {
    time = now();
    loop(n);
    samples[i] = (now() - time) / n;
  }
  qsort(samples, kSamples, sizeof(samples[0]), compare);
  printf("%s\"%s\": {\"value\": %.3f, \"result\": %.17g}",
         is_first ? "" : ", ",
         row,
         samples[kSamples / 2],
         loop(kChecked));
  is_first = false;
}

// The loop of the row that has the name of its function: `f` is that function,
// `x` what it gives.
#define LOOP(name, type, statement)                                            \
  static double loop_##name(int n) {                                           \
    static __typeof__(&name) volatile f;                                       \
    if (f == NULL) f = (__typeof__(&name))find(#name);                         \
    type x = 0;                                                                \
    for (int i = 0; i < n; i++) statement;                                     \
    return (double)x;                                                          \
  }

static const char* const texts[] = {"hello, world", "hello, again"};
static const uint8_t bytes[64] = {3, 4};
static char room[64];

LOOP(noop, int, f())
LOOP(add_i32, uint32_t, x += (uint32_t)f(i, 1))
LOOP(add_f64, double, x += f(i + 0.5, 1.25))
LOOP(add_i64, int64_t, x = f(x, 7))
LOOP(sum_4_i32, uint32_t, x += (uint32_t)f(i, 1, 2, 3))
LOOP(sum_8_i32, uint32_t, x += (uint32_t)f(i, 1, 2, 3, 4, 5, 6, 7))
LOOP(sum_mixed, double, x += f(i, 1.5, 2, 3.5, 4, 5.5))
LOOP(string_length, size_t, x = f(texts[i & 1]))
LOOP(sum_bytes, uint32_t, x += f(bytes, (i & 1) + 1))
LOOP(mirror_point, double, x += f((point){i, 2}).y)

LOOP(sum_point, double, x += f((point){i & 15, (i & 15) + 0.5}))
LOOP(make_point, double, x += f(i, 2).x)
LOOP(fail, int32_t, x += f(i))
LOOP(identity_address, double, x += (double)f(0x7f0000000000 + i * 16))
LOOP(format,
     uint32_t,
     x += (uint32_t)f(room, sizeof(room), "%d %.1f %s", i, 2.5, "abc"))

static double loop_fail_with_errno(int n) {
  static __typeof__(&fail_with_errno) volatile f;
  if (f == NULL) f = (__typeof__(&fail_with_errno))find("fail_with_errno");
  uint32_t x = 0;
  for (int i = 0; i < n; i++) {
    errno = 0;
    f(i);
    x += (uint32_t)errno;
  }
  return x;
}

static double loop_text_of(int n) {
  static __typeof__(&text_of) volatile f;
  if (f == NULL) f = (__typeof__(&text_of))find("text_of");
  size_t x = 0;
  for (int i = 0; i < n; i++) x = strlen(f(i));
  return (double)x;
}

static double loop_floats(int n) {
  static volatile double floats[2000];
  for (int i = 0; i < 1000; i++) {
    floats[2 * i] = i;
    floats[2 * i + 1] = i + 0.5;
  }
  double x = 0;
  int m = n < 1000 ? n : 1000;
  for (int i = 0; i < n; i += m) {
    for (int j = 0; j < m * 2; j += 2) x += floats[j] + floats[j + 1];
  }
  return x;
}

static double loop_identity_pointer(int n) {
  static void* (*volatile f)(void*);
  if (f == NULL) f = (void* (*)(void*))find("identity_pointer");
  void* pointer = (void*)0x1234;
  for (int i = 0; i < n; i++) pointer = f(pointer);
  return (double)(uintptr_t)pointer;
}

static int32_t increment(int32_t value) {
  return value + 1;
}
static double loop_callback(int n) {
  return ((__typeof__(&call_times))find("call_times"))(increment, n);
}

typedef __typeof__(&add_i32) volatile adder;
static adder* find_adders(void) {
  static adder functions[kPolymorphic];
  if (functions[0] == NULL) {
    for (int i = 0; i < kPolymorphic; i++) {
      char name[16];
      snprintf(name, sizeof(name), "add_%d", i);
      functions[i] = (__typeof__(&add_i32))find(name);
    }
  }
  return functions;
}

static double loop_polymorphic(int n) {
  adder* functions = find_adders();
  uint32_t x = 0;
  for (int i = 0; i < n; i++) {
    x += (uint32_t)functions[i % kPolymorphic](i, 1);
  }
  return x;
}

// What the results of 64 bits are for.
static volatile uint64_t kept;

static double loop_events(int n) {
#define FIND(name)                                                             \
  static __typeof__(&name) volatile f_##name;                                  \
  if (f_##name == NULL) f_##name = (__typeof__(&name))find(#name);
  FIND(on_event)
  FIND(pump_events)
  FIND(noop)
  FIND(add_i32)
  FIND(add_f64)
  FIND(add_i64)
  FIND(sum_4_i32)
  FIND(sum_8_i32)
  FIND(sum_mixed)
  FIND(string_length)
  FIND(sum_bytes)
  FIND(identity_pointer)
  adder* adders = find_adders();
  uint32_t x = 0;
  f_on_event(increment);
  for (int i = 0; i < n / 2; i++) {
    x += (uint32_t)f_pump_events();
    // clang-format off
    switch (i % 20) {
      case 0: f_noop(); break;
      case 1: x += (uint32_t)f_add_i32(i, 1); break;
      case 2: x += (uint32_t)f_add_f64(i + 0.5, 1.25); break;
      case 3: kept = (uint64_t)f_add_i64(7, 5); break;
      case 4: x += (uint32_t)f_sum_4_i32(i, 1, 2, 3); break;
      case 5: x += (uint32_t)f_sum_8_i32(i, 1, 2, 3, 4, 5, 6, 7); break;
      case 6: x += (uint32_t)f_sum_mixed(i, 1.5, 2, 3.5, 4, 5.5); break;
      case 7: kept = f_string_length(texts[i & 1]); break;
      case 8: x += f_sum_bytes(bytes, (i & 1) + 1); break;
      case 9: kept = (uintptr_t)f_identity_pointer((void*)0x1234); break;
      default: x += (uint32_t)adders[i % 20 - 10](i, 1);
    }
    // clang-format on
  }
  return x;
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  library = dlopen(argv[1], RTLD_NOW);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  sample_time = atof(argv[2]) * 1e6;
  printf("{");
#define MEASURE(row) measure(#row, loop_##row);
  MEASURE(noop)
  MEASURE(add_i32)
  MEASURE(add_f64)
  MEASURE(add_i64)
  MEASURE(sum_4_i32)
  MEASURE(sum_8_i32)
  MEASURE(sum_mixed)
  MEASURE(string_length)
  MEASURE(sum_bytes)
  MEASURE(identity_pointer)
  MEASURE(mirror_point)
  MEASURE(sum_point)
  MEASURE(make_point)
  MEASURE(floats)
  MEASURE(fail)
  MEASURE(fail_with_errno)
  MEASURE(text_of)
  MEASURE(identity_address)
  MEASURE(format)
  MEASURE(callback)
  MEASURE(events)
  MEASURE(polymorphic)
  printf("}\n");
}
