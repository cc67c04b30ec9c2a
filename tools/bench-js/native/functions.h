// The C functions that every peer calls. Which row of the table is for which
// function is in rows.mjs.
#ifndef TOOLS_BENCH_JS_NATIVE_FUNCTIONS_H_
#define TOOLS_BENCH_JS_NATIVE_FUNCTIONS_H_

#include <stddef.h>
#include <stdint.h>

typedef struct {
  double x;
  double y;
} point;

typedef int32_t (*unary)(int32_t value);

void noop(void);
int32_t add_i32(int32_t a, int32_t b);
double add_f64(double a, double b);
int64_t add_i64(int64_t a, int64_t b);
int32_t sum_4_i32(int32_t a, int32_t b, int32_t c, int32_t d);
int32_t sum_8_i32(int32_t a,
                  int32_t b,
                  int32_t c,
                  int32_t d,
                  int32_t e,
                  int32_t f,
                  int32_t g,
                  int32_t h);
double sum_mixed(int32_t a, double b, int32_t c, double d, int32_t e, double f);
size_t string_length(const char* text);
uint32_t sum_bytes(const uint8_t* bytes, uint32_t length);
void* identity_pointer(void* pointer);
point mirror_point(point value);

// The sum of the results of `times` calls.
int32_t call_times(unary function, int32_t times);

// An event loop: of the calls of pump_events(), the first one and then each
// thousandth calls `handler`, and gives its result; the others give 0.
void on_event(unary handler);
int32_t pump_events(void);

// What the calling thread has used of a processor, in nanoseconds.
double thread_cpu_time(void);

#endif  // TOOLS_BENCH_JS_NATIVE_FUNCTIONS_H_
