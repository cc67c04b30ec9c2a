// Where it matters which thread goes on first.

#ifndef SRC_NODE_FFI_SCHEDULING_POINT_H_
#define SRC_NODE_FFI_SCHEDULING_POINT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

namespace node::ffi {

// Says that other threads may do anything here. The binaries of `make sanitize`
// wait at such a place now and then (test/sanitize/delays.cc), so that an order
// of events comes up that is rare otherwise. Without sanitizers, this is
// nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
[[gnu::weak]] void Delay();
inline void SchedulingPoint() {
  if (Delay != nullptr) Delay();
}
#else
inline void SchedulingPoint() {}
#endif

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_SCHEDULING_POINT_H_
