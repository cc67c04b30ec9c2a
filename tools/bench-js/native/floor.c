// The floor of the table: C that calls the same functions, through pointers
// that it must read again for each call. It prints what measure.mjs does, and
// its rows have the names and the arguments of those in rows.mjs.
//
//   floor LIBRARY SAMPLE_MILLISECONDS

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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

static double loop_polymorphic(int n) {
  static __typeof__(&add_i32) volatile functions[kPolymorphic];
  if (functions[0] == NULL) {
    for (int i = 0; i < kPolymorphic; i++) {
      char name[16];
      snprintf(name, sizeof(name), "add_%d", i);
      functions[i] = (__typeof__(&add_i32))find(name);
    }
  }
  uint32_t x = 0;
  for (int i = 0; i < n; i++) {
    x += (uint32_t)functions[i % kPolymorphic](i, 1);
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
  MEASURE(callback)
  MEASURE(polymorphic)
  printf("}\n");
}
