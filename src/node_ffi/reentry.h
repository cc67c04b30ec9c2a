// Noticing that V8 was entered on top of native code.

#ifndef SRC_NODE_FFI_REENTRY_H_
#define SRC_NODE_FFI_REENTRY_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstdint>

#include "v8.h"

namespace node::ffi {

// Counts the times that V8 was entered on its thread: by a callback, by a call
// of V8's API that runs JavaScript, by Node-API, or to collect garbage.
// Optimised code that has called a C function looks whether that changed
// meanwhile (lib/internal/ffi/fast.js), since it can't go on then: what it
// relies on may not hold any more, and V8 may have cleared its constants.
//
// There is one for each environment, which counts what happens on its thread,
// on behalf of whichever environment.
class EntryCounter {
 public:
  // `count` has to live as long as this.
  EntryCounter(v8::Isolate* isolate, int32_t* count);
  ~EntryCounter();
  EntryCounter(const EntryCounter&) = delete;
  EntryCounter& operator=(const EntryCounter&) = delete;

  // Wraps around.
  uint32_t value() const {
    return std::atomic_ref(*count_).load(std::memory_order_relaxed);
  }
  void set_value(uint32_t value) {
    std::atomic_ref(*count_).store(static_cast<int32_t>(value),
                                   std::memory_order_relaxed);
  }
  void Increment() {
    set_value(value() + 1);
    last_ = value();
  }
  // For another thread, which is sure that this one is in native code. Gives
  // the new value.
  uint32_t IncrementOnOtherThread();
  // Collecting garbage clears the constants of optimised code that has to go.
  // But it may be that code itself which asks for memory, after the call.
  void IncrementForGarbageCollection() { set_value(value() + 1); }
  // Whether nothing but garbage collections was counted since then.
  bool HasOnlyCollectedSince(uint32_t value) const {
    return !IsBefore(value, last_);
  }

  // Whether the time that the counter had this value was before another.
  static bool IsBefore(uint32_t value, uint32_t other) {
    return static_cast<int32_t>(value - other) < 0;
  }

  // To be called where V8 is used in a way that it doesn't tell of.
  static void IncrementAllOfThread();
  static void IncrementAllForGarbageCollection();

 private:
  v8::Isolate* const isolate_;
  int32_t* const count_;
  // What it was after the last time that was no garbage collection.
  uint32_t last_ = 0;
  // The thread's others.
  EntryCounter* next_;
};

// Whether optimised code may call C functions without leaving it, beside native
// code that may enter V8. What that relies on was read in V8's source: see
// doc/contributing/ffi-internals.md. It can't be had with another V8, with one
// that can't deoptimise on demand, or where V8 moves code.
bool MayCallFast();

// Has V8 deoptimise all code, that on the stack too, for which the caller must
// be called in the ordinary way.
void DeoptimizeAll(v8::Isolate* isolate);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_REENTRY_H_
