#ifndef SRC_NODE_FFI_CRASH_REPORT_TEXT_H_
#define SRC_NODE_FFI_CRASH_REPORT_TEXT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace node::ffi {

// A number to be written as 0x1f, with zeros before it if it has fewer digits.
struct Hex {
  uint64_t value;
  size_t digits = 1;
};

// Text for stderr, or for some memory, which a signal handler may write: it
// allocates nothing, and what it has is in itself.
class CrashText {
 public:
  CrashText() = default;
  // Cuts off what there is no room for. There is a null byte at the end.
  template <size_t kSize>
  explicit CrashText(char (&room)[kSize]) : room_(room), room_size_(kSize) {}
  CrashText(const CrashText&) = delete;
  CrashText& operator=(const CrashText&) = delete;

  template <typename... Parts>
  void Add(Parts... parts) {
    (Put(parts), ...);
  }
  // Writes what there is; to memory, once.
  void Flush();

 private:
  void Put(char character);
  void Put(std::string_view text) {
    for (char character : text) Put(character);
  }
  void Put(const char* text) { Put(std::string_view(text)); }
  void Put(Hex number);
  void Put(int64_t number);
  void Put(uint64_t number);
  void Put(int number) { Put(static_cast<int64_t>(number)); }
  void Put(double number);

  char* const room_ = nullptr;
  const size_t room_size_ = 0;
  char buffer_[1024];
  size_t size_ = 0;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_TEXT_H_
