// Calls through libffi, and what it is told of types.

#include "node_ffi/abi/libffi.h"

#include <array>
#include <bit>
#include <cstring>

namespace node::ffi {

namespace {

// Slots, or pointers to them: an array on the stack, but for very many.
template <typename T>
class SmallArray {
 public:
  explicit SmallArray(size_t size) {
    if (size > few_.size()) many_.resize(size);
  }
  T* data() { return many_.empty() ? few_.data() : many_.data(); }

 private:
  std::array<T, 16> few_;
  std::vector<T> many_;
};

// What libffi is told that an argument is. It leaves open what is on the stack
// beyond a narrow integer, so it gets one as wide as a register.
ffi_type* ArgumentType(const Type& type) {
#if defined(__APPLE__) && defined(__aarch64__)
  // There, arguments on the stack are as narrow as their types.
  constexpr bool kIsWidened = false;
#else
  constexpr bool kIsWidened =
      sizeof(ffi_arg) == 8 && std::endian::native == std::endian::little;
#endif
  if (!kIsWidened || !type.is_narrow_integer()) return type.native();
  return type.is_signed() ? &ffi_type_sint64 : &ffi_type_uint64;
}

}  // namespace

LibffiCall::LibffiCall(std::span<const Type* const> arguments)
    : arguments_(arguments.begin(), arguments.end()) {
  argument_types_.reserve(arguments.size());
  for (const Type* type : arguments) {
    argument_types_.push_back(ArgumentType(*type));
  }
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

void LibffiCall::Call(void* function, Slot* result, void** arguments) const {
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

Slot LibffiCall::Invoke(void* function,
                        const Slot* arguments,
                        const LibffiCall* call) {
  const size_t count = call->arguments_.size();
  SmallArray<Slot> values(count);
  SmallArray<void*> pointers(count);
  for (size_t i = 0; i < count; i++) {
    const Type& type = *call->arguments_[i];
    const bool is_widened = call->argument_types_[i] != type.native();
    values.data()[i] = is_widened ? Extended(type, arguments[i]) : arguments[i];
    pointers.data()[i] = values.data() + i;
  }
  Slot result;
  call->Call(function, &result, pointers.data());
  return result;
}

size_t LibffiCall::MemorySize() const {
  size_t size = sizeof(*this) + arguments_.capacity() * sizeof(const Type*) +
                argument_types_.capacity() * sizeof(ffi_type*);
#ifdef NODE_FFI_HAS_CALL_PLANS
  if (plan_) size += ffi_call_plan_size(plan_.get());
#endif
  return size;
}

}  // namespace node::ffi
