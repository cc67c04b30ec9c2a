// Access to memory that may not be there.
//
// A single value is read or written by one instruction, for which there is an
// entry in a table: the signal handler looks there, and has the thread go on
// where it fails. So what is right costs nothing. More than that is left to the
// C library, in a Guard, which notes where to go on before.

#include "node_ffi/guarded_access.h"

#if FFI_CAN_RESUME
#include <pthread.h>
#include <setjmp.h>
#include <ucontext.h>
#endif

#ifdef __x86_64__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdlib>

#include "node_ffi/jit/resumption.h"

namespace node::ffi {

namespace {

thread_local AccessViolation last_violation;
thread_local int32_t has_violation = 0;
thread_local int32_t has_missed_call = 0;

constexpr uintptr_t kPageSize = 4096;  // Or a multiple.

}  // namespace

bool NoteViolation(const void* address, size_t length, bool is_write) {
  last_violation = {reinterpret_cast<uintptr_t>(address), length, is_write};
  has_violation = 1;
  return false;
}

bool TakeViolation(AccessViolation* violation) {
  *violation = last_violation;
  const bool has = has_violation != 0;
  has_violation = 0;
  return has;
}

int32_t* GetViolationFlag() {
  return &has_violation;
}

int32_t* GetMissedCallFlag() {
  return &has_missed_call;
}

#if FFI_CAN_RESUME

// The linker's names of where the table begins and ends.
extern "C" {
extern const AccessEntry __start_ffi_accesses[];
extern const AccessEntry __stop_ffi_accesses[];
}

namespace {

// Memory that is accessed as a whole.
struct Range {
  const void* start;
  size_t length;
  bool is_write;

  bool Has(uintptr_t address) const {
    const uintptr_t distance = address - reinterpret_cast<uintptr_t>(start);
#ifdef __aarch64__
    // The highest byte of an address is anything, and not told.
    constexpr int kTagBits = 8;
    return distance << kTagBits >> kTagBits < length;
#else
    return distance < length;
#endif
  }
};

// What is under way on a thread, and where it fails.
struct Guard {
  sigjmp_buf failed;
  Range ranges[2];
  const Range* faulted;
};
thread_local Guard* volatile current_guard = nullptr;

// Runs `operation`, which reads or writes memory at two places. The compiler
// does not move it out of here. It must not hold anything that would have to be
// given back.
template <typename Operation>
bool Run(const void* first,
         bool is_first_written,
         const void* second,
         bool is_second_written,
         size_t length,
         Operation operation) {
  Guard guard;
  guard.ranges[0].start = first;
  guard.ranges[0].length = length;
  guard.ranges[0].is_write = is_first_written;
  guard.ranges[1].start = second;
  guard.ranges[1].length = length;
  guard.ranges[1].is_write = is_second_written;
  if (sigsetjmp(guard.failed, 0) != 0) {
    const Range* range = guard.faulted;
    return NoteViolation(range->start, range->length, range->is_write);
  }
  current_guard = &guard;
  asm volatile("" ::: "memory");
  operation();
  asm volatile("" ::: "memory");
  current_guard = nullptr;
  return true;
}

// The registers that matter of what has faulted.
class Fault {
 public:
  explicit Fault(const siginfo_t* info, void* context)
      : info_(info), context_(static_cast<ucontext_t*>(context)) {}

  // Whether it is known which address it was: a processor that is given one
  // that can't be any does not say.
  bool has_address() const {
#ifdef __x86_64__
    return info_->si_code != SI_KERNEL;
#else
    return info_->si_addr != nullptr;
#endif
  }
  uintptr_t address() const {
    return reinterpret_cast<uintptr_t>(info_->si_addr);
  }

  uintptr_t instruction() const {
#ifdef __x86_64__
    return context_->uc_mcontext.gregs[REG_RIP];
#else
    return context_->uc_mcontext.pc;
#endif
  }

  void GoOnAt(uintptr_t instruction) {
#ifdef __x86_64__
    context_->uc_mcontext.gregs[REG_RIP] = instruction;
#else
    context_->uc_mcontext.pc = instruction;
#endif
  }

  // Of what has been read and written at once.
  bool IsMaybe(bool is_write) const {
#ifdef __x86_64__
    constexpr greg_t kIsWrite = 2;
    const bool was_write =
        (context_->uc_mcontext.gregs[REG_ERR] & kIsWrite) != 0;
    return !has_address() || was_write == is_write;
#else
    return true;
#endif
  }

  bool IsIn(const Range& range) const {
    if (!IsMaybe(range.is_write)) return false;
    if (has_address()) return range.Has(address());
    // It is where no memory can be, between the halves of the address space.
    constexpr int kUsedBits = 47;
    return range.length > 0 &&
           (reinterpret_cast<uintptr_t>(range.start) + range.length - 1) >>
                   kUsedBits !=
               0;
  }

  const sigset_t* mask() const { return &context_->uc_sigmask; }

 private:
  const siginfo_t* const info_;
  ucontext_t* const context_;
};

bool GoOnInTable(Fault* fault) {
  for (const AccessEntry* entry = __start_ffi_accesses;
       entry != __stop_ffi_accesses;
       entry++) {
    const auto at = [](const int32_t& distance) {
      return reinterpret_cast<uintptr_t>(&distance) + distance;
    };
    if (at(entry->instruction) != fault->instruction()) continue;
    fault->GoOnAt(at(entry->resumption));
    return true;
  }
  return false;
}

bool GoOnInThunk(Fault* fault) {
  const uintptr_t resumption = FindResumption(fault->instruction());
  if (resumption == 0) return false;
  has_missed_call = 1;
  fault->GoOnAt(resumption);
  return true;
}

// Code of another signal's handler may have faulted meanwhile, which has other
// business.
void FailGuard(const Fault& fault) {
  Guard* const guard = current_guard;
  if (guard == nullptr) return;
  for (const Range& range : guard->ranges) {
    if (!fault.IsIn(range)) continue;
    guard->faulted = &range;
    current_guard = nullptr;
    pthread_sigmask(SIG_SETMASK, fault.mask(), nullptr);
    siglongjmp(guard->failed, 1);
  }
}

// Up to here, it takes less time without a Guard.
constexpr size_t kMaxFew = 512;

// Both ends of what is at least one T long, and at most two.
template <typename T>
bool CopyEnds(char* to, const char* from, size_t length) {
  T first;
  T last;
  const size_t rest = length - sizeof(T);
  return TryLoad(from, &first) && TryLoad(from + rest, &last) &&
         TryStore(to, first) && TryStore(to + rest, last);
}

// Such that nothing is overwritten before it is read. The last piece, or the
// first one, is read before all others.
bool CopyVectors(char* to, const char* from, size_t length) {
  constexpr size_t kSize = sizeof(Vector);
  Vector piece;
  Vector end;
  if (to <= from || to >= from + length) {
    if (!TryLoad(from + length - kSize, &end)) return false;
    for (size_t i = 0; i < length - kSize; i += kSize) {
      if (!TryLoad(from + i, &piece) || !TryStore(to + i, piece)) return false;
    }
    return TryStore(to + length - kSize, end);
  }
  if (!TryLoad(from, &end)) return false;
  for (size_t i = length - kSize; static_cast<ptrdiff_t>(i) > 0; i -= kSize) {
    if (!TryLoad(from + i, &piece) || !TryStore(to + i, piece)) return false;
  }
  return TryStore(to, end);
}

bool CopyFew(char* to, const char* from, size_t length) {
  if (length > 2 * sizeof(Vector)) return CopyVectors(to, from, length);
  if (length >= 16) return CopyEnds<Vector>(to, from, length);
  if (length >= 8) return CopyEnds<uint64_t>(to, from, length);
  if (length >= 4) return CopyEnds<uint32_t>(to, from, length);
  if (length >= 2) return CopyEnds<uint16_t>(to, from, length);
  uint8_t byte;
  return length == 0 || (TryLoad(from, &byte) && TryStore(to, byte));
}

// What was to be copied, and not just the piece that could not be.
bool NoteCopy(void* to, const void* from, size_t length) {
  AccessViolation violation;
  TakeViolation(&violation);
  return NoteViolation(
      violation.is_write ? to : from, length, violation.is_write);
}

template <typename T>
bool FillAll(char* to, T value, size_t length) {
  for (size_t i = 0; i < length - sizeof(T); i += sizeof(T)) {
    if (!TryStore(to + i, value)) return false;
  }
  return TryStore(to + length - sizeof(T), value);
}

bool FillFew(char* to, int value, size_t length) {
  Vector bytes;
  memset(&bytes, value, sizeof(bytes));
  if (length >= 16) return FillAll(to, bytes, length);
  uint64_t word;
  memcpy(&word, &bytes, sizeof(word));
  if (length >= 8) return FillAll(to, word, length);
  if (length >= 4) return FillAll(to, static_cast<uint32_t>(word), length);
  return length == 0 || FillAll(to, static_cast<uint8_t>(word), length);
}

template <typename T>
bool IsSame(T a, T b) {
  if constexpr (std::is_same_v<T, Vector>) {
#ifdef __x86_64__
    constexpr int kAll = 0xFFFF;
    return _mm_movemask_epi8(_mm_cmpeq_epi8((__m128i)a, (__m128i)b)) == kAll;
#else
    return memcmp(&a, &b, sizeof(T)) == 0;
#endif
  } else {
    return a == b;
  }
}

// Compares as much as is whole Ts, up to the first difference, and moves on.
template <typename T>
bool CompareAs(const char** a,
               const char** b,
               size_t* length,
               int* difference) {
  for (; *length >= sizeof(T); *length -= sizeof(T)) {
    T first;
    T second;
    if (!TryLoad(*a, &first) || !TryLoad(*b, &second)) return false;
    if (!IsSame(first, second)) {
      *difference = memcmp(&first, &second, sizeof(T));
      *length = 0;
      return true;
    }
    *a += sizeof(T);
    *b += sizeof(T);
  }
  return true;
}

// A piece of text, whose bytes have masks of one bit, or one byte, each.
#ifdef __x86_64__
struct Piece {
  static constexpr size_t kSize = 16;
  static constexpr int kBits = 1;
  Vector bytes;

  uint64_t Zeros() const {
    const auto vector = (__m128i)bytes;
    return _mm_movemask_epi8(_mm_cmpeq_epi8(vector, _mm_setzero_si128()));
  }
  uint64_t Highs() const { return _mm_movemask_epi8((__m128i)bytes); }
};
#else
struct Piece {
  static constexpr size_t kSize = 8;
  static constexpr int kBits = 8;
  uint64_t bytes;

  static constexpr uint64_t kLows = 0x7F7F7F7F7F7F7F7F;
  uint64_t Zeros() const {
    return ~((((bytes & kLows) + kLows) | bytes) | kLows);
  }
  uint64_t Highs() const { return bytes & ~kLows; }
};
static_assert(std::endian::native == std::endian::little);
#endif

}  // namespace

bool ResumeAccess(int signal, siginfo_t* info, void* context) {
  if ((signal != SIGSEGV && signal != SIGBUS) || info->si_code <= 0) {
    return false;
  }
  Fault fault(info, context);
  if (GoOnInTable(&fault) || GoOnInThunk(&fault)) return true;
  FailGuard(fault);
  return false;
}

bool TryCopy(void* to, const void* from, size_t length) {
  if (length <= kMaxFew) {
    return CopyFew(static_cast<char*>(to),
                   static_cast<const char*>(from),
                   length) ||
           NoteCopy(to, from, length);
  }
  return Run(from, false, to, true, length, [=] { memmove(to, from, length); });
}

bool TryFill(void* to, int value, size_t length) {
  if (length <= kMaxFew) {
    return FillFew(static_cast<char*>(to), value, length) ||
           NoteViolation(to, length, true);
  }
  return Run(to, true, to, true, length, [=] { memset(to, value, length); });
}

bool TryCompare(const void* a, const void* b, size_t length, int* difference) {
  if (length > kMaxFew) {
    return Run(a, false, b, false, length, [=] {
      *difference = memcmp(a, b, length);
    });
  }
  auto first = static_cast<const char*>(a);
  auto second = static_cast<const char*>(b);
  size_t rest = length;
  *difference = 0;
  if (CompareAs<Vector>(&first, &second, &rest, difference) &&
      CompareAs<uint64_t>(&first, &second, &rest, difference) &&
      CompareAs<uint8_t>(&first, &second, &rest, difference)) {
    return true;
  }
  AccessViolation piece;
  TakeViolation(&piece);
  const bool is_first = piece.address - reinterpret_cast<uintptr_t>(a) < length;
  return NoteViolation(is_first ? a : b, length, false);
}

bool TryTouch(const void* address, size_t length) {
  if (length == 0) return true;
  const auto start = reinterpret_cast<uintptr_t>(address);
  uint8_t byte;
  for (uintptr_t offset = 0; offset < length;
       offset += kPageSize - (start + offset) % kPageSize) {
    if (!TryLoad(static_cast<const char*>(address) + offset, &byte)) {
      return NoteViolation(address, length, false);
    }
  }
  return true;
}

// Pieces are aligned, so none is partly in a page that is not there.
bool TryMeasure(const char* text, size_t* length, bool* is_ascii) {
  const size_t before = reinterpret_cast<uintptr_t>(text) % Piece::kSize;
  const char* at = text - before;
  const int shift = static_cast<int>(before) * Piece::kBits;
  Piece piece;
  uint64_t zeros;
  uint64_t highs;
  uint64_t all_highs = 0;
  const auto load = [&] {
    if (TryLoad(at, &piece.bytes)) [[likely]]
      return true;
    return NoteViolation(at < text ? text : at, 1, false);
  };
  if (!load()) return false;
  zeros = piece.Zeros() >> shift << shift;
  highs = piece.Highs() >> shift << shift;
  while (zeros == 0) {
    all_highs |= highs;
    at += Piece::kSize;
    if (!load()) return false;
    zeros = piece.Zeros();
    highs = piece.Highs();
  }
  const int end = std::countr_zero(zeros);
  all_highs |= highs & ((uint64_t{1} << end) - 1);
  *length = at + end / Piece::kBits - text;
  *is_ascii = all_highs == 0;
  return true;
}

#else

bool TryCopy(void* to, const void* from, size_t length) {
  if (length > 0) memmove(to, from, length);
  return true;
}

bool TryFill(void* to, int value, size_t length) {
  memset(to, value, length);
  return true;
}

bool TryCompare(const void* a, const void* b, size_t length, int* difference) {
  *difference = memcmp(a, b, length);
  return true;
}

bool TryTouch(const void* address, size_t length) {
  return true;
}

bool TryMeasure(const char* text, size_t* length, bool* is_ascii) {
  *length = strlen(text);
  *is_ascii = true;
  for (size_t i = 0; i < *length; i++) *is_ascii &= (text[i] & 0x80) == 0;
  return true;
}

#endif  // FFI_CAN_RESUME

}  // namespace node::ffi
