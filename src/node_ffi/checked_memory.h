// Guarded copies of what native code is passed, in checked mode.

#ifndef SRC_NODE_FFI_CHECKED_MEMORY_H_
#define SRC_NODE_FFI_CHECKED_MEMORY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace node::ffi {

// Whether there is memory at an address that can be read; and whether there is
// any, be it accessible or not. The latter takes longer if it isn't.
bool IsReadable(uintptr_t address);
bool IsMapped(uintptr_t address);

// Writes what an address is that was accessed in vain, if it is next to or in
// a guarded copy: "1 byte behind the end of argument 1 (16 bytes) of function
// memcpy", NUL-terminated, cut off after `size`. For signal handlers, on any
// thread: takes no lock, and allocates nothing.
bool DescribeGuard(uintptr_t address, char* out, size_t size);

// A copy of memory that native code is passed, which ends at a page that can't
// be accessed, as does the page that it begins in. What is left of its pages,
// before it and behind it, has a pattern.
//
// Once it is released, nobody can access it; and its addresses aren't used
// again until many others were. That takes some microseconds, so who makes many
// calls may do without: then it has the pattern only, until it is used again.
//
// Any thread may take and release one.
class GuardedCopy {
 public:
  struct Deleter {
    void operator()(GuardedCopy* copy) const { copy->Release(); }
  };
  using Owner = std::unique_ptr<GuardedCopy, Deleter>;

  // Gives nullptr if there is no memory. `alignment` is a power of two, at most
  // 16, and the copy starts at a multiple of it. `function` and `argument` are
  // for DescribeGuard(); the name must live as long as the process. `is_sealed`
  // says whether it can't be accessed later.
  static Owner Take(size_t size,
                    size_t alignment,
                    const char* function,
                    uint32_t argument,
                    bool is_sealed = true);

  GuardedCopy(const GuardedCopy&) = delete;
  GuardedCopy& operator=(const GuardedCopy&) = delete;

  char* data() const { return data_; }
  size_t size() const { return size_; }
  uint32_t argument() const { return argument_; }
  bool Contains(uintptr_t address) const {
    return address - reinterpret_cast<uintptr_t>(data()) <= size();
  }

  // Whether something was written right before or behind it.
  enum class Damage { kNone, kBefore, kBehind };
  Damage FindDamage() const;

 private:
  friend bool DescribeGuard(uintptr_t address, char* out, size_t size);
  struct Pool;

  static constexpr size_t kPage = 4096;

  GuardedCopy(char* begin, size_t pages) : begin_(begin), pages_(pages) {}

  static GuardedCopy* Map(size_t pages);
  // The end of the pages that may be accessed, and where the first one begins.
  char* end() const { return begin_ + (pages_ + 1) * kPage; }
  char* first() const;
  void Release();
  // Has nobody access it.
  void Seal();

  // The pages, with one before and one behind that are never accessible.
  char* const begin_;
  const size_t pages_;
  // Those that were mapped before, and the next one that is free.
  GuardedCopy* previous_ = nullptr;
  GuardedCopy* next_free_ = nullptr;
  bool is_to_be_sealed_ = true;
  bool is_accessible_ = false;
  // A signal handler may read these at any time.
  std::atomic<char*> data_ = nullptr;
  std::atomic<size_t> size_ = 0;
  std::atomic<const char*> function_ = nullptr;
  std::atomic<uint32_t> argument_ = 0;
  std::atomic<bool> is_live_ = false;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CHECKED_MEMORY_H_
