// Which call it is that has crashed: from the stack, and the code of the
// caller.

#if defined(__x86_64__) && defined(__linux__)

#include "node_ffi/crash_report/call.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "node_ffi/active_call.h"
#include "node_ffi/class_mark.h"
#include "node_ffi/crash_report/symbols.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/function.h"
#include "node_ffi/jit/code_memory.h"
#include "v8.h"

namespace node::ffi {

CrashedCall CrashedCall::Find(MemoryMap& map, uintptr_t sp) {
  CrashedCall call(map);
  call.FindFast();
  if (call.caller_ != 0) return call;
  // On top of a callback, there is more than native code.
  const EnvState* state = EnvState::OfThread();
  if (state == nullptr || state->IsCallScopeOnStackTop()) call.FindOrdinary(sp);
  return call;
}

// V8 notes where a fast call comes from, for profilers, and forgets it where
// JavaScript begins on top of it. Shortly before, its code reads the address of
// our FastTarget from an External, which is a constant:
//
//   mov r, External; mov r, [r + 0x17]; ...; call
void CrashedCall::FindFast() {
  using Internals = v8::internal::Internals;
  v8::Isolate* isolate = v8::Isolate::TryGetCurrent();
  if (isolate == nullptr) return;
  const auto base = reinterpret_cast<uintptr_t>(isolate);
  uintptr_t frame;
  uintptr_t caller;
  uintptr_t callee;
  if (!map_.Read(base + Internals::kIsolateFastCCallCallerFpOffset, &frame) ||
      !map_.Read(base + Internals::kIsolateFastCCallCallerPcOffset, &caller) ||
      !map_.Read(base + Internals::kIsolateFastApiCallTargetOffset, &callee) ||
      frame == 0) {
    return;
  }
  // Other functions are called fast, too.
  const Mapping* thunk = map_.Find(callee);
  if (thunk == nullptr || !thunk->name.starts_with(CodeMemory::kName)) return;
  constexpr size_t kFarthest = 256;
  constexpr size_t kSize = 2 + sizeof(uintptr_t);
  for (size_t distance = kSize; distance < kFarthest; distance++) {
    uint8_t code[kSize];
    if (!map_.Read(caller - distance, &code)) return;
    // REX.W, of whichever register.
    if ((code[0] & 0xFE) != 0x48 || (code[1] & 0xF8) != 0xB8) continue;
    uintptr_t external;
    memcpy(&external, code + 2, sizeof(external));
    if (!FindTarget(external)) continue;
    caller_ = caller;
    stack_end_ = frame;
    return;
  }
}

// Whether the address of one of our FastTargets is in an object of V8's.
bool CrashedCall::FindTarget(uintptr_t external) {
  constexpr uintptr_t kTag = 1;
  constexpr size_t kMaxFields = 4;
  if ((external & 3) != kTag) return false;
  for (size_t i = 1; i < kMaxFields; i++) {
    uintptr_t field;
    if (!map_.Read(external - kTag + i * sizeof(field), &field)) return false;
    for (auto* target = ForeignFunction::fast_targets_; target != nullptr;
         target = target->next) {
      if (reinterpret_cast<uintptr_t>(target) != field) continue;
      function_ = target->function;
      return true;
    }
  }
  return false;
}

// Looks for the nearest ActiveCall on the stack.
void CrashedCall::FindOrdinary(uintptr_t sp) {
  constexpr uintptr_t kWord = sizeof(uintptr_t);
  const uintptr_t mark = ClassMark<ForeignFunction>::value();
  if (mark == 0) return;
  // Of a stack that is full, `sp` may be below what there is.
  constexpr uintptr_t kPage = 4096;
  constexpr uintptr_t kMaxDistance = 16 * 1024 * 1024;
  for (const uintptr_t end = sp + kMaxDistance; !map_.CanRead(sp) && sp < end;)
    sp = (sp + kPage) & -kPage;
  // Where a stack ends, there is memory of others, or a page that can't be
  // read.
  uintptr_t words[2];
  static_assert(sizeof(words) == sizeof(ActiveCall));
  for (uintptr_t at = (sp + kWord - 1) & -kWord; map_.Read(at, &words);
       at += kWord) {
    uintptr_t found;
    if (words[0] % kWord != 0 || !map_.Read(words[0], &found) || found != mark)
      continue;
    const uintptr_t arguments = ActiveCall::FindArguments(at, words[1]);
    if (arguments == 0 || !map_.CanRead(arguments)) continue;
    function_ = reinterpret_cast<const ForeignFunction*>(words[0]);
    arguments_ = arguments;
    stack_end_ = at;
    return;
  }
}

std::string_view CrashedCall::name() const {
  return function_->name_;
}

uintptr_t CrashedCall::address() const {
  return reinterpret_cast<uintptr_t>(function_->target_);
}

size_t CrashedCall::argument_count() const {
  return function_->type_.arguments.size();
}

bool CrashedCall::IsPointer(size_t index) const {
  const Conversion* conversion = function_->type_.arguments[index];
  return conversion != nullptr &&
         conversion->scalar.kind == Scalar::Kind::kPointer;
}

void CrashedCall::TakeArguments(const ucontext_t& context) {
  constexpr int kIntegers[] = {
      REG_RDI, REG_RSI, REG_RDX, REG_RCX, REG_R8, REG_R9};
  const mcontext_t& state = context.uc_mcontext;
  // What has aggregates is passed in other ways.
  if (state.fpregs == nullptr ||
      !function_->type_.signature->prototype().is_scalar()) {
    return;
  }
  has_registers_ = true;
  for (size_t i = 0; i < kIntegerRegisters; i++)
    integers_[i] = static_cast<uint64_t>(state.gregs[kIntegers[i]]);
  for (size_t i = 0; i < kFloatRegisters; i++)
    memcpy(&floats_[i], &state.fpregs->_xmm[i], sizeof(floats_[i]));
}

bool CrashedCall::ReadArgument(size_t index, uint64_t* value) const {
  const auto& types = function_->type_.arguments;
  if (types[index] == nullptr) return false;
  const auto arguments = function_->type_.signature->prototype().arguments();
  if (arguments_ != 0)
    return map_.Read(arguments_ + arguments[index].offset, value);
  if (!has_registers_) return false;
  const bool is_float = types[index]->scalar.is_float();
  size_t before = 0;
  for (size_t i = 0; i < index; i++)
    before += types[i]->scalar.is_float() == is_float;
  if (before >= (is_float ? kFloatRegisters : kIntegerRegisters)) return false;
  *value = is_float ? floats_[before] : integers_[before];
  return true;
}

uint64_t CrashedCall::Argument(size_t index) const {
  uint64_t value;
  if (!ReadArgument(index, &value)) return 0;
  const Scalar type = function_->type_.arguments[index]->scalar;
  return type.is_narrow_integer() ? Extended(type, &value) : value;
}

namespace {

std::string_view NameOfScalar(const Conversion& type) {
  const size_t size = type.scalar.size;
  switch (type.scalar.kind) {
    case Scalar::Kind::kVoid:
      return "void";
    case Scalar::Kind::kBool:
      return "bool";
    case Scalar::Kind::kSigned:
      return size == 1   ? "int8_t"
             : size == 2 ? "int16_t"
             : size == 4 ? "int32_t"
                         : "int64_t";
    case Scalar::Kind::kUnsigned:
      return size == 1   ? "uint8_t"
             : size == 2 ? "uint16_t"
             : size == 4 ? "uint32_t"
                         : "uint64_t";
    case Scalar::Kind::kFloat:
      return size == sizeof(float) ? "float" : "double";
    case Scalar::Kind::kPointer:
      break;
  }
  return type.values == Values::kUtf8    ? "char *"
         : type.values == Values::kUtf16 ? "char16_t *"
         : type.values == Values::kUtf32 ? "char32_t *"
                                         : "void *";
}

void AddTypeName(const Conversion* type, size_t size, CrashText* text) {
  if (type == nullptr) {
    text->Add("struct of ", static_cast<uint64_t>(size), " bytes");
  } else {
    text->Add(NameOfScalar(*type));
  }
}

// Writes what is at an address, if it looks like text.
void AddTextAt(MemoryMap& map, uintptr_t address, CrashText* text) {
  constexpr size_t kMaxLength = 60;
  size_t length = 0;
  char character;
  while (map.Read(address + length, &character) && character >= ' ' &&
         character <= '~' && length < kMaxLength) {
    length++;
  }
  const bool is_whole =
      map.Read(address + length, &character) && character == '\0' && length > 0;
  if (!is_whole && length < kMaxLength) return;
  text->Add(" \"",
            std::string_view(reinterpret_cast<const char*>(address), length),
            is_whole ? "\"" : "\"...");
}

}  // namespace

void CrashedCall::AddPrototype(CrashText* text) const {
  const FunctionType& type = function_->type_;
  const Prototype& prototype = type.signature->prototype();
  AddTypeName(type.result, prototype.result().size(), text);
  text->Add(" ", name().empty() ? "(*)" : name(), "(");
  for (size_t i = 0; i < type.arguments.size(); i++) {
    if (i > 0) text->Add(", ");
    AddType(i, text);
  }
  text->Add(type.arguments.empty() ? "void)" : ")");
}

void CrashedCall::AddType(size_t index, CrashText* text) const {
  const FunctionType& type = function_->type_;
  AddTypeName(type.arguments[index],
              type.signature->prototype().arguments()[index].type->size(),
              text);
}

void CrashedCall::AddArgument(size_t index, CrashText* text) const {
  const Conversion* type = function_->type_.arguments[index];
  AddType(index, text);
  uint64_t value;
  if (!ReadArgument(index, &value)) return;
  value = Argument(index);
  text->Add(" ");
  if (IsPointer(index)) {
    text->Add(Hex{value}, " (");
    AddPlace(map_, value, text);
    text->Add(")");
    return AddTextAt(map_, value, text);
  }
  if (!type->scalar.is_float()) {
    return type->scalar.is_signed() ? text->Add(static_cast<int64_t>(value))
                                    : text->Add(value);
  }
  double number;
  if (type->scalar.size == sizeof(float)) {
    float narrow;
    memcpy(&narrow, &value, sizeof(narrow));
    number = static_cast<double>(narrow);
  } else {
    memcpy(&number, &value, sizeof(number));
  }
  text->Add(number);
}

void AddPlace(MemoryMap& map, uintptr_t address, CrashText* text) {
  if (address == 0) return text->Add("NULL");
  const Mapping* mapping = map.Find(address);
  if (mapping == nullptr) return text->Add("not mapped");
  if (!map.CanRead(address)) return text->Add("memory that can't be accessed");
  if (mapping->name.empty()) {
    text->Add(mapping->is_writable ? "memory" : "read-only memory");
    return;
  }
  const bool is_file = mapping->name.starts_with('/');
  text->Add(mapping->is_writable ? "" : "read-only, ",
            is_file ? "in " : "on the ",
            is_file                      ? BaseName(mapping->name)
            : mapping->name == "[heap]"  ? "heap"
            : mapping->name == "[stack]" ? "stack"
                                         : mapping->name);
}

}  // namespace node::ffi

#endif
