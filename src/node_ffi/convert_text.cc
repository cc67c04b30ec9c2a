// Text in the encodings that C has for it.

#include "node_ffi/convert_text.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "node_ffi/guarded_access.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Isolate;
using v8::Local;
using v8::NewStringType;
using v8::String;
using v8::Value;

namespace {

constexpr char16_t kReplacement = 0xFFFD;

void StoreAddress(void* out, const void* address) {
  memcpy(out, &address, sizeof(address));
}

// What C says is aligned may not be.
template <typename Char>
Char UnitAt(const void* text, size_t index) {
  Char unit;
  memcpy(&unit,
         static_cast<const char*>(text) + index * sizeof(Char),
         sizeof(Char));
  return unit;
}

template <typename Char>
bool TryUnitAt(const void* text, size_t index, Char* unit) {
  return TryLoad(static_cast<const char*>(text) + index * sizeof(Char), unit);
}

bool IsSurrogate(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDFFF;
}

void AppendCodePoint(std::u16string* text, char32_t point) {
  if (IsSurrogate(point) || point > 0x10FFFF) {
    text->push_back(kReplacement);
  } else if (point > 0xFFFF) {
    text->push_back(static_cast<char16_t>(0xD7C0 + (point >> 10)));
    text->push_back(static_cast<char16_t>(0xDC00 + (point & 0x3FF)));
  } else {
    text->push_back(static_cast<char16_t>(point));
  }
}

ConversionError NewText(Isolate* isolate,
                        const uint16_t* text,
                        size_t length,
                        Local<Value>* value) {
  Local<String> string;
  if (length > static_cast<size_t>(String::kMaxLength) ||
      !String::NewFromTwoByte(
           isolate, text, NewStringType::kNormal, static_cast<int>(length))
           .ToLocal(&string)) {
    return ConversionError::kTextTooLong;
  }
  *value = string;
  return ConversionError::kNone;
}

// Copies a string to where it needs no conversion. Gives false for all others.
bool CopyShortAscii(Isolate* isolate,
                    Local<String> string,
                    void* out,
                    Temporaries* temporaries) {
  const size_t length = string->Length();
  if (!string->IsOneByte() || length >= temporaries->inline_room()) {
    return false;
  }
  char* copy = temporaries->Allocate(length + 1);
  string->WriteOneByteV2(isolate,
                         0,
                         static_cast<uint32_t>(length),
                         reinterpret_cast<uint8_t*>(copy),
                         String::WriteFlags::kNullTerminate);
  if (!CopyPlainAscii(copy, length, copy)) {
    temporaries->Shrink(length + 1);
    return false;
  }
  StoreAddress(out, copy);
  return true;
}

}  // namespace

template <>
ConversionError CopyText<char>(Isolate* isolate,
                               Local<String> string,
                               void* out,
                               Temporaries* temporaries) {
  if (temporaries == nullptr) return ConversionError::kStringNotAllowed;
  if (CopyShortAscii(isolate, string, out, temporaries)) {
    return ConversionError::kNone;
  }
  // A UTF-16 code unit takes up to three bytes. It takes time to find out how
  // many exactly: only where that may save going to the heap, or memory there.
  size_t capacity = static_cast<size_t>(string->Length()) * 3 + 1;
  if (capacity > temporaries->inline_room()) {
    capacity = string->Utf8LengthV2(isolate) + 1;
  }
  bool is_inline = capacity <= temporaries->inline_room();
  char* copy = temporaries->Allocate(capacity);
  if (copy == nullptr) return ConversionError::kNoMemory;
  size_t size =
      string->WriteUtf8V2(isolate,
                          copy,
                          capacity,
                          String::WriteFlags::kNullTerminate |
                              String::WriteFlags::kReplaceInvalidUtf8);
  if (memchr(copy, '\0', size - 1) != nullptr) {
    return ConversionError::kNullByte;
  }
  if (is_inline) temporaries->Shrink(capacity - size);
  StoreAddress(out, copy);
  return ConversionError::kNone;
}

template <>
ConversionError CopyText<char16_t>(Isolate* isolate,
                                   Local<String> string,
                                   void* out,
                                   Temporaries* temporaries) {
  if (temporaries == nullptr) return ConversionError::kStringNotAllowed;
  const uint32_t length = string->Length();
  char* memory = temporaries->Allocate((size_t{length} + 1) * sizeof(char16_t),
                                       alignof(char16_t));
  if (memory == nullptr) return ConversionError::kNoMemory;
  auto copy = reinterpret_cast<uint16_t*>(memory);
  string->WriteV2(isolate, 0, length, copy, String::WriteFlags::kNullTerminate);
  if (std::find(copy, copy + length, 0) != copy + length) {
    return ConversionError::kNullByte;
  }
  StoreAddress(out, copy);
  return ConversionError::kNone;
}

template <>
ConversionError CopyText<char32_t>(Isolate* isolate,
                                   Local<String> string,
                                   void* out,
                                   Temporaries* temporaries) {
  if (temporaries == nullptr) return ConversionError::kStringNotAllowed;
  const uint32_t length = string->Length();
  const size_t size = (size_t{length} + 1) * sizeof(char32_t);
  char* memory = temporaries->Allocate(size, alignof(char32_t));
  if (memory == nullptr) return ConversionError::kNoMemory;
  // The UTF-16 comes to the end of the same memory. What is written of UTF-32
  // never gets to what is not read yet, as it has no more units.
  auto units =
      reinterpret_cast<uint16_t*>(memory + size - length * sizeof(uint16_t));
  string->WriteV2(isolate, 0, length, units);
  auto copy = reinterpret_cast<char32_t*>(memory);
  size_t used = 0;
  for (uint32_t i = 0; i < length; i++) {
    char32_t point = UnitAt<char16_t>(units, i);
    if (point == 0) return ConversionError::kNullByte;
    if (IsSurrogate(point)) {
      const char16_t next =
          i + 1 < length ? UnitAt<char16_t>(units, i + 1) : u'\0';
      if (point <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
        point = 0x10000 + ((point - 0xD800) << 10) + (next - 0xDC00);
        i++;
      } else {
        point = kReplacement;
      }
    }
    copy[used++] = point;
  }
  copy[used] = U'\0';
  StoreAddress(out, copy);
  return ConversionError::kNone;
}

template <>
ConversionError ReadText<char>(Isolate* isolate,
                               const void* address,
                               Local<Value>* value) {
  const char* text = static_cast<const char*>(address);
  size_t length;
  bool is_ascii;
  if (!TryMeasure(text, &length, &is_ascii)) {
    return ConversionError::kAccessViolation;
  }
  if (length > static_cast<size_t>(String::kMaxLength)) {
    return ConversionError::kTextTooLong;
  }
  const int size = static_cast<int>(length);
  Local<String> string;
  // V8 need not decode what is ASCII.
  if (!(is_ascii
            ? String::NewFromOneByte(isolate,
                                     reinterpret_cast<const uint8_t*>(text),
                                     NewStringType::kNormal,
                                     size)
            : String::NewFromUtf8(isolate, text, NewStringType::kNormal, size))
           .ToLocal(&string)) {
    return ConversionError::kTextTooLong;
  }
  *value = string;
  return ConversionError::kNone;
}

template <>
ConversionError ReadText<char16_t>(Isolate* isolate,
                                   const void* address,
                                   Local<Value>* value) {
  size_t length = 0;
  for (char16_t unit;; length++) {
    if (!TryUnitAt(address, length, &unit)) {
      return ConversionError::kAccessViolation;
    }
    if (unit == u'\0') break;
  }
  if (reinterpret_cast<uintptr_t>(address) % alignof(uint16_t) == 0) {
    return NewText(
        isolate, static_cast<const uint16_t*>(address), length, value);
  }
  if (length > static_cast<size_t>(String::kMaxLength)) {
    return ConversionError::kTextTooLong;
  }
  std::vector<uint16_t> aligned(length);
  memcpy(aligned.data(), address, length * sizeof(uint16_t));
  return NewText(isolate, aligned.data(), length, value);
}

template <>
ConversionError ReadText<char32_t>(Isolate* isolate,
                                   const void* address,
                                   Local<Value>* value) {
  std::u16string text;
  for (size_t i = 0;; i++) {
    char32_t point;
    if (!TryUnitAt(address, i, &point)) {
      return ConversionError::kAccessViolation;
    }
    if (point == U'\0') break;
    AppendCodePoint(&text, point);
    if (text.size() > static_cast<size_t>(String::kMaxLength)) {
      return ConversionError::kTextTooLong;
    }
  }
  return NewText(isolate,
                 reinterpret_cast<const uint16_t*>(text.data()),
                 text.size(),
                 value);
}

}  // namespace node::ffi
