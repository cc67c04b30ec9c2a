// The generated code of x86-64, as the System V ABI has it: V8 to C (a thunk),
// buffer to C (an invoker), C to buffer (an entry), and the stubs.

#include <algorithm>
#include <cstddef>

#include "node_ffi/jit/assembler_x64.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/thunk_emitter.h"

#if defined(__x86_64__) && defined(__linux__)
#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/invoker.h"
#endif

namespace node::ffi {

namespace {

using enum AssemblerX64::Register;

struct ThunkAssembler : AssemblerX64 {
  static constexpr Register kTarget = r11;
  static constexpr Register kScratch = r10;
  static constexpr Register kStackPointer = rsp;
  // The return address comes first.
  static constexpr size_t kThunkStackArguments = 8;
};

}  // namespace

std::vector<uint8_t> EmitThunkX64(std::span<const RegisterClass> arguments) {
  return EmitThunkWith<ThunkAssembler>(arguments);
}

// Invokers, entries and stubs are made for the system that this is compiled
// for; thunks also to be looked at on another.
#if defined(__x86_64__) && defined(__linux__)

namespace {

// Of an invoker or entry, whose frame has to fit before the page that guards
// the end of the stack.
constexpr size_t kMaxArguments = 256;

// Loads an integer, extended to 64 bits. Functions may rely on 32 of them, and
// those that are declared with a wider type than the signature says get what
// they expect.
void EmitLoad(const Type& type,
              AssemblerX64::Register to,
              size_t offset,
              AssemblerX64* assembler) {
  if (!type.is_narrow_integer()) return assembler->Load(to, r10, offset);
  const bool is_signed = type.is_signed();
  switch (type.size()) {
    case 1:
      return is_signed ? assembler->LoadInt8(to, r10, offset)
                       : assembler->LoadUint8(to, r10, offset);
    case 2:
      return is_signed ? assembler->LoadInt16(to, r10, offset)
                       : assembler->LoadUint16(to, r10, offset);
    default:
      return is_signed ? assembler->LoadInt32(to, r10, offset)
                       : assembler->LoadUint32(to, r10, offset);
  }
}

// Moves a result from rax to where it is expected. Callers may rely on narrow
// integers being extended, at least to 32 bits.
void EmitResult(const Type& type, AssemblerX64* assembler) {
  if (type.is_float()) {
    return assembler->Bytes({0x66, 0x48, 0x0F, 0x6E, 0xC0});  // movq xmm0, rax
  }
  if (!type.is_narrow_integer()) return;
  const bool is_signed = type.is_signed();
  switch (type.size()) {
    case 1:
      return is_signed ? assembler->Bytes({0x48, 0x0F, 0xBE, 0xC0})  // movsx
                       : assembler->Bytes({0x0F, 0xB6, 0xC0});       // movzx
    case 2:
      return is_signed ? assembler->Bytes({0x48, 0x0F, 0xBF, 0xC0})  // movsx
                       : assembler->Bytes({0x0F, 0xB7, 0xC0});       // movzx
    default:
      return is_signed ? assembler->Bytes({0x48, 0x98})   // cdqe
                       : assembler->Bytes({0x89, 0xC0});  // mov eax, eax
  }
}

}  // namespace

std::optional<std::vector<uint8_t>> EmitInvoker(
    const Type& result, std::span<const Type* const> arguments) {
  if (arguments.size() > kMaxArguments) return std::nullopt;
  const size_t float_count = std::ranges::count_if(
      arguments, [](const Type* type) { return type->is_float(); });
  const size_t integer_count = arguments.size() - float_count;
  const size_t stack_count =
      (std::max(float_count, AssemblerX64::kFloatRegisterCount) -
       AssemblerX64::kFloatRegisterCount) +
      (std::max(integer_count, AssemblerX64::kIntegerRegisterCount) -
       AssemblerX64::kIntegerRegisterCount);

  AssemblerX64 assembler;
  assembler.EnterFrame(stack_count * 8);
  assembler.Move(r11, rdi);  // The function.
  assembler.Move(r10, rsi);  // Its arguments.
  size_t integers = 0;
  size_t floats = 0;
  size_t outgoing = 0;
  size_t slot = 0;
  for (const Type* type : arguments) {
    if (type->is_float() && floats < AssemblerX64::kFloatRegisterCount) {
      assembler.LoadFloat(floats++, r10, slot);
    } else if (!type->is_float() &&
               integers < AssemblerX64::kIntegerRegisterCount) {
      EmitLoad(
          *type, AssemblerX64::kIntegerRegisters[integers++], slot, &assembler);
    } else {
      EmitLoad(*type, rax, slot, &assembler);
      assembler.Store(rsp, outgoing, rax);
      outgoing += 8;
    }
    slot += sizeof(Slot);
  }
  assembler.SetFloatRegisters(floats);
  assembler.Bytes({0x41, 0xFF, 0xD3});  // call r11
  if (result.is_float()) {
    assembler.Bytes({0x66, 0x48, 0x0F, 0x7E, 0xC0});  // movq rax, xmm0
  }
  assembler.LeaveFrame();
  return assembler.Take();
}

std::optional<std::vector<uint8_t>> EmitEntry(
    const Type& result, std::span<const Type* const> arguments) {
  if (arguments.size() > kMaxArguments) return std::nullopt;
  AssemblerX64 assembler;
  assembler.EnterFrame(arguments.size() * sizeof(Slot));

  size_t integers = 0;
  size_t floats = 0;
  size_t incoming = AssemblerX64::kStackArguments;
  size_t slot = 0;
  for (const Type* type : arguments) {
    if (type->is_float() && floats < AssemblerX64::kFloatRegisterCount) {
      assembler.StoreFloat(rsp, slot, floats++);
    } else if (!type->is_float() &&
               integers < AssemblerX64::kIntegerRegisterCount) {
      assembler.Store(rsp, slot, AssemblerX64::kIntegerRegisters[integers++]);
    } else {
      assembler.Load(rax, rbp, incoming);
      assembler.Store(rsp, slot, rax);
      incoming += 8;
    }
    slot += sizeof(Slot);
  }

  static_assert(offsetof(StubTarget, handler) == 8);
  static_assert(offsetof(StubTarget, data) == 16);
  assembler.Bytes({0x49, 0x8B, 0x7B, 16});  // mov rdi, [r11 + 16]
  assembler.Bytes({0x48, 0x89, 0xE6});      // mov rsi, rsp
  assembler.Bytes({0x41, 0xFF, 0x53, 8});   // call [r11 + 8]
  EmitResult(result, &assembler);
  assembler.LeaveFrame();
  return assembler.Take();
}

std::optional<std::vector<uint8_t>> EmitStubs(size_t count, size_t distance) {
  static_assert(offsetof(StubTarget, entry) == 0);
  AssemblerX64 assembler;
  for (size_t i = 0; i < count; i++) {
    assembler.Bytes({0x4C, 0x8D, 0x1D});  // lea r11, [rip + ...]
    size_t next_instruction = assembler.size() + 4;
    assembler.Int32(distance + i * sizeof(StubTarget) - next_instruction);
    assembler.Bytes({0x41, 0xFF, 0x23});  // jmp [r11]
    assembler.PadTo((i + 1) * kStubSize);
  }
  return assembler.Take();
}

#endif

}  // namespace node::ffi
