#ifndef SRC_NODE_FFI_V8_FLAGS_H_
#define SRC_NODE_FFI_V8_FLAGS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string>
#include <vector>

namespace node::ffi {

// JavaScript may run on top of a fast call, deeper than where V8 looks for the
// return addresses of such when it moves code.
inline constexpr char kKeepCodeInPlace[] = "--no-compact-code-space";
// A recursion through C and JavaScript takes 2 KB of the stack a level, of
// which V8 itself takes two thirds, so that V8's usual limit of 1 MB ends it
// soon. The main thread of most systems has 8 MB. (Workers have a limit of
// their own.)
inline constexpr char kLargeStack[] = "--stack-size=2600";

// Adds what node:ffi wants of V8 to the flags of the command line, before there
// is an isolate. What is there already is the user's, and stays.
void AddV8Flags(std::vector<std::string>* flags);

// Whether V8 was told not to move generated code.
bool KeepsCodeInPlace();

// Whether V8 was told that the stack is large.
bool HasLargeStack();

// Whether V8 is to write down where its code is, for profilers.
bool IsProfiled();

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_V8_FLAGS_H_
