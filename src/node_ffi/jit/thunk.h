#ifndef SRC_NODE_FFI_JIT_THUNK_H_
#define SRC_NODE_FFI_JIT_THUNK_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

// The machine code between V8's optimised code and a C function. Any thread may
// use what is here.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "node_ffi/abi/prototype.h"

namespace node::ffi {

// Which registers an argument goes into. V8 passes integers of up to 32 bits as
// such of 32, signed or not, with anything beyond; the function gets them
// extended to 64.
enum class RegisterClass : uint8_t { kInteger, kInt32, kUint32, kFloat };

// The machine code that stands between V8 and a C function. V8's optimised code
// calls it as
//
//   result thunk(receiver, arguments..., void** target)
//
// where `receiver` is any integer. It calls `*target`, a function that takes
// just the arguments. As V8's result is what that function gives, the thunk
// doesn't have to return: it moves the arguments to where the function expects
// them, and jumps. It has no frame of its own, so that stacks can be walked as
// if it weren't there.
//
// Empty if there is no such code for this platform, or if V8 can't make such a
// call.
std::optional<std::vector<uint8_t>> EmitThunk(
    std::span<const RegisterClass> arguments);

// A thunk with the offsets of the instructions that read an aggregate, which
// may not be there, and of where it returns without having called anything
// (AddResumption()).
struct Thunk {
  std::vector<uint8_t> code;
  std::vector<size_t> accesses;
  size_t end;
};

// The same for any function type. V8's optimised code calls it as
//
//   result thunk(receiver, room, arguments..., void** target)
//
// where each aggregate among the arguments is the address of its bytes, and
// `room` is that of where an aggregate as the result is to be written, if it is
// one; V8 gets nothing then. No more is read or written there than the
// aggregate has bytes. A result that C wants in memory needs room that is
// aligned as it is. With an aggregate, the thunk has a frame
// (PublishWithFrame()), and returns to V8.
std::optional<Thunk> EmitThunk(const Prototype& prototype);

// The registers that V8's arguments are in, without receiver and target.
std::vector<RegisterClass> PassedByV8(const Prototype& prototype);

// The same for one calling convention, whatever V8 can do and wherever this is
// running: the System V ABI on x86-64, and the AAPCS64 as on Linux.
std::vector<uint8_t> EmitThunkX64(std::span<const RegisterClass> arguments);
std::vector<uint8_t> EmitThunkArm64(std::span<const RegisterClass> arguments);

// That with a frame.
Thunk EmitFramedThunkX64(const Prototype& prototype);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_THUNK_H_
