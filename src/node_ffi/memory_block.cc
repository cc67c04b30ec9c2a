// Copies, fills and compares memory.

#include "node_ffi/memory_block.h"

#include <cmath>
#include <limits>

#include "env-inl.h"
#include "node_external_reference.h"
#include "node_ffi/convert.h"
#include "node_ffi/guarded_access.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::ArrayBufferView;
using v8::BigInt;
using v8::CFunction;
using v8::FunctionCallbackInfo;
using v8::Local;
using v8::MemorySpan;
using v8::Number;
using v8::Object;
using v8::Value;

namespace {

// Finds the memory of a side. Gives nullptr if there are not so many bytes, or
// if they are on V8's heap: to move them from there may collect garbage.
char* Find(Local<Value> side, double length) {
  // Written such that NaN fails.
  if (!(length >= 1 && length <= kMaxSafeInteger)) return nullptr;
  if (side->IsBigInt()) {
    bool lossless;
    const uint64_t address = side.As<BigInt>()->Uint64Value(&lossless);
    constexpr uintptr_t kMax = std::numeric_limits<uintptr_t>::max();
    if (!lossless || address == 0 || address > kMax ||
        static_cast<uint64_t>(length) - 1 > kMax - address) {
      return nullptr;
    }
    return reinterpret_cast<char*>(static_cast<uintptr_t>(address));
  }
  if (!side->IsArrayBufferView()) return nullptr;
  Local<ArrayBufferView> view = side.As<ArrayBufferView>();
  if (!view->HasBuffer()) return nullptr;
  MemorySpan<uint8_t> contents = view->GetContents({});
  if (length > static_cast<double>(contents.size())) return nullptr;
  return reinterpret_cast<char*>(contents.data());
}

// A fraction is rounded down, and found out by who looks at it.
bool IsInteger(double length) {
  return std::trunc(length) == length;
}

// copyBlock(target, source, length): they may overlap. Gives false for what is
// to be looked at, and for what can't be accessed.
bool FastCopy(bool, Local<Value> target, Local<Value> source, double length) {
  char* const to = Find(target, length);
  const char* const from = Find(source, length);
  if (to == nullptr || from == nullptr || !IsInteger(length)) return false;
  return TryCopy(to, from, static_cast<size_t>(length));
}

// fillBlock(target, value, length): the same.
bool FastFill(bool, Local<Value> target, uint32_t value, double length) {
  char* const to = Find(target, length);
  if (to == nullptr || !IsInteger(length)) return false;
  return TryFill(to, static_cast<int>(value), static_cast<size_t>(length));
}

constexpr int32_t kNotCompared = 2;

// compareBlocks(a, b, length): -1, 0 or 1; or kNotCompared.
int32_t FastCompare(bool, Local<Value> a, Local<Value> b, double length) {
  const char* const first = Find(a, length);
  const char* const second = Find(b, length);
  if (first == nullptr || second == nullptr || !IsInteger(length)) {
    return kNotCompared;
  }
  int difference;
  if (!TryCompare(first, second, static_cast<size_t>(length), &difference)) {
    return kNotCompared;
  }
  return (difference > 0) - (difference < 0);
}

double ToNumber(Local<Value> value) {
  CHECK(value->IsNumber());
  return value.As<Number>()->Value();
}

void Copy(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(
      FastCopy(false, args[0], args[1], ToNumber(args[2])));
}

void Fill(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(FastFill(false,
                                     args[0],
                                     static_cast<uint32_t>(ToNumber(args[1])),
                                     ToNumber(args[2])));
}

void Compare(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(
      FastCompare(false, args[0], args[1], ToNumber(args[2])));
}

const CFunction kFastCopy = CFunction::Make(FastCopy);
const CFunction kFastFill = CFunction::Make(FastFill);
const CFunction kFastCompare = CFunction::Make(FastCompare);

}  // namespace

void MemoryBlock::Initialize(Environment* env, Local<Object> target) {
  Local<v8::Context> context = env->context();
  SetFastMethod(context, target, "copyBlock", Copy, &kFastCopy);
  SetFastMethod(context, target, "fillBlock", Fill, &kFastFill);
  SetFastMethod(context, target, "compareBlocks", Compare, &kFastCompare);
  NODE_DEFINE_CONSTANT(target, kNotCompared);
}

void MemoryBlock::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(Copy);
  registry->Register(kFastCopy);
  registry->Register(Fill);
  registry->Register(kFastFill);
  registry->Register(Compare);
  registry->Register(kFastCompare);
}

}  // namespace node::ffi
