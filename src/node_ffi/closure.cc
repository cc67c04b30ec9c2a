#include "node_ffi/closure.h"

#include <deque>
#include <set>
#include <string>

#include "env-inl.h"
#include "node_errors.h"
#include "node_mutex.h"
#include "util.h"

namespace node::ffi {

namespace {

// The retired closures of the process, and their messages.
struct Graveyard {
  Graveyard() {
    CHECK_EQ(ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 0, &ffi_type_void, nullptr),
             FFI_OK);
  }

  Mutex mutex;
  // Nothing reads this: it owns memory that is never freed.
  std::deque<ffi_closure*> closures;
  // A set doesn't move its elements, to which closures point.
  std::set<std::string, std::less<>> messages;
  // Of a function that takes and gives nothing, as what doesn't return does.
  ffi_cif cif;
};

Graveyard& GetGraveyard() {
  // Never destroyed: native code may run after static destructors.
  static Graveyard* const graveyard = new Graveyard();
  return *graveyard;
}

void OnStaleCall(ffi_cif*, void*, void**, void* message) {
  OnFatalError("node:ffi:", static_cast<const std::string*>(message)->c_str());
}

}  // namespace

Closure::~Closure() {
  if (closure_ != nullptr) ffi_closure_free(closure_);
}

bool Closure::Make(const GenericCall& call, Handler handler, void* data) {
  CHECK_NULL(closure_);
  void* code;
  closure_ =
      static_cast<ffi_closure*>(ffi_closure_alloc(sizeof(*closure_), &code));
  if (closure_ == nullptr ||
      ffi_prep_closure_loc(closure_, call.cif(), handler, data, code) !=
          FFI_OK) {
    return false;
  }
  code_ = code;
  return true;
}

void Closure::Retire(std::string_view message) {
  CHECK_NOT_NULL(closure_);
  Graveyard& graveyard = GetGraveyard();
  Mutex::ScopedLock lock(graveyard.mutex);
  auto text = graveyard.messages.find(message);
  if (text == graveyard.messages.end()) {
    text = graveyard.messages.emplace(message).first;
  }
  CHECK_EQ(ffi_prep_closure_loc(closure_,
                                &graveyard.cif,
                                OnStaleCall,
                                const_cast<std::string*>(&*text),
                                code_),
           FFI_OK);
  graveyard.closures.push_back(closure_);
  closure_ = nullptr;
}

}  // namespace node::ffi
