// Calls of C functions on other threads.

#ifndef SRC_NODE_FFI_CALL_ASYNC_H_
#define SRC_NODE_FFI_CALL_ASYNC_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <memory>
#include <vector>

#include "base_object.h"
#include "node_ffi/call_memory.h"
#include "node_ffi/checked_call.h"
#include "node_ffi/convert.h"
#include "node_ffi/env_state.h"
#include "node_ffi/function.h"
#include "node_ffi/job.h"
#include "node_internals.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;

namespace ffi {

class NativeThread;

// One call of a C function on another thread: of the pool, or a NativeThread.
// It has all that native code uses meanwhile, but for what the JavaScript
// function has that is called when it has returned. A call has begun once it is
// made; the environment waits for its end. Async hooks see a resource of the
// type FFICALL: not as an AsyncWrap, whose types are in a list of upstream's.
class AsyncCall final : public BaseObject, public Job {
 public:
  enum InternalFields {
    // Called at the end: finish(result, error, isCancelled, call). What it
    // gives or throws settles the promise.
    kFinish = BaseObject::kInternalFieldCount,
    kResolver,
    // For a result that is an aggregate.
    kRoom,
    kInternalFieldCount
  };

  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  ~AsyncCall() override;

  void Run() override;
  void Finish(bool is_cancelled) override;

  bool IsNotIndicativeOfMemoryLeakAtExit() const override { return true; }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(AsyncCall)
  SET_SELF_SIZE(AsyncCall)

 private:
  // What native code reads and writes. It doesn't move.
  struct Memory {
    explicit Memory(const Prototype& prototype);

    CallMemory<8> arguments;
    CallMemory<4> result;
    Temporaries temporaries;
    // In checked mode, or if calls are printed.
    std::unique_ptr<CheckedCall> checked;
    // Those of the ArrayBuffers that are passed. Also when JavaScript transfers
    // them, they stay where they are.
    std::vector<std::shared_ptr<v8::BackingStore>> stores;
  };

  // What native code gives, and is to be given back to it exactly once: as a
  // result, or in a slot that it was given the address of, which may be null.
  struct Owned {
    const void* slot;
    BaseObjectPtr<ForeignFunction> free;
    // Its library may be closed meanwhile.
    void* target;
  };

  AsyncCall(v8::Local<v8::Object> object,
            ForeignFunction* function,
            std::unique_ptr<Memory> memory,
            std::vector<Owned> owned,
            NativeThread* thread);
  // beginCall(room, arguments..., finish, owned, thread, isCancellable,
  // function): begins a call on the thread, or one of the pool. Gives the
  // promise; or, if it can be cancelled, the object that the other functions
  // take. Throws if an argument is wrong. `owned` is undefined, or has pairs:
  // which argument has the address of the slot, or -1 for the result; and the
  // ForeignFunction that frees what is there, or undefined.
  static void Begin(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getCallPromise(call)
  static void GetPromise(const v8::FunctionCallbackInfo<v8::Value>& args);
  // cancelCall(call): has `finish` told that it is cancelled, unless it runs
  // already.
  static void Cancel(const v8::FunctionCallbackInfo<v8::Value>& args);

  // freeResult(call, index): frees what `owned` has under that index. Nothing
  // of JavaScript's comes between that and its being known. If JavaScript ends
  // before, C++ frees it.
  static void FreeResult(const v8::FunctionCallbackInfo<v8::Value>& args);
  static std::vector<Owned> ReadOwned(v8::Local<v8::Context> context,
                                      v8::Local<v8::Value> list,
                                      const ForeignFunction& function,
                                      Memory* memory);
  // Gives false if a callback threw.
  bool Free(Owned* owned);
  // What JavaScript has not got, and never will.
  void FreeAll();

  // Keeps the bytes of all arguments. Throws, and gives false, if those of one
  // may go nevertheless.
  static bool KeepBytes(const v8::FunctionCallbackInfo<v8::Value>& args,
                        const ForeignFunction& function,
                        Memory* memory);

  // Makes JavaScript's result, or gives the error.
  void ConvertResult(v8::Local<v8::Value>* value, v8::Local<v8::Value>* error);
  // Gives false if JavaScript has ended before it got the result.
  bool Settle(bool is_cancelled);

  const async_context async_context_;
  // What AsyncLocalStorage shows at the end.
  const v8::Global<v8::Value> context_frame_;
  const BaseObjectPtr<ForeignFunction> function_;
  const BaseObjectPtr<NativeThread> thread_;
  const CallInFlight in_flight_;
  const std::unique_ptr<Memory> memory_;
  std::vector<Owned> owned_;
  // The library may be closed meanwhile, but stays loaded.
  void* const target_;
  // What the thread writes.
  bool is_made_ = false;
  int error_number_ = 0;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALL_ASYNC_H_
