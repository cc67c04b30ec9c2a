// Invokers as they are published, and what there is on platforms without them.

#include "node_ffi/jit/invoker.h"

#include "node_ffi/jit/unwind.h"

namespace node::ffi {

Invoker GetInvoker(const Prototype& prototype) {
  if (prototype.abi() != Abi::kDefault) return nullptr;
  auto code = EmitInvoker(prototype);
  return code.has_value() ? reinterpret_cast<Invoker>(const_cast<void*>(
                                PublishWithFrame(*code, "invoker")))
                          : nullptr;
}

#if !(defined(__x86_64__) && defined(__linux__))

std::optional<std::vector<uint8_t>> EmitInvoker(const Prototype&, bool) {
  return std::nullopt;
}

#endif

}  // namespace node::ffi
