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

double sum_point(point value);
point make_point(double x, double y);
// Sixteen points, of which the one at `i` is {i, i + 0.5}.
point* native_points(void);
// -1, and `error` in errno. The second one is for who reads that.
int32_t fail(int32_t error);
int32_t fail_with_errno(int32_t error);
// One of two texts of 12 characters.
const char* text_of(int32_t i);
uintptr_t identity_address(uintptr_t address);
// snprintf(). The second one is for callers that declare no variadic arguments.
int format(char* buffer, size_t size, const char* format, ...);
int format_inferred(char* buffer, size_t size, const char* format, ...);

// Writes whether there is a rest. The second one is for callers that have a place for
// that.
int32_t halve(int32_t number, int32_t* rest);
int32_t halve_into(int32_t number, int32_t* rest);
// For callers that have the length passed.
uint32_t sum_all(const uint8_t* bytes, uint32_t length);

// What only native code knows, and gives the number that it was opened with. The last
// one is for callers that have its address.
typedef struct counter counter;
counter* open_counter(int32_t number);
int32_t count(const counter* counter);
int32_t count_at(const counter* counter);
// A copy of what text_of() gives, for the caller to free. The second one is for callers
// that declare that.
char* copy_text(int32_t i);
char* give_text(int32_t i);
void free_text(char* text);

// The sum of the results of `times` calls.
int32_t call_times(unary function, int32_t times);

// An event loop: of the calls of pump_events(), the first one and then each
// thousandth calls `handler`, and gives its result; the others give 0.
void on_event(unary handler);
int32_t pump_events(void);

// These two start a thread that makes `times` calls. Of `listener`, each is of one event
// more. What a call of `asker` gives, the next one is made with; the first one is with 0.
typedef void (*listener)(int32_t event);
void emit_events(listener listener, int32_t times);
void ask(unary asker, int32_t times);

// What the calling thread has used of a processor, in nanoseconds.
double thread_cpu_time(void);

#endif  // TOOLS_BENCH_JS_NATIVE_FUNCTIONS_H_
