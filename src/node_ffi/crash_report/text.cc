// Writing without anything that a signal handler must not use.

#include "node_ffi/crash_report/text.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#ifdef __linux__
#include <unistd.h>
#endif

namespace node::ffi {

void CrashText::Flush() {
  if (room_ != nullptr) {
    const size_t count = std::min(size_, room_size_ - 1);
    memcpy(room_, buffer_, count);
    room_[count] = '\0';
    return;
  }
#ifdef __linux__
  size_t written = 0;
  while (written < size_) {
    const ssize_t count =
        write(STDERR_FILENO, buffer_ + written, size_ - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += static_cast<size_t>(count);
  }
#endif
  size_ = 0;
}

void CrashText::Put(char character) {
  if (size_ == sizeof(buffer_)) {
    // There is no more room, in memory.
    if (room_ != nullptr) return;
    Flush();
  }
  buffer_[size_++] = character;
}

void CrashText::Put(int64_t number) {
  if (number >= 0) return Put(static_cast<uint64_t>(number));
  Put('-');
  Put(-static_cast<uint64_t>(number));
}

void CrashText::Put(uint64_t number) {
  if (number >= 10) Put(number / 10);
  Put(static_cast<char>('0' + number % 10));
}

void CrashText::Put(Hex number) {
  char digits[16];
  size_t count = 0;
  for (uint64_t rest = number.value; rest != 0; rest /= 16)
    digits[count++] = "0123456789abcdef"[rest % 16];
  while (count < number.digits) digits[count++] = '0';
  Put("0x");
  while (count > 0) Put(digits[--count]);
}

// As people write numbers, if it is one of these; otherwise with an exponent.
void CrashText::Put(double number) {
  if (std::isnan(number)) return Put("NaN");
  if (std::signbit(number)) Put('-');
  number = std::fabs(number);
  if (std::isinf(number)) return Put("Infinity");
  int exponent = 0;
  if (number != 0 && (number >= 1e15 || number < 1e-6)) {
    for (; number >= 10; number /= 10) exponent++;
    for (; number < 1; number *= 10) exponent--;
  }
  const auto whole = static_cast<uint64_t>(number);
  Put(whole);
  double rest = number - static_cast<double>(whole);
  if (rest > 0) Put('.');
  for (int i = 0; i < 6 && rest > 0; i++) {
    rest *= 10;
    const auto digit = static_cast<unsigned>(rest);
    Put(static_cast<char>('0' + digit));
    rest -= digit;
  }
  if (exponent != 0) Add('e', exponent);
}

}  // namespace node::ffi
