// Conversions between JavaScript and C values, on the thread of the isolate.

#ifndef SRC_NODE_FFI_CONVERT_H_
#define SRC_NODE_FFI_CONVERT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "node_ffi/abi/layout.h"
#include "node_ffi/value_type.h"
#include "util.h"
#include "v8.h"

namespace node {

class Environment;

namespace ffi {

// Where short strings are copied to, one after the other: one for all calls of
// a thread, which nest. So the frame of a call needs no room for strings, of
// which most calls have none. Each call resets `used` to what it was before.
struct TemporaryArea {
  static constexpr int32_t kSize = 64 * 1024;

  int32_t used;
  char data[kSize];

  size_t room() const { return kSize - used; }
};

// Memory that native code may use until one call returns: C copies of strings.
// Each call has its own, so that calls may nest; they end in reverse order.
// Without an area, all of it is on the heap: for calls that end in any order.
class Temporaries {
 public:
  Temporaries() : area_(nullptr), mark_(0) {}
  explicit Temporaries(TemporaryArea* area) : area_(area), mark_(area->used) {}
  ~Temporaries() {
    if (area_ != nullptr) area_->used = mark_;
  }
  Temporaries(const Temporaries&) = delete;
  Temporaries& operator=(const Temporaries&) = delete;

  // Room that is left without going to the heap.
  size_t inline_room() const { return area_ == nullptr ? 0 : area_->room(); }
  // Memory for `size` bytes, or nullptr if there is none.
  char* Allocate(size_t size, size_t alignment = 1);
  // Gives back what the last, inline, allocation has too much.
  void Shrink(size_t excess) { area_->used -= excess; }

 private:
  TemporaryArea* const area_;
  const int32_t mark_;
  std::vector<MallocedBuffer<char>> heap_;
};

// What can be wrong with a JavaScript value that is to become a C value, and
// the other way round.
enum class ConversionError : uint8_t {
  kNone,
  kWrongValue,
  // A number beyond the safe integers, and an integer of C's that is.
  kUnsafeNumber,
  kUnsafeInteger,
  kPointerOutOfRange,
  kNullByte,
  kStringNotAllowed,
  kDetached,
  kOutOfBoundsView,
  kClosedCallback,
  // To look at the value has thrown, and that is what is to be thrown.
  kThrown,
  kNoMemory,
  kTextTooLong,
  // What a pointer of C's points to can't be read.
  kAccessViolation,
};

// A conversion between JavaScript and C values. Whatever passes values from one
// side to the other, in whichever way, uses these, so that all of them
// accept the same values and give the same errors. None of them runs
// a program's code.

struct Conversion {
  // Writes `value` to `out`, which has the type's size and may be unaligned.
  // Strings are copied to `temporaries`; without these there is nothing that a
  // string's copy could live in, and it is refused, as an instance is.
  ConversionError (*to_native)(v8::Isolate* isolate,
                               v8::Local<v8::Value> value,
                               void* out,
                               Temporaries* temporaries);
  // Gives what is at `in`, which may be unaligned, as a JavaScript value.
  ConversionError (*from_native)(v8::Isolate* isolate,
                                 const void* in,
                                 v8::Local<v8::Value>* value);
  // What C has.
  Scalar scalar;
  Values values;
  // What has the same bits as values that are numbers or bigints.
  ValueType plain_type;
  const char* name;
  // What a value must be, for the error message.
  const char* expected;

  // The conversion of that to what the same bits are as a number or a bigint.
  const Conversion& plain() const;
  LayoutPointer layout() const { return Layout::Of(scalar); }
};

// In the order of FFI_VALUE_TYPES.
extern const Conversion kConversions[kValueTypeCount];

inline const Conversion& GetConversion(ValueType type) {
  return kConversions[static_cast<size_t>(type)];
}

inline const Conversion& Conversion::plain() const {
  return GetConversion(plain_type);
}

// Copies text all of whose characters are ASCII, and none of them NUL: it is
// the same in UTF-8. Gives false if it isn't such text. `from` and `to` may be
// the same.
inline bool CopyPlainAscii(const char* from, size_t length, char* to) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  uint64_t bad = 0;
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    memcpy(&word, from + i, 8);
    memcpy(to + i, &word, 8);
    // What is not zero stays below the highest bit if 1 is taken away.
    bad |= (word | (word - kOnes)) & kHighs;
  }
  for (; i < length; i++) {
    const auto character = static_cast<signed char>(from[i]);
    to[i] = from[i];
    bad |= character <= 0;
  }
  return bad == 0;
}

// What a number may have, if integers are to be told from each other.
inline constexpr double kMaxSafeInteger = 9007199254740991;  // 2 ** 53 - 1

// Finds where the bytes of an ArrayBuffer or a view are, and how many. If they
// are on V8's heap still, this moves them off it, from where the garbage
// collector doesn't move them again.
ConversionError FindBytes(v8::Isolate* isolate,
                          v8::Local<v8::Value> value,
                          void** bytes,
                          size_t* length);

// Reads an address. Throws, and gives false, if there is none. `subject` is
// what the value is, for the error message.
bool ReadAddress(Environment* env,
                 v8::Local<v8::Value> value,
                 std::string_view subject,
                 uintptr_t* address);

// Throws what ToNative() gave, if that is not kNone. `subject` is what the
// value is, such as "Argument 0".
void ThrowConversionError(Environment* env,
                          ConversionError error,
                          const Conversion& conversion,
                          std::string_view subject);

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CONVERT_H_
