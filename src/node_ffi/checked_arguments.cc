// What native code is passed in checked mode.

#include "node_ffi/checked_arguments.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "node_ffi/callback_handle.h"
#include "node_ffi/env_state.h"
#include "node_ffi/function.h"
#include "util-inl.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::ArrayBufferView;
using v8::BackingStore;
using v8::FunctionCallbackInfo;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::Private;
using v8::Value;

namespace {

constexpr size_t kWord = sizeof(uintptr_t);

// Those of the last call that is under way on this thread.
thread_local CheckedArguments* top = nullptr;

uintptr_t LoadWord(const void* from) {
  uintptr_t word;
  memcpy(&word, from, kWord);
  return word;
}

void StoreWord(void* to, uintptr_t word) {
  memcpy(to, &word, kWord);
}

// Writes those bytes of `word` that are not those of `old`.
void StoreChanges(char* to, uintptr_t word, uintptr_t old) {
  char bytes[kWord];
  char old_bytes[kWord];
  StoreWord(bytes, word);
  StoreWord(old_bytes, old);
  for (size_t i = 0; i < kWord; i++) {
    if (bytes[i] != old_bytes[i]) to[i] = bytes[i];
  }
}

// Whether several who know nothing of each other have parts of the buffer, as
// of Buffer's pool.
bool IsPool(Environment* env, Local<ArrayBuffer> buffer) {
  return buffer
      ->HasPrivate(env->context(), env->untransferable_object_private_symbol())
      .FromMaybe(false);
}

size_t SizeOfText(Values values, uintptr_t address) {
  switch (values) {
    case Values::kUtf16: {
      auto text = reinterpret_cast<const char16_t*>(address);
      return (std::char_traits<char16_t>::length(text) + 1) * sizeof(*text);
    }
    case Values::kUtf32: {
      auto text = reinterpret_cast<const char32_t*>(address);
      return (std::char_traits<char32_t>::length(text) + 1) * sizeof(*text);
    }
    default:
      return strlen(reinterpret_cast<const char*>(address)) + 1;
  }
}

}  // namespace

std::string FindWrongAddress(uintptr_t address) {
  constexpr uintptr_t kNone = -1;
  if (address == 0 || address == kNone || IsReadable(address)) return "";
  char text[300];
  int length = snprintf(text, sizeof(text), "0x%" PRIxPTR, address);
  char guard[200];
  if (DescribeGuard(address, guard, sizeof(guard)) &&
      std::string_view(guard).ends_with("returned")) {
    return std::string(text, length).append(" was ").append(guard);
  }
  if (IsMapped(address) || IsMapped(address - 1)) return "";
  return std::string(text, length).append(" is not mapped");
}

void CheckedArguments::SetPassing(Environment* env,
                                  Local<ArrayBuffer> buffer,
                                  Passing passing) {
  buffer
      ->SetPrivate(env->context(),
                   EnvState::Get(env)->GetPassingKey(),
                   Int32::New(env->isolate(), static_cast<int>(passing)))
      .Check();
}

CheckedArguments::CheckedArguments(const ForeignFunction* function,
                                   const char* subject,
                                   bool is_sealed)
    : function_(function), subject_(subject), is_sealed_(is_sealed) {}

CheckedArguments::~CheckedArguments() = default;

bool CheckedArguments::CheckAddress(size_t index, uintptr_t address) {
  const std::string problem = FindWrongAddress(address);
  if (problem.empty()) return true;
  std::string message = function_->DescribeArgument(index);
  message.append(" of ").append(subject_).append(": ").append(problem);
  THROW_ERR_FFI_INVALID_POINTER(function_->env(), message);
  return false;
}

// A copy of a string is where the conversion put it, or in JavaScript's memory.
void CheckedArguments::AddString(size_t index, uintptr_t address) {
  const Values values = function_->type_.arguments[index]->values;
  const size_t size = SizeOfText(values, address);
  const size_t alignment = values == Values::kUtf16   ? sizeof(char16_t)
                           : values == Values::kUtf32 ? sizeof(char32_t)
                                                      : 1;
  pieces_.push_back({index, address, size, alignment, nullptr});
}

bool CheckedArguments::AddPiece(Local<Value> value,
                                size_t index,
                                uintptr_t address) {
  constexpr size_t kAlignment = 16;
  if (value->IsString()) {
    AddString(index, address);
    return true;
  }
  if (value->IsObject() && !value->IsArrayBufferView() &&
      !value->IsArrayBuffer() && !value->IsSharedArrayBuffer() &&
      CallbackHandle::FromCallback(value.As<Object>()) == nullptr &&
      !function_->env_state_->GetInstanceAddress(value).ToLocal(&value)) {
    return false;
  }
  Local<ArrayBuffer> buffer;
  size_t size;
  if (value->IsArrayBufferView()) {
    buffer = value.As<ArrayBufferView>()->Buffer();
    size = value.As<ArrayBufferView>()->ByteLength();
  } else if (value->IsArrayBuffer()) {
    buffer = value.As<ArrayBuffer>();
    size = buffer->ByteLength();
  } else {
    addresses_.push_back(address);
    return CheckAddress(index, address);
  }
  // Other threads use what is shared.
  if (buffer->IsSharedArrayBuffer()) return true;
  Environment* env = function_->env();
  Local<Value> passing;
  if (!buffer
           ->GetPrivate(env->context(), function_->env_state_->GetPassingKey())
           .ToLocal(&passing)) {
    return false;
  }
  Piece piece{index, address, size, kAlignment, buffer->GetBackingStore()};
  if (passing->IsInt32()) {
    piece.passing = static_cast<Passing>(passing.As<Int32>()->Value());
  } else if (IsPool(env, buffer)) {
    piece.passing = Passing::kParts;
  }
  if (piece.passing != Passing::kItself) pieces_.push_back(std::move(piece));
  return true;
}

bool CheckedArguments::Prepare(const FunctionCallbackInfo<Value>& args,
                               void* values) {
  const FunctionType& type = function_->type_;
  const size_t first = type.has_room() ? 1 : 0;
  const auto arguments = type.signature->prototype().arguments();
  for (size_t i = 0; i < arguments.size(); i++) {
    const Conversion* conversion = type.arguments[i];
    if (conversion == nullptr ||
        conversion->scalar.kind != Scalar::Kind::kPointer) {
      continue;
    }
    const uintptr_t address =
        LoadWord(static_cast<char*>(values) + arguments[i].offset);
    if (address != 0 &&
        !AddPiece(args[static_cast<int>(first + i)], i, address)) {
      return false;
    }
  }
  return pieces_.empty() || CopyPieces(values);
}

bool CheckedArguments::AreOne(const Piece& a, const Piece& b) {
  if (a.store == nullptr || a.store != b.store) return false;
  if (b.address < a.end()) return true;
  return a.passing == Passing::kWhole;
}

// Sorted, what is passed as one is side by side: the pieces of one buffer.
bool CheckedArguments::CopyPieces(void* values) {
  std::ranges::sort(pieces_, {}, &Piece::address);
  for (size_t first = 0; first < pieces_.size();) {
    size_t last = first;
    Piece all = pieces_[first];
    while (last + 1 < pieces_.size() && AreOne(all, pieces_[last + 1])) {
      last++;
      all.size = std::max(all.end(), pieces_[last].end()) - all.address;
    }
    // Who has got the address passes the memory itself.
    const bool is_known = std::ranges::any_of(addresses_, [&](uintptr_t a) {
      return a >= all.address && a <= all.end();
    });
    if (!is_known && !CopyAsOne(first, last, values)) return false;
    first = last + 1;
  }
  for (const Copy& copy : copies_) CopyChanges<false>(copy);
  return true;
}

bool CheckedArguments::CopyAsOne(size_t first, size_t last, void* values) {
  const Piece& piece = pieces_[first];
  uintptr_t end = piece.end();
  for (size_t i = first; i <= last; i++) end = std::max(end, pieces_[i].end());
  const size_t size = end - piece.address;
  GuardedCopy::Owner guarded = GuardedCopy::Take(
      size,
      piece.alignment,
      subject_,
      function_->positions_.empty() ? piece.index
                                    : function_->positions_[piece.index],
      is_sealed_);
  std::unique_ptr<char[]> before;
  if (piece.store != nullptr) before.reset(new (std::nothrow) char[size]);
  if (guarded == nullptr || (piece.store != nullptr && before == nullptr)) {
    std::string message = function_->DescribeArgument(piece.index);
    message.append(" does not fit into memory once more");
    THROW_ERR_MEMORY_ALLOCATION_FAILED(function_->env(), message);
    return false;
  }
  auto original = reinterpret_cast<const char*>(piece.address);
  memcpy(guarded->data(), original, size);
  if (before != nullptr) memcpy(before.get(), original, size);
  const auto arguments = function_->type_.signature->prototype().arguments();
  for (size_t i = first; i <= last; i++) {
    char* place =
        static_cast<char*>(values) + arguments[pieces_[i].index].offset;
    StoreWord(place,
              reinterpret_cast<uintptr_t>(guarded->data()) +
                  (pieces_[i].address - piece.address));
  }
  const auto address = reinterpret_cast<uintptr_t>(guarded->data());
  first_copy_ = std::min(first_copy_, address);
  last_copy_ = std::max(last_copy_, address + size);
  first_original_ = std::min(first_original_, piece.address);
  last_original_ = std::max(last_original_, end);
  copies_.push_back(
      {piece.address, piece.store, std::move(guarded), std::move(before)});
  return true;
}

bool CheckedArguments::Copy::is_there() const {
  const uintptr_t end =
      reinterpret_cast<uintptr_t>(store->Data()) + store->ByteLength();
  return original + guarded->size() <= end;
}

uintptr_t CheckedArguments::ToOriginal(uintptr_t address) const {
  for (const Copy& copy : copies_) {
    if (copy.store != nullptr && copy.guarded->Contains(address)) {
      return address - reinterpret_cast<uintptr_t>(copy.guarded->data()) +
             copy.original;
    }
  }
  return address;
}

uintptr_t CheckedArguments::ToCopy(uintptr_t address) const {
  for (const Copy& copy : copies_) {
    if (copy.store != nullptr && address >= copy.original &&
        address < copy.original + copy.guarded->size()) {
      return address - copy.original +
             reinterpret_cast<uintptr_t>(copy.guarded->data());
    }
  }
  return address;
}

// Goes by words, as those of the original are aligned: these may be addresses.
template <bool is_out>
void CheckedArguments::CopyChanges(const Copy& copy) {
  if (copy.store == nullptr || !copy.is_there()) return;
  char* const original = reinterpret_cast<char*>(copy.original);
  char* const guarded = copy.guarded->data();
  char* const before = copy.before.get();
  const size_t size = copy.guarded->size();
  const auto may_be_address = [this](uintptr_t word) {
    return is_out ? word >= first_copy_ && word <= last_copy_
                  : word >= first_original_ && word <= last_original_;
  };
  const char* from = is_out ? guarded : original;
  char* to = is_out ? original : guarded;
  size_t i = 0;
  const auto copy_bytes = [&](size_t end) {
    for (; i < end; i++) {
      if (from[i] != before[i]) to[i] = before[i] = from[i];
    }
  };
  copy_bytes(std::min<size_t>(-copy.original % kWord, size));
  for (; i + kWord <= size; i += kWord) {
    const uintptr_t word = LoadWord(from + i);
    const uintptr_t old = LoadWord(before + i);
    if (word == old && !may_be_address(word)) continue;
    const uintptr_t plain = is_out ? ToOriginal(word) : word;
    const uintptr_t translated = is_out ? plain : ToCopy(plain);
    if (plain == old && translated == plain) continue;
    StoreWord(before + i, plain);
    if (translated != plain) {
      StoreWord(to + i, translated);
    } else {
      StoreChanges(to + i, plain, old);
    }
  }
  copy_bytes(size);
}

void CheckedArguments::CopyOut() {
  for (const Copy& copy : copies_) CopyChanges<true>(copy);
}

void CheckedArguments::CopyIn() {
  for (const Copy& copy : copies_) CopyChanges<false>(copy);
}

std::string CheckedArguments::FindDamage() const {
  for (const Copy& copy : copies_) {
    const GuardedCopy::Damage damage = copy.guarded->FindDamage();
    if (damage == GuardedCopy::Damage::kNone) continue;
    const bool is_before = damage == GuardedCopy::Damage::kBefore;
    std::string text(subject_);
    text[0] = ToUpper(text[0]);
    text.append(is_before ? " wrote before the start of argument "
                          : " wrote behind the end of argument ");
    text.append(std::to_string(copy.guarded->argument())).append(" (");
    const size_t size = copy.guarded->size();
    text.append(std::to_string(size));
    return text.append(size == 1 ? " byte)" : " bytes)");
  }
  return "";
}

CheckedScope::CheckedScope(CheckedArguments* arguments)
    : arguments_(arguments) {
  arguments->outer_ = top;
  top = arguments;
}

CheckedScope::~CheckedScope() {
  top = arguments_->outer_;
}

void CheckedScope::CopyOut() {
  for (CheckedArguments* call = top; call != nullptr; call = call->outer_) {
    call->CopyOut();
  }
}

void CheckedScope::CopyIn() {
  for (CheckedArguments* call = top; call != nullptr; call = call->outer_) {
    call->CopyIn();
  }
}

uintptr_t CheckedScope::ToOriginal(uintptr_t address) {
  for (CheckedArguments* call = top; call != nullptr; call = call->outer_) {
    const uintptr_t original = call->ToOriginal(address);
    if (original != address) return original;
  }
  return address;
}

uintptr_t CheckedScope::ToCopy(uintptr_t address) {
  for (CheckedArguments* call = top; call != nullptr; call = call->outer_) {
    const uintptr_t copy = call->ToCopy(address);
    if (copy != address) return copy;
  }
  return address;
}

}  // namespace node::ffi
