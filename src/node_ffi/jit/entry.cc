// Entries as they are published, and what there is on platforms without them.

#include "node_ffi/jit/entry.h"

#include "node_ffi/jit/unwind.h"

namespace node::ffi {

const void* GetEntry(const Prototype& prototype) {
  if (prototype.abi() != Abi::kDefault) return nullptr;
  auto code = EmitEntry(prototype);
  return code.has_value() ? PublishWithFrame(*code, "entry") : nullptr;
}

#if !(defined(__x86_64__) && defined(__linux__))

std::optional<std::vector<uint8_t>> EmitEntry(const Prototype&) {
  return std::nullopt;
}

std::optional<std::vector<uint8_t>> EmitStubs(size_t, size_t) {
  return std::nullopt;
}

#endif

}  // namespace node::ffi
