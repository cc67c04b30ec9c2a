#ifndef SRC_NODE_FFI_JIT_THUNK_EMITTER_H_
#define SRC_NODE_FFI_JIT_THUNK_EMITTER_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "node_ffi/abi/layout.h"
#include "node_ffi/abi/placement.h"
#include "node_ffi/jit/thunk.h"

namespace node::ffi {

// What a thunk does, in the instructions of an architecture. Any thread may use
// what is here.
//
// `Assembler` is the architecture's, with the registers that a thunk may
// change, kTarget and kScratch, and with where a function without a frame has
// its stack arguments: kThunkStackArguments bytes after kStackPointer.

template <typename Assembler>
void MoveToRegister(Assembler* assembler,
                    typename Assembler::Register from,
                    const Piece& to) {
  const auto number = static_cast<typename Assembler::Register>(to.where);
  if (to.size == 8) return assembler->Move(number, from);
  return to.content == Piece::Content::kSigned
             ? assembler->MoveInt32(number, from)
             : assembler->MoveUint32(number, from);
}

// `like` says what it is.
template <typename Assembler>
void LoadFromStack(Assembler* assembler,
                   typename Assembler::Register to,
                   size_t offset,
                   const Piece& like) {
  constexpr auto kBase = Assembler::kStackPointer;
  if (like.size == 8) return assembler->Load(to, kBase, offset);
  return like.content == Piece::Content::kSigned
             ? assembler->LoadInt32(to, kBase, offset)
             : assembler->LoadUint32(to, kBase, offset);
}

template <typename Assembler>
void MovePiece(Assembler* assembler, const Piece& from, const Piece& to) {
  using Register = typename Assembler::Register;
  if (from.place == to.place && from.where == to.where) return;
  if (from.place == Piece::Place::kInteger)
    return MoveToRegister(assembler, static_cast<Register>(from.where), to);
  const size_t offset = Assembler::kThunkStackArguments + from.where;
  if (to.place == Piece::Place::kInteger) {
    return LoadFromStack(
        assembler, static_cast<Register>(to.where), offset, to);
  }
  LoadFromStack(assembler, Assembler::kScratch, offset, to);
  assembler->Store(Assembler::kStackPointer,
                   Assembler::kThunkStackArguments + to.where,
                   Assembler::kScratch);
}

inline LayoutPointer LayoutOf(RegisterClass register_class) {
  switch (register_class) {
    case RegisterClass::kInt32:
      return Layout::Of({Scalar::Kind::kSigned, 4});
    case RegisterClass::kUint32:
      return Layout::Of({Scalar::Kind::kUnsigned, 4});
    case RegisterClass::kFloat:
      return Layout::Of({Scalar::Kind::kFloat, 8});
    default:
      return Layout::Of({Scalar::Kind::kUnsigned, 8});
  }
}

// A thunk, for calling conventions that put integers and floats in registers of
// their own, and each argument that finds none in 8 bytes of the stack.
template <typename Assembler>
std::vector<uint8_t> EmitThunkWith(const Convention& convention,
                                   std::span<const RegisterClass> arguments) {
  // V8 adds a receiver in front and `target` behind.
  const LayoutPointer integer = LayoutOf(RegisterClass::kInteger);
  std::vector<const Layout*> types{integer.get()};
  for (RegisterClass argument : arguments)
    types.push_back(LayoutOf(argument).get());
  types.push_back(integer.get());
  const LayoutPointer result = Layout::Of({Scalar::Kind::kVoid, 0});
  const auto place = [&](std::span<const Layout* const> passed) {
    return Place(convention, *result, passed).value();
  };
  const Placement from = place(types);
  const Placement to = place(std::span(types).subspan(1, arguments.size()));

  // So integers move down one register; the last register's comes from the
  // stack, and stack arguments behind that gap move down one slot, which is the
  // function's own memory. Floats in registers stay. Every integer moves, and
  // so is extended on its way. Nothing is moved to the register with `target`.
  Assembler assembler;
  const Piece& last = from.arguments.back();
  auto target = static_cast<typename Assembler::Register>(last.where);
  if (last.place == Piece::Place::kStack) {
    target = Assembler::kTarget;
    assembler.Load(target,
                   Assembler::kStackPointer,
                   Assembler::kThunkStackArguments + last.where);
  }
  for (size_t i = 0; i < arguments.size(); i++)
    MovePiece(&assembler, from.arguments[i + 1], to.arguments[i]);
  assembler.SetFloatRegisters(to.float_count);
  assembler.JumpIndirect(target);
  return assembler.Take();
}

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JIT_THUNK_EMITTER_H_
