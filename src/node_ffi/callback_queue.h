// Calls of callbacks that wait for the thread that has the JavaScript.

#ifndef SRC_NODE_FFI_CALLBACK_QUEUE_H_
#define SRC_NODE_FFI_CALLBACK_QUEUE_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "node_ffi/calling_environment.h"
#include "node_ffi/patience.h"
#include "uv.h"
#include "v8.h"

namespace node {

class Environment;

namespace ffi {

class Callback;
class CallbackGate;
class EnvState;

// What the caller of a callback waits for. It is used with the queue's lock,
// but for is_given(), and for the result, which one thread writes before the
// other reads it.
class Answer {
 public:
  explicit Answer(size_t result_size) : result_((result_size + 15) / 8) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // Zero, until there is another.
  void* result() { return result_.data(); }

  bool is_given() const { return is_given_; }
  void Give() {
    is_given_ = true;
    changed_.notify_one();
  }
  // Waits for some milliseconds at most.
  void Wait(std::unique_lock<std::mutex>* lock, double milliseconds);
  // Says that nobody waits any more.
  void Abandon() { is_abandoned_ = true; }
  bool is_abandoned() const { return is_abandoned_; }

 private:
  std::vector<uint64_t> result_;
  std::atomic<bool> is_given_ = false;
  bool is_abandoned_ = false;
  std::condition_variable changed_;
};

// One call: a copy of its arguments, since its caller may be gone when
// JavaScript sees them.
struct QueuedCall {
  CallbackGate* gate;
  std::unique_ptr<char[]> memory;
  // In that, as a Prototype has them.
  const void* arguments;
  // Null if nobody waits.
  std::shared_ptr<Answer> answer;
};

// The calls that other threads make of an environment's callbacks, and that its
// own thread delivers: all in the order that they came in, so that what one
// thread calls comes in its order, whichever callbacks it calls.
//
// Never freed, as a thread may be about to use it at any time; there is one for
// each environment that has such callbacks. When that has ended, nothing is
// queued any more.
class CallbackQueue {
 public:
  using Lock = std::unique_lock<std::mutex>;

  // Looks, on a thread that waits, whether the environment's own makes
  // progress. To be used with the lock.
  class Watch {
   public:
    // From `timeout` milliseconds on, no progress is a deadlock.
    Watch(CallbackQueue* queue, double timeout);
    // How long to wait before the next look, in milliseconds.
    double period() const;
    // Whether the environment's thread has been in one native call as long.
    bool IsDeadlock();
    // Whether what waits has to end, so that others don't wait for that.
    bool IsCallerEnding() const { return ffi::IsEnding(caller_); }

   private:
    CallbackQueue* const queue_;
    const Environment* const caller_;
    const double timeout_;
    uint32_t beats_;
    uint64_t since_;
  };

  // Gives one that is owned by the process.
  static CallbackQueue* New(EnvState* env_state);
  CallbackQueue(const CallbackQueue&) = delete;
  CallbackQueue& operator=(const CallbackQueue&) = delete;

  // On any thread:

  std::mutex* mutex() { return &mutex_; }
  // These are used with the lock.
  void Push(const Lock& lock, QueuedCall call);
  // Waits a moment for the answer to what was pushed, without sleeping, if it
  // is likely to come soon.
  void WaitAwake(Lock* lock, const Answer& answer);
  // Waits until there may be room, or for some milliseconds.
  void WaitForRoom(Lock* lock, double milliseconds);
  // Has the environment's thread look after callbacks that are closed.
  void Wake(const Lock& lock);
  // Whether the environment is ending, or has ended.
  bool IsEnding(const Lock& lock) const;
  // Says that a callback's callers were let go, of which the native call is to
  // tell that it was in the way.
  void OnDeadlock(const Lock& lock, CallbackGate* gate);
  // Grows whenever the environment's thread is seen to be alive.
  uint32_t beats() const { return beats_; }

  // On the environment's thread:

  // Delivers what was queued for a callback that takes no more calls, and all
  // before that.
  void DeliverAll(CallbackGate* gate);
  // To be called when there may be room.
  void OnRoom();
  void Give(Answer* answer);
  // Has the caller wait for a promise. Gives false, and throws, if that can't
  // be.
  bool Await(Callback* callback,
             v8::Local<v8::Promise> promise,
             std::shared_ptr<Answer> answer);
  // Has each callback look, before garbage is collected, whether it is called.
  void Add(Callback* callback) { callbacks_.insert(callback); }
  // Takes a callback that is to be destroyed when its calls are delivered.
  void AddClosing(Callback* callback) { closing_.insert(callback); }
  void Remove(Callback* callback) {
    callbacks_.erase(callback);
    closing_.erase(callback);
  }
  // Whether this keeps the event loop alive: as often as it was said.
  void Ref();
  void Unref();
  uint32_t references() const { return references_; }
  // Whether a deadlock is to be told of, by the native call before which
  // EnvState::entries() was that; and what is to be thrown then.
  bool HasDeadlockSince(uint32_t entries) const;
  v8::Local<v8::Value> TakeDeadlock();
  // To be called as the environment ends.
  void End();

 private:
  class Awaited;

  explicit CallbackQueue(EnvState* env_state);

  static void OnAsync(uv_async_t* handle);
  static void OnIdle(uv_idle_t* handle);
  static void OnInterrupt(v8::Isolate* isolate, void* data);
  static void OnCollection(v8::Isolate* isolate,
                           v8::GCType type,
                           v8::GCCallbackFlags flags,
                           void* data);
  void Deliver();
  // Gives false if there was none.
  bool DeliverNext();
  // Has the event loop not sleep for a moment, if a thread that was given an
  // answer is likely to make the next call soon.
  void StayAwake();
  void LookAwake();
  bool IsAbandoned(const QueuedCall& call);
  void Sweep();
  void Beat();
  // Whether the environment's thread is in native code, which this module
  // called.
  bool IsInNativeCall() const;
  // Has Beat() called if that thread is running JavaScript.
  void RequestBeat();

  std::mutex mutex_;
  // Guarded by the mutex: null when the environment has ended; what was queued
  // since the last batch; and whether the environment's thread is to look.
  Environment* env_;
  EnvState* env_state_;
  std::deque<QueuedCall> calls_;
  bool is_signalled_ = false;
  // Of one thread that waits for an answer, and of the event loop.
  Patience patience_;
  bool is_one_awake_ = false;
  Patience loop_patience_;
  std::condition_variable room_;
  std::condition_variable pushed_;

  // Whether there is something in `calls_`.
  std::atomic<bool> has_calls_ = false;
  std::atomic<uint32_t> beats_ = 0;
  std::atomic<bool> is_beat_requested_ = false;
  // The callback whose callers were let go, and EnvState::entries() then.
  std::atomic<CallbackGate*> deadlocked_ = nullptr;
  std::atomic<uint32_t> deadlock_entries_ = 0;

  // For the environment's thread only. What comes before `calls_`:
  std::deque<QueuedCall> batch_;
  // Whether somebody was given an answer in this turn of the event loop, and
  // until when that stays awake; 0 if it may sleep.
  bool has_given_ = false;
  uint64_t awake_until_ = 0;
  std::unordered_set<Callback*> callbacks_;
  std::unordered_set<Callback*> closing_;
  std::unordered_set<Awaited*> awaited_;
  uint32_t references_ = 0;
  // Freed when they are closed.
  uv_async_t* const async_;
  uv_idle_t* const idle_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CALLBACK_QUEUE_H_
