// What the cases of test/compat call: functions that show which value C got.

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// How often a function below was entered: a refused argument must not get there.
static int entered = 0;
int entered_count(void) { return entered; }

#define TYPES(V)                                                               \
  V(char, char)                                                                \
  V(bool, uint8_t)                                                             \
  V(int8, int8_t)                                                              \
  V(uint8, uint8_t)                                                            \
  V(int16, int16_t)                                                            \
  V(uint16, uint16_t)                                                          \
  V(int32, int32_t)                                                            \
  V(uint32, uint32_t)                                                          \
  V(int64, int64_t)                                                            \
  V(uint64, uint64_t)                                                          \
  V(float32, float)                                                            \
  V(float64, double)                                                           \
  V(pointer, void*)

// echo_T(x) is x; result_T(f) is f(); pass_T(f, x) calls f(x).
#define FUNCTIONS(name, type)                                                  \
  type echo_##name(type value) {                                               \
    entered++;                                                                 \
    return value;                                                              \
  }                                                                            \
  type second_##name(int32_t first, type value) {                              \
    entered++;                                                                 \
    return first ? value : (type)0;                                            \
  }                                                                            \
  type result_##name(type (*function)(void)) {                                 \
    entered++;                                                                 \
    return function();                                                         \
  }                                                                            \
  void pass_##name(void (*function)(type), type value) { function(value); }
TYPES(FUNCTIONS)

// The bytes up to the terminator, as one number: length and FNV-1a.
uint64_t content(const char* text) {
  entered++;
  uint64_t hash = 14695981039346656037u;
  size_t length = strlen(text);
  for (size_t i = 0; i < length; i++) {
    hash = (hash ^ (uint8_t)text[i]) * 1099511628211u;
  }
  return (hash & 0xffffffffffu) ^ ((uint64_t)length << 40);
}

int32_t is_null(const char* text) { return text == NULL; }

void nothing(void) { entered++; }
int32_t sum0(void) { return 7; }
int32_t sum1(int32_t a) { return a; }
int32_t sum2(int32_t a, int32_t b) { return a + b; }
int32_t sum3(int32_t a, int32_t b, int32_t c) { return a + b + c; }
int32_t sum8(int32_t a, int32_t b, int32_t c, int32_t d, int32_t e, int32_t f,
             int32_t g, int32_t h) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}
double mixed(int8_t a, double b, uint16_t c, float d, int64_t e, void* f,
             uint8_t g, double h, int32_t i, uint64_t j) {
  return a + 2 * b + 3 * c + 4 * d + 5 * (double)e + (f != NULL ? 1000 : 0) +
         7 * g + 8 * h + 9 * i + 10 * (double)j;
}

int32_t call0(int32_t (*function)(void)) { return function(); }
int32_t call1(int32_t (*function)(int32_t), int32_t a) { return function(a); }
int32_t call_twice(int32_t (*function)(int32_t), int32_t a) {
  return function(function(a));
}
void call_void(void (*function)(void)) { function(); }

// A callback that is called between the reading of two string arguments' bytes.
uint64_t content_after_call(void (*function)(void), const char* text) {
  function();
  return content(text);
}
// Writes to the text it is given, as careless C does.
int32_t upper_first(char* text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text[0];
}

char block[4096];
void* get_block(void) {
  for (int i = 0; i < 255; i++) block[i] = (char)(i + 1);
  block[255] = 0;
  return block;
}
uint8_t byte_at(int32_t index) { return (uint8_t)block[index]; }
void set_byte(int32_t index, uint8_t value) { block[index] = (char)value; }
const char* get_text(void) { return "a constant, \xc3\xa9 and \xf0\x9f\x98\x80"; }
const char* get_bad_text(void) { return "bad \xff\xc3 end"; }
const char* get_empty_text(void) { return ""; }
