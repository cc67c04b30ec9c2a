// Guarded copies of what native code is passed, in checked mode.

#include "node_ffi/checked_memory.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <string_view>

#include "node_ffi/abi/immortal.h"

namespace node::ffi {

namespace {

// No text, no small number, and no address.
constexpr char kPattern = '\xA7';

// How many copies of a number of pages are kept, of which those that are free
// are out of use for as long as that takes.
constexpr size_t kMaxKept = 256;
constexpr size_t kMaxKeptSize = 64 * 1024 * 1024;
constexpr size_t kMinKept = 4;
// Larger ones give their memory back when they are released.
constexpr size_t kMaxKeptPages = 16;

// Never more than a page.
bool IsPattern(const char* from, const char* to) {
  static const auto pattern = [] {
    std::array<char, 4096> bytes;
    bytes.fill(kPattern);
    return bytes;
  }();
  return memcmp(from, pattern.data(), to - from) == 0;
}

// Text in memory of a fixed size.
class Text {
 public:
  Text(char* out, size_t size) : out_(out), room_(size - 1) { *out = '\0'; }

  Text& Add(std::string_view text) {
    const size_t size = std::min(text.size(), room_);
    memcpy(out_, text.data(), size);
    out_ += size;
    room_ -= size;
    *out_ = '\0';
    return *this;
  }
  Text& Add(uint64_t number) {
    char digits[20];
    size_t start = sizeof(digits);
    do {
      digits[--start] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return Add(std::string_view(digits + start, sizeof(digits) - start));
  }
  Text& AddBytes(uint64_t count) {
    return Add(count).Add(count == 1 ? " byte" : " bytes");
  }

 private:
  char* out_;
  size_t room_;
};

}  // namespace

bool IsReadable(uintptr_t address) {
  // Nothing is at NULL, which stands for no set.
  if (address < 8) return false;
  const int error_number = errno;
  // The kernel reads the set of signals before it finds that there is no such
  // way to use it. 8 bytes don't reach into the next page.
  constexpr int kNoWay = -1;
  constexpr size_t kSetSize = 8;
  const bool is_readable = syscall(SYS_rt_sigprocmask,
                                   kNoWay,
                                   address & ~uintptr_t{7},
                                   nullptr,
                                   kSetSize) == 0 ||
                           errno != EFAULT;
  errno = error_number;
  return is_readable;
}

bool IsMapped(uintptr_t address) {
  if (IsReadable(address)) return true;
  const int error_number = errno;
  const uintptr_t page_mask = static_cast<uintptr_t>(getpagesize()) - 1;
  unsigned char resident;
  const bool is_mapped =
      mincore(reinterpret_cast<void*>(address & ~page_mask), 1, &resident) == 0;
  errno = error_number;
  return is_mapped;
}

// All copies that there are, by the power of two of their pages.
struct GuardedCopy::Pool {
  struct Kind {
    // Those that are sealed; and such as can be used at once, of one page, all
    // of which has the pattern.
    GuardedCopy* first_free = nullptr;
    GuardedCopy* last_free = nullptr;
    GuardedCopy* ready = nullptr;
    size_t count = 0;

    bool MayGrow(size_t pages) const {
      return first_free == nullptr || count < kMinKept ||
             (count < kMaxKept && count * pages * kPage < kMaxKeptSize);
    }
  };

  static Pool& Get() { return Immortal<Pool>(); }
  Kind& KindOf(size_t pages) { return kinds[std::bit_width(pages - 1)]; }

  std::mutex mutex;
  Kind kinds[64];
  // What a signal handler starts at: nothing is ever taken out of the list.
  static std::atomic<GuardedCopy*> last;
};

std::atomic<GuardedCopy*> GuardedCopy::Pool::last = nullptr;

GuardedCopy* GuardedCopy::Map(size_t pages) {
  void* begin = mmap(nullptr,
                     (pages + 2) * kPage,
                     PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                     -1,
                     0);
  if (begin == MAP_FAILED) return nullptr;
  auto copy = new GuardedCopy(static_cast<char*>(begin), pages);
  copy->previous_ = Pool::last;
  Pool::last = copy;
  return copy;
}

char* GuardedCopy::first() const {
  return reinterpret_cast<char*>(reinterpret_cast<uintptr_t>(data()) &
                                 ~(kPage - 1));
}

GuardedCopy::Owner GuardedCopy::Take(size_t size,
                                     size_t alignment,
                                     const char* function,
                                     uint32_t argument,
                                     bool is_sealed) {
  constexpr size_t kMaxSize = size_t{1} << 46;
  if (size > kMaxSize) return nullptr;
  const size_t pages = std::bit_ceil(
      std::max<size_t>((size + alignment - 1 + kPage - 1) / kPage, 1));
  Pool& pool = Pool::Get();
  GuardedCopy* copy;
  {
    std::lock_guard lock(pool.mutex);
    Pool::Kind& kind = pool.KindOf(pages);
    if (kind.ready != nullptr) {
      copy = kind.ready;
      kind.ready = copy->next_free_;
      copy->next_free_ = nullptr;
    } else if (kind.MayGrow(pages)) {
      copy = Map(pages);
      if (copy == nullptr) return nullptr;
      kind.count++;
    } else {
      copy = kind.first_free;
      kind.first_free = copy->next_free_;
      if (kind.first_free == nullptr) kind.last_free = nullptr;
      copy->next_free_ = nullptr;
    }
  }
  copy->size_ = size;
  copy->data_ = reinterpret_cast<char*>(
      (reinterpret_cast<uintptr_t>(copy->end()) - size) & ~(alignment - 1));
  copy->function_ = function;
  copy->argument_ = argument;
  copy->is_live_ = true;
  copy->is_to_be_sealed_ = is_sealed;
  Owner owner(copy);
  char* const first = copy->first();
  if (copy->is_accessible_ || first == copy->end()) return owner;
  if (mprotect(first, copy->end() - first, PROT_READ | PROT_WRITE) != 0) {
    return nullptr;
  }
  copy->is_accessible_ = true;
  memset(first, kPattern, copy->data() - first);
  memset(copy->data() + size, kPattern, copy->end() - copy->data() - size);
  return owner;
}

GuardedCopy::Damage GuardedCopy::FindDamage() const {
  if (!IsPattern(data() + size(), end())) return Damage::kBehind;
  if (!IsPattern(first(), data())) return Damage::kBefore;
  return Damage::kNone;
}

void GuardedCopy::Seal() {
  if (!is_accessible_) return;
  // Of one that was ready, there is a page even if it has no bytes.
  char* const start = std::min(first(), end() - kPage);
  const size_t length = end() - start;
  mprotect(start, length, PROT_NONE);
  if (length > kMaxKeptPages * kPage) madvise(start, length, MADV_DONTNEED);
  is_accessible_ = false;
}

void GuardedCopy::Release() {
  const bool is_ready = !is_to_be_sealed_ && pages_ == 1 && is_accessible_ &&
                        FindDamage() == Damage::kNone;
  is_live_ = false;
  if (is_ready) {
    memset(data(), kPattern, size());
  } else {
    Seal();
  }
  Pool& pool = Pool::Get();
  std::lock_guard lock(pool.mutex);
  Pool::Kind& kind = pool.KindOf(pages_);
  if (is_ready) {
    next_free_ = kind.ready;
    kind.ready = this;
    return;
  }
  if (kind.last_free == nullptr) {
    kind.first_free = this;
  } else {
    kind.last_free->next_free_ = this;
  }
  kind.last_free = this;
}

bool DescribeGuard(uintptr_t address, char* out, size_t size) {
  for (const GuardedCopy* copy = GuardedCopy::Pool::last; copy != nullptr;
       copy = copy->previous_) {
    const uintptr_t begin = reinterpret_cast<uintptr_t>(copy->begin_);
    const uintptr_t end =
        reinterpret_cast<uintptr_t>(copy->end()) + GuardedCopy::kPage;
    if (address < begin || address >= end) continue;
    const char* function = copy->function_;
    if (function == nullptr) return false;
    const uintptr_t data = reinterpret_cast<uintptr_t>(copy->data());
    Text text(out, size);
    if (address < data) {
      text.AddBytes(data - address).Add(" before the start of ");
    } else if (address >= data + copy->size()) {
      text.AddBytes(address - data - copy->size() + 1)
          .Add(" behind the end of ");
    } else {
      text.Add("byte ").Add(address - data).Add(" of ");
    }
    text.Add("argument ").Add(copy->argument_.load()).Add(" (");
    text.AddBytes(copy->size()).Add(") of ").Add(function);
    if (!copy->is_live_) text.Add(", which has returned");
    return true;
  }
  return false;
}

}  // namespace node::ffi
