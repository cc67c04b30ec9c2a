// C functions made at run time, by a stub or by libffi.

#include "node_ffi/closure.h"

#include <ffi.h>

#include <cstring>
#include <deque>
#include <utility>

#include "node_ffi/abi/immortal.h"
#include "node_ffi/call_memory.h"
#include "node_ffi/jit/stub.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

namespace {

// What a closure of libffi's calls.
struct LibffiTarget {
  std::shared_ptr<const Signature> signature;
  EntryHandler handler;
  void* data;
};

// The owner of all of them: libffi's closures point to them for ever.
struct LibffiTargets {
  Mutex mutex;
  std::deque<LibffiTarget> list;
};

// Writes a scalar to where libffi wants it, as it wants it: integers have to be
// widened to ffi_arg.
void StoreResult(Scalar scalar, const void* value, void* out) {
  if (!scalar.is_narrow_integer()) {
    memcpy(out, value, scalar.size);
    return;
  }
  // By its sign, if it is signed: converting to ffi_arg keeps the bits.
  const ffi_arg wide = static_cast<ffi_arg>(Extended(scalar, value));
  memcpy(out, &wide, sizeof(wide));
}

void OnLibffiCall(ffi_cif*, void* result, void** values, void* data) {
  const LibffiTarget* target = static_cast<LibffiTarget*>(data);
  const Prototype& prototype = target->signature->prototype();
  CallMemory<8> arguments(prototype.arguments_size(),
                          prototype.arguments_alignment());
  for (const Prototype::Argument& argument : prototype.arguments()) {
    const size_t size = argument.type->size();
    if (size == 0) continue;
    memcpy(arguments.At(argument.offset), *values++, size);
  }
  const Layout& type = prototype.result();
  if (!type.is_scalar())
    return target->handler(target->data, arguments.At(0), result);
  uint64_t scalar;
  target->handler(target->data, arguments.At(0), &scalar);
  StoreResult(type.scalar(), &scalar, result);
}

void* NewLibffiClosure(std::shared_ptr<const Signature> signature,
                       EntryHandler handler,
                       void* data) {
  if (signature->libffi_call() == nullptr) return nullptr;
  void* code;
  auto closure =
      static_cast<ffi_closure*>(ffi_closure_alloc(sizeof(ffi_closure), &code));
  if (closure == nullptr) return nullptr;
  ffi_cif* cif = signature->libffi_call()->cif();
  auto& targets = Immortal<LibffiTargets>();
  Mutex::ScopedLock lock(targets.mutex);
  LibffiTarget& target =
      targets.list.emplace_back(std::move(signature), handler, data);
  if (ffi_prep_closure_loc(closure, cif, OnLibffiCall, &target, code) !=
      FFI_OK) {
    targets.list.pop_back();
    ffi_closure_free(closure);
    return nullptr;
  }
  return code;
}

}  // namespace

void* NewClosure(std::shared_ptr<const Signature> signature,
                 EntryHandler handler,
                 void* data) {
  const void* entry = signature->entry();
  if (entry != nullptr) {
    void* code = StubTable::Process().Take({entry, handler, data});
    if (code != nullptr) return code;
  }
  return NewLibffiClosure(std::move(signature), handler, data);
}

}  // namespace node::ffi
