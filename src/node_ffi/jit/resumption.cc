// The instructions of generated code that may fault.

#include "node_ffi/jit/resumption.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "node_ffi/abi/immortal.h"

namespace node::ffi {

namespace {

// Signal handlers walk along these, so they stay as they are.
struct Resumption {
  uintptr_t code;
  std::vector<size_t> accesses;
  size_t offset;
  const Resumption* next;
};
std::atomic<const Resumption*> latest = nullptr;

}  // namespace

void AddResumption(const void* code,
                   std::vector<size_t> accesses,
                   size_t resumption) {
  std::lock_guard lock(Immortal<std::mutex>());
  const auto address = reinterpret_cast<uintptr_t>(code);
  // Function types may have the same code.
  for (const Resumption* known = latest; known != nullptr; known = known->next)
    if (known->code == address) return;
  latest = new Resumption{address, std::move(accesses), resumption, latest};
}

uintptr_t FindResumption(uintptr_t instruction) {
  for (const Resumption* at = latest; at != nullptr; at = at->next) {
    const size_t offset = instruction - at->code;
    if (std::ranges::find(at->accesses, offset) != at->accesses.end())
      return at->code + at->offset;
  }
  return 0;
}

}  // namespace node::ffi
