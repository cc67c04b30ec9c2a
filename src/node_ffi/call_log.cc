// What NODE_DEBUG=ffi prints of calls.

#include "node_ffi/call_log.h"

#include <cerrno>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "node_ffi/convert.h"
#include "node_ffi/guarded_access.h"
#include "util-inl.h"
#include "uv.h"

namespace node::ffi {

using v8::FunctionCallbackInfo;
using v8::Local;
using v8::Value;

namespace {

constexpr size_t kMaxText = 32;

// The last call that has begun on this thread.
thread_local CallLog* top = nullptr;

template <typename T>
T Load(const void* from) {
  T value;
  memcpy(&value, from, sizeof(value));
  return value;
}

template <typename T>
std::string ToText(T number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), number).ptr};
}

// In quotes, and shortened. Bytes that are no ASCII are taken for UTF-8.
std::string Quote(uintptr_t address) {
  // What is mapped may be no memory that can be read.
  char text[kMaxText + 1];
  size_t length = 0;
  while (length <= kMaxText) {
    uint8_t byte;
    if (!TryLoad(reinterpret_cast<const char*>(address) + length, &byte)) {
      return "(not readable)";
    }
    if (byte == 0) break;
    text[length++] = static_cast<char>(byte);
  }
  const bool is_cut = length > kMaxText;
  if (is_cut) {
    length = kMaxText;
    while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
  }
  std::string quoted("\"");
  for (size_t i = 0; i < length; i++) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '"' || byte == '\\') {
      quoted.append({'\\', text[i]});
    } else if (byte == '\n') {
      quoted.append("\\n");
    } else if (byte < 0x20 || byte == 0x7F) {
      char escape[8];
      snprintf(escape, sizeof(escape), "\\x%02x", byte);
      quoted.append(escape);
    } else {
      quoted.push_back(text[i]);
    }
  }
  return quoted.append(is_cut ? "\"..." : "\"");
}

std::string FormatAddress(uintptr_t address) {
  if (address == 0) return "NULL";
  char text[24];
  return {text,
          static_cast<size_t>(
              snprintf(text, sizeof(text), "0x%" PRIxPTR, address))};
}

std::string FormatInteger(Scalar scalar, const void* value) {
  const bool is_signed = scalar.is_signed();
  switch (scalar.size) {
    case 1:
      return is_signed ? ToText<int>(Load<int8_t>(value))
                       : ToText<int>(Load<uint8_t>(value));
    case 2:
      return is_signed ? ToText<int>(Load<int16_t>(value))
                       : ToText<int>(Load<uint16_t>(value));
    case 4:
      return is_signed ? ToText(Load<int32_t>(value))
                       : ToText(Load<uint32_t>(value));
    default:
      return is_signed ? ToText(Load<int64_t>(value))
                       : ToText(Load<uint64_t>(value));
  }
}

// A value of C's. Of an aggregate, there is no conversion.
std::string Format(const Conversion* conversion,
                   const Layout& layout,
                   const void* value) {
  if (conversion == nullptr) {
    return "{" + std::to_string(layout.size()) + " bytes}";
  }
  const Scalar scalar = conversion->scalar;
  if (scalar.is_void()) return "void";
  if (conversion->values == Values::kBoolean) {
    return Load<uint8_t>(value) != 0 ? "true" : "false";
  }
  if (scalar.is_float()) {
    return scalar.size == sizeof(float) ? ToText(Load<float>(value))
                                        : ToText(Load<double>(value));
  }
  if (scalar.kind != Scalar::Kind::kPointer) {
    return FormatInteger(scalar, value);
  }
  const auto address = Load<uintptr_t>(value);
  if (address != 0 && conversion->values == Values::kUtf8) {
    return Quote(address);
  }
  return FormatAddress(address);
}

std::string FormatDuration(uint64_t nanoseconds) {
  constexpr struct {
    double limit;
    const char* unit;
  } kUnits[] = {{1e3, "ns"}, {1e6, "µs"}, {1e9, "ms"}, {1e99, "s"}};
  double scale = 1;
  for (const auto& [limit, unit] : kUnits) {
    if (nanoseconds < limit) {
      char text[40];
      snprintf(text,
               sizeof(text),
               scale == 1 ? "%.0f %s" : "%.1f %s",
               nanoseconds / scale,
               unit);
      return text;
    }
    scale = limit;
  }
  UNREACHABLE();
}

}  // namespace

CallLog::CallLog(std::string name, const FunctionType* type)
    : name_(std::move(name)), type_(type) {}

CallLog::~CallLog() {
  if (top == this) top = outer_;
}

void CallLog::SetArguments(const FunctionCallbackInfo<Value>& args,
                           int first,
                           const void* values) {
  const auto arguments = type_->signature->prototype().arguments();
  for (size_t i = 0; i < arguments.size(); i++) {
    if (i != 0) arguments_.append(", ");
    const auto& [layout, offset] = arguments[i];
    const void* argument = static_cast<const char*>(values) + offset;
    const Conversion* conversion = type_->arguments[i];
    Local<Value> value = args[first + static_cast<int>(i)];
    if (conversion != nullptr && value->IsString() &&
        (conversion->values == Values::kPointer ||
         conversion->values == Values::kReference ||
         conversion->values == Values::kUtf8)) {
      arguments_.append(Quote(Load<uintptr_t>(argument)));
    } else if (conversion != nullptr && value->IsArrayBufferView()) {
      const size_t size = value.As<v8::ArrayBufferView>()->ByteLength();
      arguments_.append("[" + std::to_string(size) + " bytes]");
    } else {
      arguments_.append(Format(conversion, *layout, argument));
    }
  }
}

void CallLog::SetArguments(const void* values) {
  const auto arguments = type_->signature->prototype().arguments();
  for (size_t i = 0; i < arguments.size(); i++) {
    if (i != 0) arguments_.append(", ");
    const auto& [layout, offset] = arguments[i];
    arguments_.append(Format(type_->arguments[i],
                             *layout,
                             static_cast<const char*>(values) + offset));
  }
}

void CallLog::Begin() {
  const int error_number = errno;
  if (top != nullptr) {
    top->PrintBegun();
    depth_ = top->depth_ + 1;
  }
  outer_ = top;
  top = this;
  start_ = uv_hrtime();
  errno = error_number;
}

void CallLog::End() {
  const int error_number = errno;
  end_ = uv_hrtime();
  // Those that were left by longjmp() are to be seen as well.
  if (top != this) top->PrintBegun();
  top = outer_;
  errno = error_number;
}

void CallLog::PrintBegun() {
  if (has_begun_line_) return;
  Write(name_ + "(" + arguments_ + ") ...");
  has_begun_line_ = true;
}

void CallLog::Write(std::string_view text) const {
  std::string line = "FFI " + std::to_string(uv_os_getpid()) + ": ";
  line.append(2 * depth_, ' ').append(text).append("\n");
  fwrite(line.data(), 1, line.size(), stderr);
}

void CallLog::PrintEnd(std::string_view outcome) {
  std::string line(name_);
  if (has_begun_line_) {
    line.insert(0, "... ");
  } else {
    line.append("(").append(arguments_).append(")");
  }
  line.append(" ").append(outcome).append(" <");
  Write(line.append(FormatDuration(end_ - start_)).append(">"));
}

void CallLog::Print(const void* result, int error_number) {
  const Layout& layout = type_->signature->prototype().result();
  std::string outcome("= ");
  outcome.append(Format(type_->result, layout, result));
  if (error_number != 0) {
    outcome.append(", errno ").append(std::to_string(error_number));
    outcome.append(" (").append(errors::errno_string(error_number)).append(")");
  }
  PrintEnd(outcome);
}

void CallLog::Print(const char* outcome) {
  PrintEnd(outcome);
}

}  // namespace node::ffi
