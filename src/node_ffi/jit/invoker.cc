// Invokers as they are published, and what there is on platforms without them.

#include "node_ffi/jit/invoker.h"

#include "node_ffi/jit/unwind.h"

namespace node::ffi {

Invoker GetInvoker(const Type& result, std::span<const Type* const> arguments) {
  auto code = EmitInvoker(result, arguments);
  return code.has_value() ? reinterpret_cast<Invoker>(
                                const_cast<void*>(PublishWithFrame(*code)))
                          : nullptr;
}

#if !(defined(__x86_64__) && defined(__linux__))

std::optional<std::vector<uint8_t>> EmitInvoker(const Type&,
                                                std::span<const Type* const>) {
  return std::nullopt;
}

#endif

}  // namespace node::ffi
