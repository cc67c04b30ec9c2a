// Access to memory at an address that a program names, which may be wrong: it
// fails instead of ending the process.

#ifndef SRC_NODE_FFI_GUARDED_ACCESS_H_
#define SRC_NODE_FFI_GUARDED_ACCESS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

// Whether a fault can be resumed from: where it can't, nothing here fails, and
// a wrong address ends the process.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define FFI_CAN_RESUME 1
#else
#define FFI_CAN_RESUME 0
#endif

namespace node::ffi {

// What could not be accessed.
struct AccessViolation {
  uintptr_t address;
  size_t length;
  bool is_write;
};

// Notes it for TakeViolation(). Gives false, as all that fails does.
bool NoteViolation(const void* address, size_t length, bool is_write);
// Gives what was noted last on this thread, and forgets it. Gives false if
// there is nothing.
bool TakeViolation(AccessViolation* violation);
// Where the thread has whether there is something, for optimised code.
int32_t* GetViolationFlag();
// Where it has whether a thunk returned without a call, as it could not read an
// aggregate. Who has called it resets that.
int32_t* GetMissedCallFlag();

// All of these note what has failed, and what they write is written in part
// then. Nothing need be aligned. Lengths may be zero.
template <typename T>
bool TryLoad(const void* address, T* value);
template <typename T>
bool TryStore(void* address, T value);
// As memmove(), memset() and memcmp().
bool TryCopy(void* to, const void* from, size_t length);
bool TryFill(void* to, int value, size_t length);
bool TryCompare(const void* a, const void* b, size_t length, int* difference);
// Whether each page can be read.
bool TryTouch(const void* address, size_t length);
// How long the text is up to its NUL, and whether it is ASCII.
bool TryMeasure(const char* text, size_t* length, bool* is_ascii);

#if FFI_CAN_RESUME

// What the signal handler calls: has the thread go on where one of these
// fails, if it was that which has faulted. Gives false for any other fault.
bool ResumeAccess(int signal, siginfo_t* info, void* context);

// An instruction that may fault, and where to go on then: both are distances
// from the members themselves, so that the linker has nothing to do.
struct AccessEntry {
  int32_t instruction;
  int32_t resumption;
};

// One instruction that may fault, which then goes to `failed`. The linker puts
// the entries together. `?` has the entry kept, or left out, with its function.
#define FFI_ACCESS(instruction)                                                \
  "1: " instruction "\n"                                                       \
  ".pushsection ffi_accesses, \"a?\"\n"                                        \
  ".balign 4\n"                                                                \
  ".long 1b - ., %l[failed] - .\n"                                             \
  ".popsection\n"

// The memory as the compiler may address it: anything, at any place.
template <typename T>
struct __attribute__((packed, may_alias)) AnyPlace {
  T value;
};

#ifdef __x86_64__
#define FFI_MEMORY "m"
#else
#define FFI_MEMORY "Q"  // Of all instructions, at all sizes.
#endif

using Vector = uint8_t __attribute__((vector_size(16)));

template <typename T>
[[gnu::always_inline]] inline bool TryLoad(const void* address, T* value) {
  const auto* memory = static_cast<const AnyPlace<T>*>(address);
#define LOAD(instruction, constraint, type)                                    \
  {                                                                            \
    type loaded;                                                               \
    asm goto(FFI_ACCESS(instruction)                                           \
             : "=" constraint(loaded)                                          \
             : FFI_MEMORY(*memory)                                             \
             :                                                                 \
             : failed);                                                        \
    memcpy(value, &loaded, sizeof(T));                                         \
  }
#ifdef __x86_64__
  if constexpr (std::is_same_v<T, Vector>) {
    LOAD("movdqu %1, %0", "x", Vector)
  } else if constexpr (std::is_same_v<T, double>) {
    LOAD("movsd %1, %0", "x", double)
  } else if constexpr (std::is_same_v<T, float>) {
    LOAD("movss %1, %0", "x", float)
  } else if constexpr (sizeof(T) == 8) {
    LOAD("movq %1, %0", "r", uint64_t)
  } else if constexpr (sizeof(T) == 4) {
    LOAD("movl %1, %k0", "r", uint32_t)
  } else if constexpr (sizeof(T) == 2) {
    LOAD("movzwl %1, %k0", "r", uint32_t)
  } else {
    LOAD("movzbl %1, %k0", "r", uint32_t)
  }
#else
  if constexpr (std::is_same_v<T, Vector>) {
    LOAD("ldr %q0, %1", "w", Vector)
  } else if constexpr (std::is_same_v<T, double>) {
    LOAD("ldr %d0, %1", "w", double)
  } else if constexpr (std::is_same_v<T, float>) {
    LOAD("ldr %s0, %1", "w", float)
  } else if constexpr (sizeof(T) == 8) {
    LOAD("ldr %x0, %1", "r", uint64_t)
  } else if constexpr (sizeof(T) == 4) {
    LOAD("ldr %w0, %1", "r", uint32_t)
  } else if constexpr (sizeof(T) == 2) {
    LOAD("ldrh %w0, %1", "r", uint32_t)
  } else {
    LOAD("ldrb %w0, %1", "r", uint32_t)
  }
#endif
#undef LOAD
  return true;
failed:
  NoteViolation(address, sizeof(T), false);
  return false;
}

template <typename T>
[[gnu::always_inline]] inline bool TryStore(void* address, T value) {
  auto* memory = static_cast<AnyPlace<T>*>(address);
#define STORE(instruction, constraint)                                         \
  asm goto(FFI_ACCESS(instruction)                                             \
           :                                                                   \
           : FFI_MEMORY(*memory), constraint(value)                            \
           : "memory"                                                          \
           : failed);
#ifdef __x86_64__
  if constexpr (std::is_same_v<T, Vector>) {
    STORE("movdqu %1, %0", "x")
  } else if constexpr (std::is_same_v<T, double>) {
    STORE("movsd %1, %0", "x")
  } else if constexpr (std::is_same_v<T, float>) {
    STORE("movss %1, %0", "x")
  } else if constexpr (sizeof(T) == 8) {
    STORE("movq %1, %0", "r")
  } else if constexpr (sizeof(T) == 4) {
    STORE("movl %k1, %0", "r")
  } else if constexpr (sizeof(T) == 2) {
    STORE("movw %w1, %0", "r")
  } else {
    STORE("movb %b1, %0", "q")
  }
#else
  if constexpr (std::is_same_v<T, Vector>) {
    STORE("str %q1, %0", "w")
  } else if constexpr (std::is_same_v<T, double>) {
    STORE("str %d1, %0", "w")
  } else if constexpr (std::is_same_v<T, float>) {
    STORE("str %s1, %0", "w")
  } else if constexpr (sizeof(T) == 8) {
    STORE("str %x1, %0", "r")
  } else if constexpr (sizeof(T) == 4) {
    STORE("str %w1, %0", "r")
  } else if constexpr (sizeof(T) == 2) {
    STORE("strh %w1, %0", "r")
  } else {
    STORE("strb %w1, %0", "r")
  }
#endif
#undef STORE
  return true;
failed:
  NoteViolation(address, sizeof(T), true);
  return false;
}

#else

template <typename T>
bool TryLoad(const void* address, T* value) {
  memcpy(value, address, sizeof(T));
  return true;
}

template <typename T>
bool TryStore(void* address, T value) {
  memcpy(address, &value, sizeof(T));
  return true;
}

#endif  // FFI_CAN_RESUME

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_GUARDED_ACCESS_H_
