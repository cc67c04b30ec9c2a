// Calls through libffi.

#include "node_ffi/abi/libffi.h"

#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace node::ffi {

namespace {

// An array on the stack, but for very many.
class Pointers {
 public:
  explicit Pointers(size_t size) {
    if (size > few_.size()) many_.resize(size);
  }
  void** data() { return many_.empty() ? few_.data() : many_.data(); }

 private:
  std::array<void*, 16> few_;
  std::vector<void*> many_;
};

ffi_abi ToLibffi(Abi abi) {
#if defined(__x86_64__) && !defined(_WIN32)
  if (abi == Abi::kWin64) return FFI_WIN64;
#endif
  return FFI_DEFAULT_ABI;
}

}  // namespace

std::unique_ptr<LibffiCall> LibffiCall::Prepare(const Prototype& prototype) {
  std::unique_ptr<LibffiCall> call(new LibffiCall(prototype));
  LibffiTypes& types = call->types_;
  if (!types.FillIn(prototype) ||
      ffi_prep_cif(&call->cif_,
                   ToLibffi(prototype.abi()),
                   static_cast<unsigned int>(types.count()),
                   types.result(),
                   types.arguments()) != FFI_OK) {
    return nullptr;
  }
#ifdef NODE_FFI_HAS_CALL_PLANS
  // Without memory for a plan, calls are slower, and that is all.
  call->plan_.reset(ffi_call_plan_alloc(&call->cif_));
#endif
  return call;
}

void LibffiCall::Call(void* function, void* result, void** arguments) const {
  auto target = reinterpret_cast<void (*)()>(function);
#ifdef NODE_FFI_HAS_CALL_PLANS
  if (plan_) {
    ffi_call_plan_invoke(plan_.get(), target, result, arguments);
  } else  // NOLINT(readability/braces)
#endif
  {
    ffi_call(&cif_, target, result, arguments);
  }

  if constexpr (std::endian::native == std::endian::big) {
    // A widened integer's own bytes are the last ones.
    const Layout& type = prototype_.result();
    if (type.is_scalar() && type.scalar().is_narrow_integer()) {
      char* bytes = static_cast<char*>(result);
      memmove(bytes, bytes + sizeof(ffi_arg) - type.size(), type.size());
    }
  }
}

void LibffiCall::Invoke(void* function,
                        void* arguments,
                        void* result,
                        const LibffiCall* call) {
  Pointers pointers(call->types_.count());
  void** next = pointers.data();
  for (const Prototype::Argument& argument : call->prototype_.arguments()) {
    const Layout& type = *argument.type;
    if (type.size() == 0) continue;
    void* value = static_cast<char*>(arguments) + argument.offset;
    if (LibffiTypes::IsWidened(type)) {
      const uint64_t wide = Extended(type.scalar(), value);
      memcpy(value, &wide, sizeof(wide));
    }
    *next++ = value;
  }
  call->Call(function, result, pointers.data());
}

size_t LibffiCall::MemorySize() const {
  size_t size = sizeof(*this) + types_.MemorySize();
#ifdef NODE_FFI_HAS_CALL_PLANS
  if (plan_) size += ffi_call_plan_size(plan_.get());
#endif
  return size;
}

}  // namespace node::ffi
