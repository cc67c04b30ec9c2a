#ifndef SRC_NODE_FFI_ABI_IMMORTAL_H_
#define SRC_NODE_FFI_ABI_IMMORTAL_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

namespace node::ffi {

// The one T of the process. It is never destroyed, since threads and native
// code may run after static destructors have. Any thread may ask for it;
// whether it may use it is up to T.
template <typename T>
T& Immortal() {
  static T* const object = new T();
  return *object;
}

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_IMMORTAL_H_
