// The native part of a stack, with names.

#if defined(__x86_64__) && defined(__linux__)

#include "node_ffi/crash_report/stack.h"

#include <algorithm>

#include "node_ffi/crash_report/call.h"
#include "node_ffi/crash_report/unwind.h"
#include "node_ffi/jit/code_memory.h"

namespace node::ffi {

namespace {

// Whether a file is a part of the C library: it begins threads, in functions
// that have no names, and it sends signals.
bool IsOfSystem(std::string_view path) {
  const std::string_view name = BaseName(path);
  return name.starts_with("libc.so") || name.starts_with("libc-") ||
         name.starts_with("libpthread");
}

}  // namespace

void CrashStack::Walk(MemoryMap& map,
                      const ucontext_t& context,
                      const CrashedCall& call) {
  // A recursion without end fills a stack, but not the memory.
  constexpr size_t kMaxFrames = 1000 * 1000;
  CrashUnwinder unwinder(map, context);
  bool has_next = true;
  for (size_t count = 0; has_next && count < kMaxFrames; count++) {
    const uintptr_t pc = unwinder.pc();
    const uintptr_t code = unwinder.code();
    if (call.is_there() && unwinder.sp() > call.stack_end()) break;
    if (call.is_fast() && pc == call.caller()) break;
    has_next = unwinder.Step();
    if (size_ == kFirst + kLast) {
      std::copy(frames_ + kFirst + 1, frames_ + size_, frames_ + kFirst);
      size_--;
      omitted_++;
    }
    frames_[size_++] = {pc, code, unwinder.function(), {}, {}};
  }
  own_ = LoadedFile::Find(map, reinterpret_cast<uintptr_t>(&OwnCode));
  for (size_t i = 0; i < size_; i++) Identify(map, call, &frames_[i]);
  if (call.is_there() && !call.is_fast()) DropCaller(call);
}

void CrashStack::OwnCode() {}

void CrashStack::Identify(MemoryMap& map,
                          const CrashedCall& call,
                          Frame* frame) const {
  const Mapping* mapping = map.Find(frame->code);
  frame->is_generated =
      mapping != nullptr && mapping->name.starts_with(CodeMemory::kName);
  frame->file = LoadedFile::Find(map, frame->code);
  if (!frame->file.is_known()) return;
  frame->symbol = FindSymbolOf(map, frame->file, frame->code);
  // Of one that has several implementations, these have no names.
  if (call.is_there() && frame->function != 0 &&
      frame->function == call.address() && frame->symbol.name.empty()) {
    frame->symbol = {call.name(), frame->function};
  }
}

// What calls native code is no news.
void CrashStack::DropCaller(const CrashedCall& call) {
  for (size_t i = size_; i > 0; i--) {
    if (frames_[i - 1].function == 0 ||
        frames_[i - 1].function != call.address()) {
      continue;
    }
    size_ = i;
    return;
  }
  while (size_ > 1 && IsOwn(frames_[size_ - 1])) size_--;
}

bool CrashStack::IsOwn(const Frame& frame) const {
  return frame.is_generated || frame.file.path == own_.path;
}

bool CrashStack::IsAbortOfNode() const {
  for (size_t i = 0; i < size_; i++) {
    if (!IsOfSystem(frames_[i].file.path)) return IsOwn(frames_[i]);
  }
  return false;
}

const CrashStack::Frame* CrashStack::Find(std::string_view name) const {
  for (size_t i = 0; i < size_; i++) {
    if (frames_[i].symbol.name == name) return &frames_[i];
  }
  return nullptr;
}

std::string_view CrashStack::Origin() const {
  for (size_t i = size_; i > 0; i--) {
    const std::string_view path = frames_[i - 1].file.path;
    if (!path.empty() && !IsOfSystem(path)) return path;
  }
  return {};
}

void CrashStack::AddFrame(size_t index,
                          uint64_t number,
                          CrashText* text) const {
  const Frame& frame = frames_[index];
  text->Add("  #", number, number < 10 ? "  " : " ", Hex{frame.pc}, " ");
  if (frame.is_generated) return text->Add("a callback's entry, of node:ffi\n");
  if (!frame.file.is_known()) return text->Add("?\n");
  if (!frame.symbol.name.empty()) {
    AddSymbolName(text, frame.symbol.name);
    text->Add(" + ",
              static_cast<uint64_t>(frame.pc - frame.symbol.address),
              " (",
              BaseName(frame.file.path),
              ")\n");
    return;
  }
  text->Add(
      BaseName(frame.file.path), " + ", Hex{frame.pc - frame.file.begin}, "\n");
}

void CrashStack::AddTo(CrashText* text) const {
  for (size_t i = 0; i < size_; i++) {
    if (i == kFirst && omitted_ > 0) text->Add("  ... ", omitted_, " more\n");
    AddFrame(i, i < kFirst ? i : i + omitted_, text);
  }
}

}  // namespace node::ffi

#endif
