#ifndef SRC_NODE_FFI_CRASH_REPORT_CLOSED_H_
#define SRC_NODE_FFI_CRASH_REPORT_CLOSED_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <string_view>

namespace node::ffi {

// Remembers where a library is, which is about to be closed, by its handle of
// dlopen(): for crash reports. Any thread may call it.
void NoteClosing(void* handle);

// Gives the path of the library that was closed last of those that were at an
// address; empty if none was. For signal handlers.
std::string_view FindClosed(uintptr_t address);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_CLOSED_H_
