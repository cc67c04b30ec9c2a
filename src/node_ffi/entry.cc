#include "node_ffi/entry.h"

#include <map>

#include "node_ffi/code_memory.h"
#include "node_mutex.h"

#if defined(__GLIBC__)
// Of GCC's run-time library: it takes a section .eh_frame.
extern "C" void __register_frame(void* begin);
#endif

namespace node::ffi {

namespace {

// The stack traces of fatal errors show what called a callback, but only if the
// unwinder knows how to get past its entry.
void DescribeToUnwinder(const void* entry, size_t size) {
#if defined(__GLIBC__)
  struct Registry {
    Mutex mutex;
    std::map<const void*, std::vector<uint8_t>> known;
  };
  // Never destroyed: the unwinder keeps pointing to it.
  static Registry* const registry = new Registry();
  Mutex::ScopedLock lock(registry->mutex);
  // Function types may have the same entry.
  auto [it, is_new] = registry->known.try_emplace(entry);
  if (!is_new) return;
  it->second = EmitUnwindInfo(entry, size);
  __register_frame(it->second.data());
#endif
}

}  // namespace

const void* GetEntry(const Type& result,
                     std::span<const Type* const> arguments) {
  auto code = EmitEntry(result, arguments);
  if (!code.has_value()) return nullptr;
  const void* entry = CodeMemory::Process().Publish(*code);
  if (entry != nullptr) DescribeToUnwinder(entry, code->size());
  return entry;
}

#if !(defined(__x86_64__) && defined(__linux__))

std::optional<std::vector<uint8_t>> EmitEntry(const Type&,
                                              std::span<const Type* const>) {
  return std::nullopt;
}

std::vector<uint8_t> EmitUnwindInfo(const void*, size_t) {
  return {};
}

std::optional<std::vector<uint8_t>> EmitStubs(size_t, size_t) {
  return std::nullopt;
}

#endif

}  // namespace node::ffi
