// The hooks of V8 by which node:ffi notices that V8 was entered, and what it
// does about that.

#include "node_ffi/reentry.h"

#include <string_view>

#include "node_ffi/v8_flags.h"
#include "v8-version.h"

namespace node::ffi {

using v8::GCCallbackFlags;
using v8::GCType;
using v8::Isolate;
using v8::V8;

namespace {

// No list that has a destructor: native code may run as the thread ends.
thread_local EntryCounter* counters = nullptr;

void OnEntry(Isolate*) {
  EntryCounter::IncrementAllOfThread();
}

void OnGarbageCollection(Isolate*, GCType, GCCallbackFlags) {
  EntryCounter::IncrementAllForGarbageCollection();
}

}  // namespace

EntryCounter::EntryCounter(Isolate* isolate, int32_t* count)
    : isolate_(isolate), count_(count), next_(counters) {
  if (counters == nullptr) {
    isolate->AddBeforeCallEnteredCallback(OnEntry);
    // Scavenging clears no constants.
    isolate->AddGCPrologueCallback(OnGarbageCollection,
                                   GCType::kGCTypeMarkSweepCompact);
  }
  counters = this;
}

EntryCounter::~EntryCounter() {
  EntryCounter** link = &counters;
  while (*link != this) link = &(*link)->next_;
  *link = next_;
  if (counters != nullptr) return;
  isolate_->RemoveBeforeCallEnteredCallback(OnEntry);
  isolate_->RemoveGCPrologueCallback(OnGarbageCollection);
}

uint32_t EntryCounter::IncrementOnOtherThread() {
  return std::atomic_ref(*count_).fetch_add(1) + 1;
}

void EntryCounter::IncrementAllOfThread() {
  for (EntryCounter* counter = counters; counter != nullptr;
       counter = counter->next_) {
    counter->Increment();
  }
}

void EntryCounter::IncrementAllForGarbageCollection() {
  for (EntryCounter* counter = counters; counter != nullptr;
       counter = counter->next_) {
    counter->IncrementForGarbageCollection();
  }
}

bool MayCallFast() {
#if NODE_HAVE_I18N_SUPPORT && V8_MAJOR_VERSION == 13 && V8_MINOR_VERSION == 6
  return KeepsCodeInPlace() &&
         std::string_view(V8::GetVersion()).starts_with("13.6.");
#else
  return false;
#endif
}

void DeoptimizeAll(Isolate* isolate) {
  // V8's optimised code relies on the default locale, so that this has to
  // deoptimise it. It is the one call of V8's API that does.
  isolate->LocaleConfigurationChangeNotification();
}

}  // namespace node::ffi
