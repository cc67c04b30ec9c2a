// The registry of the function types that are in use.

#include "node_ffi/signature.h"

#include <map>
#include <utility>

#include "memory_tracker-inl.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/jit/entry.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

namespace {

// The signatures in use. The result's type comes first in a key.
using Key = std::vector<const Type*>;
using Registry = ExclusiveAccess<std::map<Key, std::weak_ptr<const Signature>>>;

Registry* GetRegistry() {
  return &Immortal<Registry>();
}

}  // namespace

Signature::Signature(const Type* result,
                     std::vector<const Type*> arguments,
                     std::unique_ptr<LibffiCall> libffi_call)
    : result_(result),
      arguments_(std::move(arguments)),
      libffi_call_(std::move(libffi_call)) {}

std::shared_ptr<const Signature> Signature::Get(
    const Type* result, std::vector<const Type*> arguments) {
  Key key;
  key.reserve(arguments.size() + 1);
  key.push_back(result);
  key.insert(key.end(), arguments.begin(), arguments.end());

  Registry::Scoped signatures(GetRegistry());
  std::weak_ptr<const Signature>& known = (*signatures)[key];
  if (auto signature = known.lock()) return signature;

  std::unique_ptr<LibffiCall> call = LibffiCall::Prepare(result, arguments);
  if (call == nullptr) {
    signatures->erase(key);
    return nullptr;
  }

  std::shared_ptr<const Signature> signature(
      new Signature(result, std::move(arguments), std::move(call)),
      [key = std::move(key)](const Signature* expired) {
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
  Invoker invoker = GetInvoker(*result_, arguments_);
  if (invoker == nullptr) invoker = LibffiCall::Invoke;
  // Other threads may have come to the same.
  invoker_.store(invoker, std::memory_order_release);
  return invoker;
}

const void* Signature::entry() const {
  std::call_once(entry_once_,
                 [this] { entry_ = GetEntry(*result_, arguments_); });
  return entry_;
}

void Signature::MemoryInfo(MemoryTracker* tracker) const {
  tracker->TrackFieldWithSize("arguments",
                              arguments_.capacity() * sizeof(const Type*));
  tracker->TrackFieldWithSize("libffi_call", libffi_call_->MemorySize());
}

}  // namespace node::ffi
