// What the C++ ABI has of an exception, as libstdc++ and libc++ have it on
// x86-64. There may be several copies of these libraries, of which none is
// ours, and we are compiled without exceptions. So objects are read by their
// layout: see the sections 2.9 and 4 of the Itanium C++ ABI.

#include "node_ffi/crash_report/exception.h"

#include <cstdint>

namespace node::ffi {

namespace {

constexpr size_t kWord = sizeof(uintptr_t);

std::string_view ReadText(MemoryMap& map, uintptr_t address) {
  constexpr size_t kMaxLength = 500;
  size_t length = 0;
  char character;
  while (length < kMaxLength && map.Read(address + length, &character) &&
         character != '\0') {
    length++;
  }
  return {reinterpret_cast<const char*>(address), length};
}

// A std::type_info is a pointer to virtual functions, and a name.
std::string_view NameOf(MemoryMap& map, uintptr_t type) {
  uintptr_t name;
  if (!map.Read(type + kWord, &name)) return {};
  return ReadText(map, name);
}

// Whether that is std::exception, or a class of which it is the first base,
// directly or not: its virtual functions come first then.
bool BeginsWithException(MemoryMap& map, uintptr_t type) {
  constexpr int kMaxDepth = 16;
  for (int depth = 0; depth < kMaxDepth; depth++) {
    if (NameOf(map, type) == "St9exception") return true;
    // The type of the type_info itself is before its virtual functions.
    uintptr_t functions;
    uintptr_t kind;
    if (!map.Read(type, &functions) || !map.Read(functions - kWord, &kind))
      return false;
    // A class with one base, which comes third.
    if (!NameOf(map, kind).ends_with("__si_class_type_infoE")) return false;
    if (!map.Read(type + 2 * kWord, &type)) return false;
  }
  return false;
}

// Calls its what(), which comes after two destructors.
std::string_view CallWhat(MemoryMap& map, uintptr_t object) {
  uintptr_t functions;
  uintptr_t what;
  if (!map.Read(object, &functions) ||
      !map.Read(functions + 2 * kWord, &what)) {
    return {};
  }
  const Mapping* code = map.Find(what);
  if (code == nullptr || !code->is_executable) return {};
  using What = const char* (*)(uintptr_t object);
  const char* text = reinterpret_cast<What>(what)(object);
  map.ForgetPages();
  return ReadText(map, reinterpret_cast<uintptr_t>(text));
}

}  // namespace

CrashException CrashException::Find(MemoryMap& map, const LoadedFile& library) {
  const uintptr_t get_type =
      FindExport(map, library, "__cxa_current_exception_type");
  const uintptr_t get_globals = FindExport(map, library, "__cxa_get_globals");
  if (get_type == 0 || get_globals == 0) return {};
  // Neither does more here than to read what the thread has.
  const uintptr_t type = reinterpret_cast<uintptr_t (*)()>(get_type)();
  if (type == 0) return {};
  CrashException exception;
  exception.type = NameOf(map, type);
  if (!BeginsWithException(map, type)) return exception;
  // Of libstdc++: 112 bytes, which end with what the unwinder has, before the
  // object.
  constexpr size_t kHeaderSize = 112;
  constexpr size_t kUnwinderSize = 32;
  constexpr uint64_t kClass = 0x474E5543432B2B00;  // "GNUCC++\0"
  const uintptr_t globals = reinterpret_cast<uintptr_t (*)()>(get_globals)();
  uintptr_t header;
  uint64_t exception_class;
  if (map.Read(globals, &header) &&
      map.Read(header + kHeaderSize - kUnwinderSize, &exception_class) &&
      exception_class == kClass) {
    exception.text = CallWhat(map, header + kHeaderSize);
  }
  return exception;
}

}  // namespace node::ffi
