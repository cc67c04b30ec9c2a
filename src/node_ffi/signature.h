// Function types. A Signature is immutable, and may be used by any thread.

#ifndef SRC_NODE_FFI_SIGNATURE_H_
#define SRC_NODE_FFI_SIGNATURE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "memory_tracker.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/prototype.h"
#include "node_ffi/jit/invoker.h"

namespace node::ffi {

// An immutable description of how C has one function type. All functions of
// that type, in all threads, share one Signature, which lives as long as any of
// them.
class Signature final : public MemoryRetainer {
 public:
  // Gives nullptr when there is no way to call such a function.
  static std::shared_ptr<const Signature> Get(Prototype prototype);

  Signature(const Signature&) = delete;
  Signature& operator=(const Signature&) = delete;

  // Of all aggregates that C passes alike, it has one.
  const Prototype& prototype() const { return prototype_; }
  // Null if only generated code can call such a function.
  const LibffiCall* libffi_call() const { return libffi_call_.get(); }
  // Calls a function of this type (invoker.h).
  void Invoke(void* function, void* arguments, void* result) const {
    Invoker invoker = invoker_.load(std::memory_order_acquire);
    if (invoker == nullptr) [[unlikely]]
      invoker = FindInvoker();
    invoker(function, arguments, result, libffi_call_.get());
  }

  // The same for a checked call: see preserved.h. Where there is none, it is
  // one that checks nothing.
  Invoker checked_invoker() const;

  // The entry for closures of this type (entry.h), or nullptr if there can't be
  // one.
  const void* entry() const;

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(Signature)
  SET_SELF_SIZE(Signature)

 private:
  explicit Signature(Prototype prototype)
      : prototype_(std::move(prototype)),
        libffi_call_(LibffiCall::Prepare(prototype_)) {}

  Invoker FindInvoker() const;

  const Prototype prototype_;
  const std::unique_ptr<LibffiCall> libffi_call_;
  // With libffi, null until FindInvoker() makes one, after 200 calls: functions
  // that only the fast path calls never need it.
  mutable std::atomic<Invoker> invoker_ = nullptr;
  mutable std::atomic<uint32_t> calls_ = 0;
  // Few signatures are those of checked calls, and of callbacks.
  mutable std::once_flag checked_invoker_once_;
  mutable Invoker checked_invoker_ = nullptr;
  mutable std::once_flag entry_once_;
  mutable const void* entry_ = nullptr;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_SIGNATURE_H_
