// What is most likely wrong, by what crashes usually come from.

#if defined(__x86_64__) && defined(__linux__)

#include "node_ffi/crash_report/causes.h"

#include <cstdint>
#include <cstring>
#include <string_view>

#include "node_ffi/checked_memory.h"
#include "node_ffi/crash_report/closed.h"
#include "node_ffi/crash_report/exception.h"
#include "node_ffi/crash_report/symbols.h"

namespace node::ffi {

namespace {

using Kind = CrashFault::Kind;

// An object that a pointer points to is seldom larger.
constexpr uintptr_t kNear = 64 * 1024;

void AddArgumentName(size_t index, CrashText* text) {
  text->Add("  argument ", static_cast<uint64_t>(index));
}

// Says which arguments may be what is wrong. Gives false if none is.
bool AddSuspects(const Crash& crash, CrashText* text) {
  const CrashedCall& call = crash.call;
  if (!call.is_there() || !call.has_arguments()) return false;
  const uintptr_t address = crash.fault.address();
  bool has_any = false;
  for (size_t i = 0; i < call.argument_count(); i++) {
    const uint64_t value = call.Argument(i);
    // Other types may have addresses, too.
    if (!call.IsPointer(i) && value < kNear) continue;
    const bool is_near = address >= value && address - value < kNear;
    if (value == 0 && is_near) {
      AddArgumentName(i, text);
      text->Add(" is NULL\n");
    } else if (value != 0 && is_near) {
      AddArgumentName(i, text);
      text->Add(crash.map.CanRead(value)
                    ? " points there: its memory ends before, or can't be "
                      "written to\n"
                    : " points there: it was freed, or never was an address\n");
    } else {
      continue;
    }
    has_any = true;
  }
  return has_any;
}

void AddMemoryCauses(const Crash& crash, CrashText* text) {
  const uintptr_t address = crash.fault.address();
  if (char guard[256]; DescribeGuard(address, guard, sizeof(guard)))
    return text->Add("  that is ", guard, "\n");
  if (const std::string_view path = FindClosed(address);
      !path.empty() && crash.map.Find(address) == nullptr) {
    return text->Add("  that was memory of ", path, ", which was closed\n");
  }
  if (AddSuspects(crash, text)) return;
  if (address < kNear || address >= -kNear) {
    return text->Add(
        "  a NULL pointer: an argument, inside of what was passed, or what "
        "another\n  function gave that failed\n");
  }
  constexpr uint64_t kUpper = 0xFFFFFFFF00000000;
  if ((address & kUpper) == 0 || (address & kUpper) == kUpper) {
    text->Add("  only 32 bits of an address: a pointer, or a 'long', that was "
              "declared as 'int'\n");
  }
  text->Add("  memory that was freed, or that is shorter than the function "
            "takes it to be\n");
}

// What is no address may be readable.
void AddNoAddressCauses(const Crash& crash, CrashText* text) {
  const uintptr_t value = crash.fault.address();
  char bytes[sizeof(value) + 1] = {};
  memcpy(bytes, &value, sizeof(value));
  bool is_text = true;
  for (size_t i = 0; i < sizeof(value); i++)
    is_text &= bytes[i] >= ' ' && bytes[i] <= '~';
  if (is_text) {
    return text->Add("  that is text, \"",
                     bytes,
                     "\": a buffer was overrun, or text is where the function "
                     "has a pointer\n");
  }
  text->Add("  a value of another type, such as a 'double', is where the "
            "function has a\n  pointer; or memory was freed or overwritten\n");
}

void AddCodeCauses(const Crash& crash, CrashText* text) {
  const uintptr_t address = crash.fault.address();
  if (const std::string_view path = FindClosed(address); !path.empty())
    return text->Add("  that was code of ", path, ", which was closed\n");
  if (crash.call.is_there() && crash.call.address() == address) {
    return text->Add("  the function was made of an address where there is "
                     "none\n");
  }
  text->Add("  a function pointer that is wrong: NULL, of a library that was "
            "closed, in\n  memory that was freed or overwritten; or a stack "
            "that was overwritten\n");
}

void AddStackCauses(const Crash& crash, CrashText* text) {
  const CrashStack& stack = crash.stack;
  size_t count = 0;
  for (size_t i = 1; i < stack.size(); i++)
    count += stack[i].function != 0 && stack[i].function == stack[0].function;
  if (count > 2) {
    text->Add("  ");
    if (stack[0].symbol.name.empty()) {
      text->Add("the function");
    } else {
      AddSymbolName(text, stack[0].symbol.name);
    }
    return text->Add("() calls itself without an end\n");
  }
  text->Add("  a recursion without an end, or large variables; a NativeThread, "
            "and a worker,\n  may have less stack than the main thread\n");
}

// What the C library says before it calls abort().
std::string_view FindAbortMessage(MemoryMap& map, const LoadedFile& library) {
  const uintptr_t variable = FindExport(map, library, "__abort_msg");
  struct Message {
    unsigned int size;
    char text[1];
  };
  uintptr_t address;
  unsigned int size;
  if (variable == 0 || !map.Read(variable, &address) || address == 0 ||
      !map.Read(address, &size)) {
    return {};
  }
  const uintptr_t begin = address + offsetof(Message, text);
  if (size > 4096 || !map.CanRead(begin) || !map.CanRead(begin + size))
    return {};
  const char* message = reinterpret_cast<const char*>(begin);
  std::string_view text(message, strnlen(message, size));
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

bool AddException(const Crash& crash, CrashText* text) {
  constexpr std::string_view kNames[] = {"_ZSt9terminatev", "__cxa_throw"};
  for (std::string_view name : kNames) {
    const CrashStack::Frame* frame = crash.stack.Find(name);
    if (frame == nullptr) continue;
    const auto exception = CrashException::Find(crash.map, frame->file);
    if (exception.type.empty()) {
      text->Add("  std::terminate() was called\n");
      return true;
    }
    text->Add("  nobody caught a C++ exception: ");
    AddSymbolName(text, exception.type);
    if (!exception.text.empty()) text->Add(", \"", exception.text, "\"");
    text->Add("\n  C++ exceptions can't go through JavaScript: catch them in "
              "the library\n");
    return true;
  }
  return false;
}

void AddAbortCauses(const Crash& crash, CrashText* text) {
  if (crash.stack.IsAbortOfNode()) {
    return text->Add("  Node.js itself has ended the process, and said why "
                     "before this\n");
  }
  if (AddException(crash, text)) return;
  const CrashStack::Frame* abort = crash.stack.Find("abort");
  std::string_view message;
  if (abort != nullptr) message = FindAbortMessage(crash.map, abort->file);
  const auto has = [message](std::string_view part) {
    return message.find(part) != std::string_view::npos;
  };
  if (!message.empty()) text->Add("  the C library says: ", message, "\n");
  if (has("Assertion")) {
    text->Add("  what the function takes for granted does not hold\n");
  } else if (has("stack smashing") || has("buffer overflow")) {
    text->Add("  more was written than there is room: a struct or an array is "
              "larger for the\n  function than it was declared\n");
  } else if (!message.empty()) {
    text->Add("  memory was freed twice, was never allocated by malloc(), or "
              "was written to\n  beyond its end, perhaps long before this "
              "call\n");
  } else {
    text->Add("  the library gives up: what it wrote before may say why\n");
  }
}

}  // namespace

void AddCauses(const Crash& crash, CrashText* text) {
  switch (crash.fault.kind()) {
    case Kind::kMemory:
      AddMemoryCauses(crash, text);
      break;
    case Kind::kNotAnAddress:
      AddNoAddressCauses(crash, text);
      break;
    case Kind::kUnaligned:
      text->Add("  a pointer to memory that is not aligned as its type has to "
                "be, by 16 bytes or\n  more\n");
      break;
    case Kind::kStackOverflow:
      return AddStackCauses(crash, text);
    case Kind::kNotCode:
      AddCodeCauses(crash, text);
      break;
    case Kind::kFile:
      return text->Add("  the file became shorter after it was mapped\n");
    case Kind::kArithmetic:
      return text->Add("  an argument, or what it points to, is zero where it "
                       "must not be\n");
    case Kind::kInstruction:
      return text->Add("  the library found that something is wrong "
                       "(__builtin_trap()), or is built for\n  another "
                       "processor\n");
    case Kind::kAbort:
      return AddAbortCauses(crash, text);
    case Kind::kOther:
      return text->Add("  the function, or another thread, sent it with "
                       "raise() or pthread_kill()\n");
  }
  if (crash.call.is_there()) {
    text->Add("  or the declaration is not what C has: types, their order, "
              "their number, the\n  library's version\n");
  }
}

}  // namespace node::ffi

#endif
