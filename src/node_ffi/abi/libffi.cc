#include "node_ffi/abi/libffi.h"

#include <bit>
#include <cstring>

#include "util-inl.h"

namespace node::ffi {

LibffiCall::LibffiCall(std::span<const Type* const> arguments) {
  argument_types_.reserve(arguments.size());
  for (const Type* type : arguments) argument_types_.push_back(type->native());
}

std::unique_ptr<LibffiCall> LibffiCall::Prepare(
    const Type* result, std::span<const Type* const> arguments) {
  std::unique_ptr<LibffiCall> call(new LibffiCall(arguments));
  if (ffi_prep_cif(&call->cif_,
                   FFI_DEFAULT_ABI,
                   static_cast<unsigned int>(arguments.size()),
                   result->native(),
                   call->argument_types_.data()) != FFI_OK) {
    return nullptr;
  }
#ifdef NODE_FFI_HAS_CALL_PLANS
  // Without memory for a plan, calls are slower, and that is all.
  call->plan_.reset(ffi_call_plan_alloc(&call->cif_));
#endif
  return call;
}

void LibffiCall::Invoke(void* function, Slot* result, void** arguments) const {
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
    size_t size = cif_.rtype->size;
    unsigned short type = cif_.rtype->type;  // NOLINT(runtime/int)
    if (size < sizeof(ffi_arg) && type != FFI_TYPE_VOID &&
        type != FFI_TYPE_FLOAT) {
      char* bytes = reinterpret_cast<char*>(result);
      memmove(bytes, bytes + sizeof(ffi_arg) - size, size);
    }
  }
}

Slot LibffiCall::InvokeWithSlots(void* function,
                                 const Slot* arguments,
                                 const LibffiCall* call) {
  const size_t count = call->argument_types_.size();
  MaybeStackBuffer<void*, 16> pointers(count);
  for (size_t i = 0; i < count; i++) {
    pointers[i] = const_cast<Slot*>(&arguments[i]);
  }
  Slot result;
  call->Invoke(function, &result, pointers.out());
  return result;
}

size_t LibffiCall::MemorySize() const {
  size_t size = sizeof(*this) + argument_types_.capacity() * sizeof(ffi_type*);
#ifdef NODE_FFI_HAS_CALL_PLANS
  if (plan_) size += ffi_call_plan_size(plan_.get());
#endif
  return size;
}

}  // namespace node::ffi
