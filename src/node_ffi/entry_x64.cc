// The System V ABI on x86-64.

#include "node_ffi/entry.h"

#if defined(__x86_64__) && defined(__linux__)

#include <initializer_list>

namespace node::ffi {

namespace {

enum Register : uint8_t {
  rax = 0,
  rcx = 1,
  rdx = 2,
  rsp = 4,
  rbp = 5,
  rsi = 6,
  rdi = 7,
  r8 = 8,
  r9 = 9,
};

constexpr Register kIntegerRegisters[] = {rdi, rsi, rdx, rcx, r8, r9};
constexpr size_t kIntegerRegisterCount = 6;
constexpr size_t kFloatRegisterCount = 8;
// From rbp on: the caller's rbp, the return address, and its arguments.
constexpr size_t kStackArguments = 16;
// The frame has to fit before the page that guards the end of the stack.
constexpr size_t kMaxArguments = 256;

class Assembler {
 public:
  void Bytes(std::initializer_list<uint8_t> bytes) {
    code_.insert(code_.end(), bytes);
  }
  void Int32(size_t value) { Integer(value, 4); }
  void Int64(size_t value) { Integer(value, 8); }

  // These address memory from rsp or rbp on.
  void Load(Register to, Register base, size_t offset) {
    Bytes({Rex(to), 0x8B});
    Memory(to, base, offset);
  }
  void Store(Register base, size_t offset, Register from) {
    Bytes({Rex(from), 0x89});
    Memory(from, base, offset);
  }
  void StoreFloat(Register base, size_t offset, size_t from) {
    Bytes({0xF2, 0x0F, 0x11});  // movsd
    Memory(from, base, offset);
  }

  size_t size() const { return code_.size(); }
  void PadTo(size_t size) { code_.resize(size, 0xCC); }  // int3
  std::vector<uint8_t> Take() { return std::move(code_); }

 private:
  void Integer(size_t value, int size) {
    for (int i = 0; i < size; i++) {
      code_.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
  }
  static uint8_t Rex(Register reg) { return 0x48 | ((reg >> 3) << 2); }
  void Memory(size_t reg, Register base, size_t offset) {
    Bytes({static_cast<uint8_t>(0x80 | ((reg & 7) << 3) | base)});
    if (base == rsp) Bytes({0x24});  // SIB: just rsp.
    Int32(offset);
  }

  std::vector<uint8_t> code_;
};

bool IsFloat(const Type& type) {
  return type.kind() == TypeKind::kFloat32 || type.kind() == TypeKind::kFloat64;
}

// Moves a result from rax to where it is expected. Callers may rely on narrow
// integers being extended, at least to 32 bits.
void EmitResult(const Type& type, Assembler* assembler) {
  switch (type.kind()) {
    case TypeKind::kInt8:
      return assembler->Bytes({0x48, 0x0F, 0xBE, 0xC0});  // movsx rax, al
    case TypeKind::kUint8:
      return assembler->Bytes({0x0F, 0xB6, 0xC0});  // movzx eax, al
    case TypeKind::kInt16:
      return assembler->Bytes({0x48, 0x0F, 0xBF, 0xC0});  // movsx rax, ax
    case TypeKind::kUint16:
      return assembler->Bytes({0x0F, 0xB7, 0xC0});  // movzx eax, ax
    case TypeKind::kInt32:
      return assembler->Bytes({0x48, 0x98});  // cdqe
    case TypeKind::kUint32:
      return assembler->Bytes({0x89, 0xC0});  // mov eax, eax
    case TypeKind::kFloat32:
    case TypeKind::kFloat64:
      return assembler->Bytes(
          {0x66, 0x48, 0x0F, 0x6E, 0xC0});  // movq xmm0, rax
    case TypeKind::kVoid:
    case TypeKind::kInt64:
    case TypeKind::kUint64:
    case TypeKind::kPointer:
      return;
  }
}

}  // namespace

std::optional<std::vector<uint8_t>> EmitEntry(
    const Type& result, std::span<const Type* const> arguments) {
  if (arguments.size() > kMaxArguments) return std::nullopt;
  Assembler assembler;
  // EmitUnwindInfo() describes this, up to the frame pointer.
  assembler.Bytes({0x55});              // push rbp
  assembler.Bytes({0x48, 0x89, 0xE5});  // mov rbp, rsp
  // Of 16 bytes each, as rsp has to be aligned.
  assembler.Bytes({0x48, 0x81, 0xEC});  // sub rsp, ...
  assembler.Int32((arguments.size() + 1) / 2 * 16);

  size_t integers = 0;
  size_t floats = 0;
  size_t incoming = kStackArguments;
  size_t slot = 0;
  for (const Type* type : arguments) {
    if (IsFloat(*type) && floats < kFloatRegisterCount) {
      assembler.StoreFloat(rsp, slot, floats++);
    } else if (!IsFloat(*type) && integers < kIntegerRegisterCount) {
      assembler.Store(rsp, slot, kIntegerRegisters[integers++]);
    } else {
      assembler.Load(rax, rbp, incoming);
      assembler.Store(rsp, slot, rax);
      incoming += 8;
    }
    slot += sizeof(Slot);
  }

  static_assert(offsetof(EntryTarget, handler) == 8);
  static_assert(offsetof(EntryTarget, data) == 16);
  assembler.Bytes({0x49, 0x8B, 0x7B, 16});  // mov rdi, [r11 + 16]
  assembler.Bytes({0x48, 0x89, 0xE6});      // mov rsi, rsp
  assembler.Bytes({0x41, 0xFF, 0x53, 8});   // call [r11 + 8]
  EmitResult(result, &assembler);
  assembler.Bytes({0xC9, 0xC3});  // leave; ret
  return assembler.Take();
}

// See the chapter on call frame information of the DWARF standard. The
// registers' numbers are 6 for rbp, 7 for rsp and 16 for the return address.
std::vector<uint8_t> EmitUnwindInfo(const void* entry, size_t size) {
  Assembler assembler;
  // The CIE: at first, there is just the return address on the stack.
  assembler.Int32(16);             // The size of what follows.
  assembler.Int32(0);              // It is a CIE,
  assembler.Bytes({1, 0});         // version 1, not augmented;
  assembler.Bytes({1, 0x78, 16});  // code by 1, data by -8 bytes.
  assembler.Bytes({0x0C, 7, 8});   // DW_CFA_def_cfa: rsp + 8
  assembler.Bytes({0x90, 1});      // DW_CFA_offset: it is at -8.
  assembler.Bytes({0, 0});         // DW_CFA_nop
  // The FDE.
  assembler.Int32(28);  // The size of what follows.
  assembler.Int32(24);  // From here back to the CIE.
  assembler.Int64(reinterpret_cast<uintptr_t>(entry));
  assembler.Int64(size);
  assembler.Bytes({0x41});      // DW_CFA_advance_loc: push rbp
  assembler.Bytes({0x0E, 16});  // DW_CFA_def_cfa_offset
  assembler.Bytes({0x86, 2});   // DW_CFA_offset: rbp is at -16.
  assembler.Bytes({0x43});      // DW_CFA_advance_loc: mov rbp, rsp
  assembler.Bytes({0x0D, 6});   // DW_CFA_def_cfa_register: rbp
  assembler.Int32(0);           // The end of the section.
  return assembler.Take();
}

std::optional<std::vector<uint8_t>> EmitStubs(size_t count, size_t distance) {
  static_assert(offsetof(EntryTarget, entry) == 0);
  Assembler assembler;
  for (size_t i = 0; i < count; i++) {
    assembler.Bytes({0x4C, 0x8B, 0x1D});  // mov r11, [rip + ...]
    size_t next_instruction = assembler.size() + 4;
    assembler.Int32(distance + i * sizeof(EntryTarget*) - next_instruction);
    assembler.Bytes({0x41, 0xFF, 0x23});  // jmp [r11]
    assembler.PadTo((i + 1) * kStubSize);
  }
  return assembler.Take();
}

}  // namespace node::ffi

#endif
