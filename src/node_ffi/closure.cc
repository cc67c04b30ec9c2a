#include "node_ffi/closure.h"

#include <cstring>
#include <deque>
#include <map>
#include <string>

#include "env-inl.h"
#include "node_errors.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

namespace {

// The retired closures of the process, and their messages.
struct Graveyard {
  Graveyard() {
    CHECK_EQ(ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 0, &ffi_type_void, nullptr),
             FFI_OK);
  }

  Mutex mutex;
  // What retired closures call, by message. A map doesn't move its elements, to
  // which stubs and libffi's closures point.
  std::map<std::string, StubTarget, std::less<>> targets;
  // Nothing reads this: it owns memory that is never freed.
  std::deque<ffi_closure*> closures;
  // Of a function that takes and gives nothing, as what doesn't return does.
  ffi_cif cif;
};

Graveyard& GetGraveyard() {
  // Never destroyed: native code may run after static destructors.
  static Graveyard* const graveyard = new Graveyard();
  return *graveyard;
}

Slot OnStaleCall(void* message, Slot*) {
  OnFatalError("node:ffi:", static_cast<const char*>(message));
}

void OnStaleLibffiCall(ffi_cif*, void*, void**, void* target) {
  OnStaleCall(static_cast<StubTarget*>(target)->data, nullptr);
}

template <typename T, typename Wide>
void StoreWidened(const Slot& value, void* out) {
  T narrow;
  memcpy(&narrow, &value, sizeof(narrow));
  Wide wide = static_cast<Wide>(narrow);
  memcpy(out, &wide, sizeof(wide));
}

// Writes a result to where libffi wants it, as it wants it: integers have to be
// widened to ffi_arg.
void StoreResult(const Type& type, const Slot& value, void* out) {
  switch (type.kind()) {
    case TypeKind::kVoid:
      return;
    case TypeKind::kInt8:
      return StoreWidened<int8_t, ffi_sarg>(value, out);
    case TypeKind::kUint8:
      return StoreWidened<uint8_t, ffi_arg>(value, out);
    case TypeKind::kInt16:
      return StoreWidened<int16_t, ffi_sarg>(value, out);
    case TypeKind::kUint16:
      return StoreWidened<uint16_t, ffi_arg>(value, out);
    case TypeKind::kInt32:
      return StoreWidened<int32_t, ffi_sarg>(value, out);
    case TypeKind::kUint32:
      return StoreWidened<uint32_t, ffi_arg>(value, out);
    default:
      memcpy(out, &value, type.size());
  }
}

}  // namespace

Closure::~Closure() {
  if (stub_pointer_ != nullptr) stub_pointer_->store(nullptr);
  if (libffi_closure_ != nullptr) ffi_closure_free(libffi_closure_);
}

bool Closure::Make(const Signature& signature, Handler handler, void* data) {
  CHECK_NULL(code_);
  target_ = {signature.entry(), handler, data};
  return MakeWithStub(signature) || MakeWithLibffi(signature);
}

bool Closure::MakeWithStub(const Signature& signature) {
  if (target_.entry == nullptr) return false;
  StubTable::Stub stub = StubTable::Process().Take(&target_);
  code_ = stub.code;
  stub_pointer_ = stub.pointer;
  return code_ != nullptr;
}

bool Closure::MakeWithLibffi(const Signature& signature) {
  signature_ = &signature;
  void* code;
  libffi_closure_ =
      static_cast<ffi_closure*>(ffi_closure_alloc(sizeof(ffi_closure), &code));
  if (libffi_closure_ == nullptr ||
      ffi_prep_closure_loc(libffi_closure_,
                           signature.libffi_call().cif(),
                           OnLibffiCall,
                           this,
                           code) != FFI_OK) {
    return false;
  }
  code_ = code;
  return true;
}

void Closure::OnLibffiCall(ffi_cif*,
                           void* result,
                           void** arguments,
                           void* data) {
  const Closure* closure = static_cast<Closure*>(data);
  const Signature& signature = *closure->signature_;
  const size_t count = signature.arguments().size();
  MaybeStackBuffer<Slot, 16> slots(count);
  for (size_t i = 0; i < count; i++) {
    memcpy(&slots[i], arguments[i], signature.arguments()[i]->size());
  }
  // The handler may destroy the closure and the signature, but no type.
  const Type& type = signature.result();
  StoreResult(type,
              closure->target_.handler(closure->target_.data, slots.out()),
              result);
}

void Closure::Retire(std::string_view message) {
  CHECK_NOT_NULL(code_);
  Graveyard& graveyard = GetGraveyard();
  Mutex::ScopedLock lock(graveyard.mutex);
  auto it = graveyard.targets.find(message);
  if (it == graveyard.targets.end()) {
    it = graveyard.targets.emplace(message, StubTarget{}).first;
    it->second.handler = OnStaleCall;
    it->second.data = const_cast<char*>(it->first.c_str());
  }
  StubTarget* target = &it->second;
  if (stub_pointer_ != nullptr) {
    // Any entry will do for what doesn't return.
    if (target->entry == nullptr) target->entry = target_.entry;
    stub_pointer_->store(target, std::memory_order_release);
    stub_pointer_ = nullptr;
  } else {
    CHECK_EQ(
        ffi_prep_closure_loc(
            libffi_closure_, &graveyard.cif, OnStaleLibffiCall, target, code_),
        FFI_OK);
    graveyard.closures.push_back(libffi_closure_);
    libffi_closure_ = nullptr;
  }
}

}  // namespace node::ffi
