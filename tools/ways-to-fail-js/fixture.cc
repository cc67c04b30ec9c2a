// What goes wrong in the cases of cases.mjs, if it is called wrongly or by nature.
#include <csetjmp>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <emmintrin.h>
#include <fenv.h>
#include <locale.h>
#include <stdexcept>
#include <sys/mman.h>
#include <thread>

using IntFunction = int (*)(int);
using DoubleFunction = double (*)(double, double);

struct Point {
  double x, y;
};
struct Pair {
  float value;
  int32_t count;
};

static const char literal[] = "literal";
static const char* kept;
static IntFunction kept_function;
static jmp_buf back;
static constexpr size_t kLarge = 1 << 20;

extern "C" {

int32_t add(int32_t a, int32_t b) {
  return a + b;
}
int64_t add_long(int64_t a, int64_t b) {
  return a + b;
}
double half(double value) {
  return value / 2;
}
int32_t first(const int32_t* numbers) {
  return *numbers;
}
uint64_t length(const char* text) {
  return strlen(text);
}
double norm(Point point) {
  return point.x + point.y;
}
double total(Pair pair) {
  return pair.value * pair.count;
}
int32_t format(char* text, int32_t size, const char* format, ...) {
  va_list list;
  va_start(list, format);
  const int32_t written = vsnprintf(text, size, format, list);
  va_end(list);
  return written;
}

int32_t* make() {
  int32_t* numbers = static_cast<int32_t*>(malloc(64));
  numbers[0] = 42;
  return numbers;
}
void release(int32_t* numbers) {
  free(numbers);
}
int32_t* map() {
  int32_t* numbers = static_cast<int32_t*>(
      mmap(nullptr, kLarge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  numbers[0] = 42;
  return numbers;
}
void unmap(int32_t* numbers) {
  munmap(numbers, kLarge);
}
const char* get_literal() {
  return literal;
}
void upcase(char* text) {
  text[0] &= ~0x20;
}

void fill(uint8_t* bytes, uint64_t count) {
  volatile uint8_t* to = bytes;
  for (uint64_t i = 0; i < count; i++) to[i] = 7;
}
void fill_before(uint8_t* bytes) {
  volatile uint8_t* to = bytes;
  to[-1] = 7;
}
void keep(const char* text) {
  kept = text;
}
int32_t get_kept() {
  return kept[0];
}
int32_t sum_aligned(const int32_t* numbers) {
  int32_t sum;
  // As a compiler does that trusts the type's alignment.
  asm("movaps %1, %%xmm0; movd %%xmm0, %0"
      : "=r"(sum)
      : "m"(*reinterpret_cast<const __m128i*>(numbers))
      : "xmm0");
  return sum;
}

void keep_function(IntFunction function) {
  kept_function = function;
}
int32_t call_kept(int32_t value) {
  return kept_function(value);
}
int32_t call(IntFunction function, int32_t value) {
  return function(value);
}
double call_doubles(DoubleFunction function) {
  return function(1.5, 2.5);
}
int32_t call_on_thread(IntFunction function, int32_t value) {
  int32_t result = 0;
  std::thread([&] { result = function(value); }).join();
  return result;
}
int32_t call_and_catch(IntFunction function) {
  if (setjmp(back) != 0) return -1;
  return function(1);
}
void jump_back() {
  longjmp(back, 1);
}

int32_t recurse(int32_t depth) {
  volatile char frame[1024];
  frame[0] = static_cast<char>(depth);
  return recurse(depth + 1) + frame[0];
}
void stop() {
  abort();
}
void raise_error() {
  throw std::runtime_error("out of paper");
}
int32_t divide(int32_t a, int32_t b) {
  // The compiler must not know better.
  volatile int32_t by = b;
  return a / by;
}
void misbehave() {
  asm volatile("ud2");
}
int32_t clobber() {
  asm volatile("movq $0, %r12");
  return 1;
}
void round_up() {
  asm volatile("subq $8, %%rsp; stmxcsr (%%rsp); orl $0x4000, (%%rsp); ldmxcsr (%%rsp); addq $8, %%rsp"
               ::: "memory");
}
}  // extern "C"
