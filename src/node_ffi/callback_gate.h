// By which other threads enter a callback.

#ifndef SRC_NODE_FFI_CALLBACK_GATE_H_
#define SRC_NODE_FFI_CALLBACK_GATE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "node_ffi/callback_queue.h"
#include "node_ffi/function_type.h"
#include "v8.h"

namespace node::ffi {

// What a callback is that any thread may call.
struct ThreadsafeOptions {
  enum Kind : uint32_t {
    // For the callback's own thread only.
    kNot,
    // Calls wait in the queue, and their callers don't wait for them.
    kQueue,
    // Callers wait for the result.
    kBlock,
    // As kQueue; but calls count as waiting until JavaScript says otherwise.
    kEvents,
  };

  // Reads what JavaScript passes from an index on: one of these, how many calls
  // may wait, after how many milliseconds there is a deadlock, and undefined or
  // a function, that lowers what a promise gave.
  static ThreadsafeOptions Read(const v8::FunctionCallbackInfo<v8::Value>& args,
                                int index);

  Kind kind = kNot;
  double high_water_mark = 0;
  double deadlock_timeout = 0;
  v8::Local<v8::Function> finish;
};

// What threads have of a threadsafe callback that are not its own: they leave
// their calls in the environment's queue. Never freed, as native code may have
// the callback's address for ever.
class CallbackGate {
 public:
  // Gives one that is owned by the process.
  static CallbackGate* New(CallbackQueue* queue,
                           Callback* callback,
                           const FunctionType& type,
                           const ThreadsafeOptions& options);
  CallbackGate(CallbackQueue* queue,
               Callback* callback,
               const FunctionType& type,
               const ThreadsafeOptions& options);
  CallbackGate(const CallbackGate&) = delete;
  CallbackGate& operator=(const CallbackGate&) = delete;

  // A call, on any thread but the callback's. Gives false if the callback must
  // not be called any more.
  bool Enter(const void* arguments, void* result);
  // Whether the environment has ended, so that calls give zero.
  bool has_ended() const { return state_ == State::kEnded; }

  // On the environment's thread:

  CallbackQueue* queue() const { return queue_; }
  double deadlock_timeout() const { return deadlock_timeout_; }
  bool is_blocking() const { return kind_ == ThreadsafeOptions::kBlock; }
  // Null when that was destroyed.
  Callback* callback() const { return callback_; }
  void Detach(bool has_ended);
  // From Close() until Open(), no thread can enter.
  void Close();
  void Open() { state_ = State::kOpen; }
  bool is_open() const { return state_ == State::kOpen; }
  // Whether no call has entered that was not delivered.
  bool is_empty() const { return entered_ == 0; }
  // Whether there is one that the function is to see. Where events are, nobody
  // asks for those any more once nothing refers to it.
  bool is_to_be_delivered() const {
    return !is_empty() && kind_ != ThreadsafeOptions::kEvents;
  }
  // To be called when one is.
  void OnDelivery();
  // Counts a call of the own thread, where delivered calls count.
  void OnDirectCall();
  // Says that so many calls don't wait any more.
  void Take(size_t count);
  // From then on, there is room for all that have entered.
  void Unlimit();
  void SetErrorResult(const std::vector<char>& result);

 private:
  using Lock = CallbackQueue::Lock;
  using Watch = CallbackQueue::Watch;
  enum class State : uint8_t { kOpen, kClosed, kEnded };

  // A string among the arguments: where its address is, and the size of its
  // characters.
  struct Text {
    size_t offset;
    size_t width;
  };

  QueuedCall Copy(const void* arguments) const;
  bool Enter(Lock* lock, QueuedCall call, void* result);
  bool HasRoom() const { return static_cast<double>(queued_) < limit_; }
  // These give false if the caller is to be let go.
  bool WaitForRoom(Lock* lock);
  bool WaitForAnswer(Lock* lock, Answer* answer);
  bool IsToBeLetGo(const Lock& lock, Watch* watch);
  // What the caller gets who is let go.
  void WriteErrorResult(const Lock& lock, void* result) const;
  // Whether that is so for all callers, until the environment's thread is seen
  // to be alive.
  bool IsDeadlocked(const Lock& lock, Watch* watch);

  CallbackQueue* const queue_;
  const ThreadsafeOptions::Kind kind_;
  const double deadlock_timeout_;
  const size_t arguments_size_;
  const size_t arguments_alignment_;
  const size_t result_size_;
  std::vector<Text> texts_;
  std::atomic<State> state_ = State::kOpen;

  // Calls that have entered and were not delivered; those of them that are in
  // the queue, of which there may only be so many; those that wait for room.
  std::atomic<size_t> entered_ = 0;
  std::atomic<size_t> queued_ = 0;
  std::atomic<double> limit_;
  std::atomic<size_t> waiting_ = 0;

  // Guarded by the queue's mutex.
  std::vector<char> error_result_;
  bool is_deadlocked_ = false;
  uint32_t deadlock_beats_ = 0;

  // For the environment's thread only.
  Callback* callback_;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLBACK_GATE_H_
