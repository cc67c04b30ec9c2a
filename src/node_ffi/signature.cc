// The registry of the function types that are in use.

#include "node_ffi/signature.h"

#include <cerrno>
#include <map>
#include <string>
#include <utility>

#include "memory_tracker-inl.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/preserved.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

namespace {

// The signatures in use, by Prototype::Key().
using Registry =
    ExclusiveAccess<std::map<std::string, std::weak_ptr<const Signature>>>;

Registry* GetRegistry() {
  return &Immortal<Registry>();
}

}  // namespace

std::shared_ptr<const Signature> Signature::Get(Prototype prototype) {
  std::string key = prototype.Key();
  Registry::Scoped signatures(GetRegistry());
  std::weak_ptr<const Signature>& known = (*signatures)[key];
  if (auto signature = known.lock()) return signature;

  std::unique_ptr<const Signature> made(new Signature(std::move(prototype)));
  if (made->libffi_call_ == nullptr) {
    Invoker invoker = GetInvoker(made->prototype_);
    if (invoker == nullptr) {
      signatures->erase(key);
      return nullptr;
    }
    made->invoker_.store(invoker, std::memory_order_relaxed);
  }

  std::shared_ptr<const Signature> signature(
      made.release(), [key = std::move(key)](const Signature* expired) {
        Registry::Scoped signatures(GetRegistry());
        // Another thread may have made a new one since the last reference to
        // this one was dropped.
        auto it = signatures->find(key);
        if (it != signatures->end() && it->second.expired()) {
          signatures->erase(it);
        }
        delete expired;
      });
  known = signature;
  return signature;
}

Invoker Signature::FindInvoker() const {
  // To make one takes as long as some hundred calls save.
  if (++calls_ < 200) return LibffiCall::Invoke;
  // What the C function finds there may be what JavaScript is told of.
  const int error_number = errno;
  Invoker invoker = GetInvoker(prototype_);
  errno = error_number;
  if (invoker == nullptr) invoker = LibffiCall::Invoke;
  // Other threads may have come to the same.
  invoker_.store(invoker, std::memory_order_release);
  return invoker;
}

Invoker Signature::checked_invoker() const {
  std::call_once(checked_invoker_once_, [this] {
    const int error_number = errno;
    checked_invoker_ = GetCheckedInvoker(prototype_);
    errno = error_number;
    if (checked_invoker_ != nullptr) return;
    // libffi can't make all calls: then, there is other generated code.
    checked_invoker_ = libffi_call_ != nullptr
                           ? LibffiCall::Invoke
                           : invoker_.load(std::memory_order_acquire);
  });
  return checked_invoker_;
}

const void* Signature::entry() const {
  std::call_once(entry_once_, [this] { entry_ = GetEntry(prototype_); });
  return entry_;
}

void Signature::MemoryInfo(MemoryTracker* tracker) const {
  tracker->TrackFieldWithSize("prototype", prototype_.MemorySize());
  if (libffi_call_ == nullptr) return;
  tracker->TrackFieldWithSize("libffi_call", libffi_call_->MemorySize());
}

}  // namespace node::ffi
