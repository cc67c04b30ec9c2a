// Walking along a stack by the files' tables (.eh_frame): see the chapter on
// call frame information of the DWARF standard, and that on exception frames of
// the Linux Standard Base.

#if defined(__x86_64__) && defined(__linux__)

#include "node_ffi/crash_report/unwind.h"

#include <cstring>

#include "node_ffi/crash_report/symbols.h"

namespace node::ffi {

namespace {

// Reads one value after the other. What can't be read is zero.
class Cursor {
 public:
  Cursor(MemoryMap& map, uintptr_t at) : map_(map), at_(at) {}

  uintptr_t at() const { return at_; }
  void Skip(size_t size) { at_ += size; }

  template <typename T>
  T Next() {
    T value{};
    map_.Read(at_, &value);
    at_ += sizeof(value);
    return value;
  }
  uint64_t NextUnsigned() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = Next<uint8_t>();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) break;
    }
    return value;
  }
  int64_t NextSigned() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64;) {
      const auto byte = Next<uint8_t>();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      shift += 7;
      if ((byte & 0x80) != 0) continue;
      if ((byte & 0x40) != 0 && shift < 64) value |= ~uint64_t{0} << shift;
      break;
    }
    return static_cast<int64_t>(value);
  }
  // An address, by its encoding (DW_EH_PE_...): absolute, or from here.
  uintptr_t NextEncoded(uint8_t encoding) {
    const uintptr_t here = at_;
    const uintptr_t value = NextOfSize(encoding);
    if (value == 0) return 0;
    return (encoding & 0x70) == 0x10 ? value + here : value;
  }
  uintptr_t NextOfSize(uint8_t encoding) {
    switch (encoding & 0x0F) {
      case 0x01:
        return NextUnsigned();
      case 0x02:
        return Next<uint16_t>();
      case 0x03:
        return Next<uint32_t>();
      case 0x09:
        return static_cast<uintptr_t>(NextSigned());
      case 0x0A:
        return static_cast<uintptr_t>(int64_t{Next<int16_t>()});
      case 0x0B:
        return static_cast<uintptr_t>(int64_t{Next<int32_t>()});
      default:
        return Next<uintptr_t>();
    }
  }

 private:
  MemoryMap& map_;
  uintptr_t at_;
};

// What the table has for a function.
struct Description {
  uintptr_t function = 0;
  uintptr_t instructions = 0;
  uintptr_t instructions_end = 0;
  // Those that all functions of its kind begin with.
  uintptr_t first_instructions = 0;
  uintptr_t first_instructions_end = 0;
  uint64_t code_factor = 1;
  int64_t data_factor = 1;
  uint64_t return_register = 0;
  // Whether it is what a signal handler returns to.
  bool is_signal = false;

  bool ReadCommon(MemoryMap& map, uintptr_t at, uint8_t* encoding);
  bool Read(MemoryMap& map, uintptr_t at, uintptr_t address);
};

bool Description::ReadCommon(MemoryMap& map, uintptr_t at, uint8_t* encoding) {
  Cursor cursor(map, at);
  const auto size = cursor.Next<uint32_t>();
  if (size == 0 || size == UINT32_MAX) return false;
  first_instructions_end = cursor.at() + size;
  if (cursor.Next<uint32_t>() != 0) return false;
  cursor.Next<uint8_t>();  // The version.
  char augmentation[8];
  size_t count = 0;
  while (count < sizeof(augmentation)) {
    augmentation[count] = cursor.Next<char>();
    if (augmentation[count] == '\0') break;
    count++;
  }
  if (count == sizeof(augmentation)) return false;
  code_factor = cursor.NextUnsigned();
  data_factor = cursor.NextSigned();
  return_register = cursor.NextUnsigned();
  if (count > 0 && augmentation[0] != 'z') return false;
  if (count > 0) {
    const uint64_t augmentation_size = cursor.NextUnsigned();
    const uintptr_t end = cursor.at() + augmentation_size;
    for (size_t i = 1; i < count; i++) {
      if (augmentation[i] == 'R') *encoding = cursor.Next<uint8_t>();
      if (augmentation[i] == 'L') cursor.Next<uint8_t>();
      if (augmentation[i] == 'P') cursor.NextEncoded(cursor.Next<uint8_t>());
      if (augmentation[i] == 'S') is_signal = true;
    }
    cursor.Skip(end - cursor.at());
  }
  first_instructions = cursor.at();
  return true;
}

bool Description::Read(MemoryMap& map, uintptr_t at, uintptr_t address) {
  Cursor cursor(map, at);
  const auto size = cursor.Next<uint32_t>();
  if (size == 0 || size == UINT32_MAX) return false;
  instructions_end = cursor.at() + size;
  const uintptr_t here = cursor.at();
  const auto back = cursor.Next<uint32_t>();
  uint8_t encoding = 0;
  if (back == 0 || !ReadCommon(map, here - back, &encoding)) return false;
  function = cursor.NextEncoded(encoding);
  const uintptr_t length = cursor.NextOfSize(encoding);
  if (address < function || address - function >= length) return false;
  const uint64_t augmentation_size = cursor.NextUnsigned();
  cursor.Skip(augmentation_size);
  instructions = cursor.at();
  return true;
}

// Finds what a file's sorted table has for an address.
bool FindDescription(MemoryMap& map,
                     uintptr_t address,
                     Description* description) {
  const LoadedFile file = LoadedFile::Find(map, address);
  if (!file.is_known() || file.unwind_table == 0) return false;
  Cursor cursor(map, file.unwind_table);
  const auto header = cursor.Next<uint32_t>();
  // Version 1; the count in 4 bytes; pairs of 4 bytes from the table's begin.
  if ((header & 0xFF) != 1 || header >> 16 != 0x3B03) return false;
  cursor.NextEncoded((header >> 8) & 0xFF);
  const auto count = cursor.Next<uint32_t>();
  struct Row {
    int32_t function;
    int32_t description;
  };
  size_t low = 0;
  size_t high = count;
  Row row{};
  while (low < high) {
    const size_t middle = (low + high) / 2;
    Row tried;
    if (!map.Read(cursor.at() + middle * sizeof(tried), &tried)) return false;
    if (address < file.unwind_table + int64_t{tried.function}) {
      high = middle;
    } else {
      low = middle + 1;
      row = tried;
    }
  }
  if (row.description == 0) return false;
  return description->Read(
      map, file.unwind_table + int64_t{row.description}, address);
}

}  // namespace

// Where a function's caller finds its registers.
class CrashUnwinder::Rules {
 public:
  Rules(MemoryMap& map, const Description& description)
      : map_(map), description_(description) {}

  // Gives false if there is something that is not known here.
  bool Run(uintptr_t address) {
    location_ = description_.function;
    if (!Run(description_.first_instructions,
             description_.first_instructions_end,
             UINTPTR_MAX)) {
      return false;
    }
    initial_ = row_;
    return Run(
        description_.instructions, description_.instructions_end, address);
  }

  // Makes the caller's registers. Gives false at the end of the stack.
  bool Apply(uintptr_t* registers) const {
    if (row_.frame_register >= kReturn) return false;
    const uintptr_t frame = registers[row_.frame_register] + row_.frame_offset;
    // A stack has an end, which is above.
    if (frame <= registers[kStackPointer]) return false;
    uintptr_t result[kRegisters];
    memcpy(result, registers, sizeof(result));
    for (size_t i = 0; i < kRegisters; i++) {
      const Rule& rule = row_.rules[i];
      if (rule.kind == Rule::kOffset &&
          !map_.Read(frame + rule.value, &result[i])) {
        return false;
      }
      if (rule.kind == Rule::kRegister) {
        if (static_cast<uint64_t>(rule.value) >= kReturn) return false;
        result[i] = registers[rule.value];
      }
      if (rule.kind == Rule::kUnknown && i == kReturn) return false;
    }
    if (row_.rules[kReturn].kind != Rule::kOffset) return false;
    result[kStackPointer] = frame;
    memcpy(registers, result, sizeof(result));
    return true;
  }

 private:
  struct Rule {
    enum Kind : uint8_t { kSame, kOffset, kRegister, kUnknown } kind = kSame;
    int64_t value = 0;
  };
  struct Row {
    size_t frame_register = kRegisters;
    int64_t frame_offset = 0;
    Rule rules[kRegisters];
  };

  void Set(uint64_t number, Rule::Kind kind, int64_t value = 0) {
    if (number < kRegisters) row_.rules[number] = {kind, value};
  }
  int64_t Scaled(int64_t value) const {
    return value * description_.data_factor;
  }

  // Runs instructions, up to the row of an address.
  bool Run(uintptr_t begin, uintptr_t end, uintptr_t address) {
    Cursor cursor(map_, begin);
    while (cursor.at() < end) {
      const auto opcode = cursor.Next<uint8_t>();
      const uint8_t low = opcode & 0x3F;
      switch (opcode & 0xC0) {
        case 0x40:  // DW_CFA_advance_loc
          if (!Advance(low, address)) return true;
          continue;
        case 0x80:  // DW_CFA_offset
          Set(low,
              Rule::kOffset,
              Scaled(static_cast<int64_t>(cursor.NextUnsigned())));
          continue;
        case 0xC0:  // DW_CFA_restore
          if (low < kRegisters) row_.rules[low] = initial_.rules[low];
          continue;
      }
      bool is_there = false;
      if (!RunExtended(opcode, address, &cursor, &is_there)) return false;
      if (is_there) return true;
    }
    return true;
  }

  // Gives false if that is beyond the address.
  bool Advance(uint64_t delta, uintptr_t address) {
    location_ += delta * description_.code_factor;
    return location_ <= address;
  }

  bool RunExtended(uint8_t opcode,
                   uintptr_t address,
                   Cursor* cursor,
                   bool* is_there) {
    switch (opcode) {
      case 0x00:  // DW_CFA_nop
        return true;
      case 0x02:  // DW_CFA_advance_loc1
        *is_there = !Advance(cursor->Next<uint8_t>(), address);
        return true;
      case 0x03:  // DW_CFA_advance_loc2
        *is_there = !Advance(cursor->Next<uint16_t>(), address);
        return true;
      case 0x04:  // DW_CFA_advance_loc4
        *is_there = !Advance(cursor->Next<uint32_t>(), address);
        return true;
      case 0x05: {  // DW_CFA_offset_extended
        const uint64_t number = cursor->NextUnsigned();
        Set(number,
            Rule::kOffset,
            Scaled(static_cast<int64_t>(cursor->NextUnsigned())));
        return true;
      }
      case 0x06: {  // DW_CFA_restore_extended
        const uint64_t number = cursor->NextUnsigned();
        if (number < kRegisters) row_.rules[number] = initial_.rules[number];
        return true;
      }
      case 0x07:  // DW_CFA_undefined
        Set(cursor->NextUnsigned(), Rule::kUnknown);
        return true;
      case 0x08:  // DW_CFA_same_value
        Set(cursor->NextUnsigned(), Rule::kSame);
        return true;
      case 0x09: {  // DW_CFA_register
        const uint64_t number = cursor->NextUnsigned();
        Set(number,
            Rule::kRegister,
            static_cast<int64_t>(cursor->NextUnsigned()));
        return true;
      }
      case 0x0A:  // DW_CFA_remember_state
        if (depth_ == kDepth) return false;
        saved_[depth_++] = row_;
        return true;
      case 0x0B:  // DW_CFA_restore_state
        if (depth_ == 0) return false;
        row_ = saved_[--depth_];
        return true;
      case 0x0C:  // DW_CFA_def_cfa
        row_.frame_register = cursor->NextUnsigned();
        row_.frame_offset = static_cast<int64_t>(cursor->NextUnsigned());
        return true;
      case 0x0D:  // DW_CFA_def_cfa_register
        row_.frame_register = cursor->NextUnsigned();
        return true;
      case 0x0E:  // DW_CFA_def_cfa_offset
        row_.frame_offset = static_cast<int64_t>(cursor->NextUnsigned());
        return true;
      case 0x0F:  // DW_CFA_def_cfa_expression
        row_.frame_register = kRegisters;
        cursor->Skip(cursor->NextUnsigned());
        return true;
      case 0x10:    // DW_CFA_expression
      case 0x16: {  // DW_CFA_val_expression
        Set(cursor->NextUnsigned(), Rule::kUnknown);
        cursor->Skip(cursor->NextUnsigned());
        return true;
      }
      case 0x11: {  // DW_CFA_offset_extended_sf
        const uint64_t number = cursor->NextUnsigned();
        Set(number, Rule::kOffset, Scaled(cursor->NextSigned()));
        return true;
      }
      case 0x12:  // DW_CFA_def_cfa_sf
        row_.frame_register = cursor->NextUnsigned();
        row_.frame_offset = Scaled(cursor->NextSigned());
        return true;
      case 0x13:  // DW_CFA_def_cfa_offset_sf
        row_.frame_offset = Scaled(cursor->NextSigned());
        return true;
      case 0x2E:  // DW_CFA_GNU_args_size
        cursor->NextUnsigned();
        return true;
      default:
        return false;
    }
  }

  static constexpr size_t kDepth = 4;

  MemoryMap& map_;
  const Description& description_;
  uintptr_t location_ = 0;
  Row row_;
  Row initial_;
  Row saved_[kDepth];
  size_t depth_ = 0;
};

CrashUnwinder::CrashUnwinder(MemoryMap& map, const ucontext_t& context)
    : map_(map) {
  Take(context);
}

void CrashUnwinder::Take(const ucontext_t& context) {
  constexpr int kNumbers[] = {REG_RAX,
                              REG_RDX,
                              REG_RCX,
                              REG_RBX,
                              REG_RSI,
                              REG_RDI,
                              REG_RBP,
                              REG_RSP,
                              REG_R8,
                              REG_R9,
                              REG_R10,
                              REG_R11,
                              REG_R12,
                              REG_R13,
                              REG_R14,
                              REG_R15,
                              REG_RIP};
  for (size_t i = 0; i < kRegisters; i++) {
    registers_[i] =
        static_cast<uintptr_t>(context.uc_mcontext.gregs[kNumbers[i]]);
  }
  is_exact_ = true;
}

bool CrashUnwinder::Step() {
  function_ = 0;
  const uintptr_t before = sp();
  const Mapping* mapping = map_.Find(code());
  const bool is_code = mapping != nullptr && mapping->is_executable;
  if (is_exact_ && !is_code) return StepOutOfNowhere();
  if (!is_code) return false;
  if (!StepByTable() && !StepByFramePointer()) return false;
  return pc() != 0 && (is_exact_ || sp() > before);
}

// What was called is no code, so the call is all that happened.
bool CrashUnwinder::StepOutOfNowhere() {
  uintptr_t caller;
  if (!map_.Read(sp(), &caller)) return false;
  const Mapping* mapping = map_.Find(caller);
  if (mapping == nullptr || !mapping->is_executable) return false;
  registers_[kReturn] = caller;
  registers_[kStackPointer] += sizeof(caller);
  is_exact_ = false;
  return true;
}

bool CrashUnwinder::StepByTable() {
  Description description;
  if (!FindDescription(map_, code(), &description)) return false;
  function_ = description.function;
  if (description.is_signal) {
    // The kernel has put it there.
    ucontext_t context;
    if (!map_.Read(sp(), &context)) return false;
    Take(context);
    return true;
  }
  // Pages that are not used take no stack.
  Rules rules(map_, description);
  if (!rules.Run(code()) || !rules.Apply(registers_)) return false;
  is_exact_ = false;
  return true;
}

// Generated code has frames that begin with the caller's frame pointer.
bool CrashUnwinder::StepByFramePointer() {
  uintptr_t frame[2];
  const uintptr_t at = registers_[kFramePointer];
  if (function_ != 0 || at < sp() || !map_.Read(at, &frame)) return false;
  registers_[kFramePointer] = frame[0];
  registers_[kReturn] = frame[1];
  registers_[kStackPointer] = at + sizeof(frame);
  is_exact_ = false;
  return true;
}

}  // namespace node::ffi

#endif
