#include "functions.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void noop(void) {}
int32_t add_i32(int32_t a, int32_t b) {
  return a + b;
}
double add_f64(double a, double b) {
  return a + b;
}
int64_t add_i64(int64_t a, int64_t b) {
  return a + b;
}
int32_t sum_4_i32(int32_t a, int32_t b, int32_t c, int32_t d) {
  return a + b + c + d;
}
int32_t sum_8_i32(int32_t a,
                  int32_t b,
                  int32_t c,
                  int32_t d,
                  int32_t e,
                  int32_t f,
                  int32_t g,
                  int32_t h) {
  return a + b + c + d + e + f + g + h;
}
double sum_mixed(
    int32_t a, double b, int32_t c, double d, int32_t e, double f) {
  return a + b + c + d + e + f;
}
size_t string_length(const char* text) {
  return strlen(text);
}
uint32_t sum_bytes(const uint8_t* bytes, uint32_t length) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < length; i++) sum += bytes[i];
  return sum;
}
void* identity_pointer(void* pointer) {
  return pointer;
}
point mirror_point(point value) {
  return (point){value.y, value.x};
}

double sum_point(point value) {
  return value.x + value.y;
}
point make_point(double x, double y) {
  return (point){x, y};
}
point* native_points(void) {
  static point points[16];
  for (int i = 0; i < 16; i++) points[i] = (point){i, i + 0.5};
  return points;
}
int32_t fail(int32_t error) {
  errno = error;
  return -1;
}
int32_t fail_with_errno(int32_t error) {
  return fail(error);
}
const char* text_of(int32_t i) {
  return i & 1 ? "hello, again" : "hello, world";
}
int32_t halve(int32_t number, int32_t* rest) {
  *rest = number & 1;
  return number >> 1;
}
int32_t halve_into(int32_t number, int32_t* rest) {
  return halve(number, rest);
}
uint32_t sum_all(const uint8_t* bytes, uint32_t length) {
  return sum_bytes(bytes, length);
}
struct counter {
  int32_t number;
};
counter* open_counter(int32_t number) {
  counter* opened = malloc(sizeof(counter));
  opened->number = number;
  return opened;
}
int32_t count(const counter* counter) {
  return counter->number;
}
int32_t count_at(const counter* counter) {
  return counter->number;
}
char* copy_text(int32_t i) {
  return strdup(text_of(i));
}
char* give_text(int32_t i) {
  return strdup(text_of(i));
}
void free_text(char* text) {
  free(text);
}
uintptr_t identity_address(uintptr_t address) {
  return address;
}
int format(char* buffer, size_t size, const char* format, ...) {
  va_list list;
  va_start(list, format);
  int length = vsnprintf(buffer, size, format, list);
  va_end(list);
  return length;
}
int format_inferred(char* buffer, size_t size, const char* format, ...) {
  va_list list;
  va_start(list, format);
  int length = vsnprintf(buffer, size, format, list);
  va_end(list);
  return length;
}

int32_t call_times(unary function, int32_t times) {
  uint32_t sum = 0;
  for (int32_t i = 0; i < times; i++) sum += (uint32_t)function(i);
  return (int32_t)sum;
}

static unary event_handler;
static uint32_t pumped;
void on_event(unary handler) {
  event_handler = handler;
  pumped = 0;
}
int32_t pump_events(void) {
  return pumped++ % 1000 == 0 ? event_handler(0) : 0;
}

typedef struct {
  listener listener;
  unary asker;
  int32_t times;
} calls_to_make;
static void start_thread(void* (*run)(void*), calls_to_make calls) {
  calls_to_make* data = malloc(sizeof(*data));
  pthread_t thread;
  if (data == NULL) abort();
  *data = calls;
  if (pthread_create(&thread, NULL, run, data) != 0) abort();
  pthread_detach(thread);
}
static void* run_listener(void* data) {
  calls_to_make calls = *(calls_to_make*)data;
  free(data);
  for (int32_t i = 0; i < calls.times; i++) calls.listener(i);
  return NULL;
}
void emit_events(listener listener, int32_t times) {
  start_thread(run_listener, (calls_to_make){.listener = listener, .times = times});
}
static void* run_asker(void* data) {
  calls_to_make calls = *(calls_to_make*)data;
  free(data);
  int32_t value = 0;
  for (int32_t i = 0; i < calls.times; i++) value = calls.asker(value);
  return NULL;
}
void ask(unary asker, int32_t times) {
  start_thread(run_asker, (calls_to_make){.asker = asker, .times = times});
}

double thread_cpu_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// Twenty functions of one type: add_0() to add_19().
#define TEN(F, prefix)                                                         \
  F(prefix##0) F(prefix##1) F(prefix##2) F(prefix##3) F(prefix##4)             \
  F(prefix##5) F(prefix##6) F(prefix##7) F(prefix##8) F(prefix##9)
#define ADD(n)                                                                 \
  int32_t add_##n(int32_t a, int32_t b) {                                      \
    return a + b + n;                                                          \
  }
TEN(ADD, )
TEN(ADD, 1)

// A thousand that are looked up and never called: many_000() to many_999().
#define MANY(name)                                                             \
  void name(void) {}
#define HUNDRED(prefix)                                                        \
  TEN(MANY, prefix##0) TEN(MANY, prefix##1) TEN(MANY, prefix##2)               \
  TEN(MANY, prefix##3) TEN(MANY, prefix##4) TEN(MANY, prefix##5)               \
  TEN(MANY, prefix##6) TEN(MANY, prefix##7) TEN(MANY, prefix##8)               \
  TEN(MANY, prefix##9)
HUNDRED(many_0) HUNDRED(many_1) HUNDRED(many_2) HUNDRED(many_3)
HUNDRED(many_4) HUNDRED(many_5) HUNDRED(many_6) HUNDRED(many_7)
HUNDRED(many_8) HUNDRED(many_9)
