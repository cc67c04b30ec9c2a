// Function types. A Signature is immutable, and may be used by any thread.

#ifndef SRC_NODE_FFI_SIGNATURE_H_
#define SRC_NODE_FFI_SIGNATURE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "memory_tracker.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/type.h"
#include "node_ffi/jit/invoker.h"

namespace node::ffi {

// An immutable description of how C has one function type. All functions of
// that type, in all threads, share one Signature, which lives as long as any of
// them.
class Signature final : public MemoryRetainer {
 public:
  // Gives nullptr when there is no way to call such a function.
  static std::shared_ptr<const Signature> Get(
      const Type* result, std::vector<const Type*> arguments);

  Signature(const Signature&) = delete;
  Signature& operator=(const Signature&) = delete;

  const Type& result() const { return *result_; }
  std::span<const Type* const> arguments() const { return arguments_; }
  const LibffiCall& libffi_call() const { return *libffi_call_; }
  // Calls a function of this type with arguments that have a Slot each.
  Slot Invoke(void* function, const Slot* arguments) const {
    Invoker invoker = invoker_.load(std::memory_order_acquire);
    if (invoker == nullptr) [[unlikely]]
      invoker = FindInvoker();
    return invoker(function, arguments, libffi_call_.get());
  }

  // The entry for closures of this type (entry.h), or nullptr if there can't be
  // one.
  const void* entry() const;

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(Signature)
  SET_SELF_SIZE(Signature)

 private:
  Signature(const Type* result,
            std::vector<const Type*> arguments,
            std::unique_ptr<LibffiCall> libffi_call);

  Invoker FindInvoker() const;

  const Type* const result_;
  const std::vector<const Type*> arguments_;
  const std::unique_ptr<LibffiCall> libffi_call_;
  // Null until FindInvoker() makes one, after 200 calls: functions that only
  // the fast path calls never need it.
  mutable std::atomic<Invoker> invoker_ = nullptr;
  mutable std::atomic<uint32_t> calls_ = 0;
  // Few signatures are those of callbacks.
  mutable std::once_flag entry_once_;
  mutable const void* entry_ = nullptr;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_SIGNATURE_H_
