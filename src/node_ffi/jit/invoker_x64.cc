// The System V ABI on x86-64.

#include "node_ffi/jit/invoker.h"

#if defined(__x86_64__) && defined(__linux__)

#include <algorithm>

#include "node_ffi/jit/assembler_x64.h"

namespace node::ffi {

namespace {

using enum AssemblerX64::Register;

// The frame has to fit before the page that guards the end of the stack.
constexpr size_t kMaxArguments = 256;

// Loads an integer, extended to 64 bits. Functions may rely on 32 of them, and
// those that are declared with a wider type than the signature says get what
// they expect.
void EmitLoad(const Type& type,
              AssemblerX64::Register to,
              size_t offset,
              AssemblerX64* assembler) {
  switch (type.kind()) {
    case TypeKind::kInt8:
      return assembler->LoadInt8(to, r10, offset);
    case TypeKind::kUint8:
      return assembler->LoadUint8(to, r10, offset);
    case TypeKind::kInt16:
      return assembler->LoadInt16(to, r10, offset);
    case TypeKind::kUint16:
      return assembler->LoadUint16(to, r10, offset);
    case TypeKind::kInt32:
      return assembler->LoadInt32(to, r10, offset);
    case TypeKind::kUint32:
      return assembler->LoadUint32(to, r10, offset);
    default:
      return assembler->Load(to, r10, offset);
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

}  // namespace node::ffi

#endif
