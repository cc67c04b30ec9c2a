// The functions that optimised code calls C functions with, by a thunk.

#include "node_ffi/raw_function.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "env-inl.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/jit/code_memory.h"
#include "node_ffi/jit/resumption.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/unwind.h"
#include "node_ffi/reentry.h"
#include "node_mutex.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::CFunction;
using v8::CFunctionInfo;
using v8::ConstructorBehavior;
using v8::Context;
using v8::CTypeInfo;
using v8::Function;
using v8::FunctionCallback;
using v8::FunctionTemplate;
using v8::Local;
using v8::MaybeLocal;
using v8::SideEffectType;
using v8::Value;

namespace {

// An aggregate is passed by its address.
CTypeInfo::Type ToFastType(const Layout& layout) {
  if (!layout.is_scalar()) return CTypeInfo::Type::kInt64;
  const Scalar type = layout.scalar();
  if (type.is_void()) return CTypeInfo::Type::kVoid;
  if (type.is_float()) {
    return type.size == sizeof(float) ? CTypeInfo::Type::kFloat32
                                      : CTypeInfo::Type::kFloat64;
  }
  if (type.is_narrow_integer()) {
    return type.is_signed() ? CTypeInfo::Type::kInt32
                            : CTypeInfo::Type::kUint32;
  }
  return type.is_signed() ? CTypeInfo::Type::kInt64 : CTypeInfo::Type::kUint64;
}

// V8's description of a thunk's parameters. V8 refers to it for as long as any
// isolate lives, so it is never freed; but signatures that V8 can't tell from
// each other share one.
const CFunctionInfo* GetFunctionInfo(
    const ffi::Signature& signature,
    CFunctionInfo::Int64Representation representation) {
  using Key = std::vector<CTypeInfo::Type>;
  struct Entry {
    std::vector<CTypeInfo> arguments;
    std::unique_ptr<CFunctionInfo> info;
  };
  using Registries = ExclusiveAccess<
      std::map<CFunctionInfo::Int64Representation, std::map<Key, Entry>>>;

  const Prototype& prototype = signature.prototype();
  const bool has_room = !prototype.result().is_scalar();
  Key key{has_room ? CTypeInfo::Type::kVoid : ToFastType(prototype.result())};
  // The receiver, undefined, which is passed as false: no instruction is
  // cheaper than the one that makes a zero.
  key.push_back(CTypeInfo::Type::kBool);
  if (has_room) key.push_back(ToFastType(prototype.result()));
  for (const Prototype::Argument& argument : prototype.arguments())
    key.push_back(ToFastType(*argument.type));
  key.push_back(CTypeInfo::Type::kPointer);

  Registries::Scoped entries(&Immortal<Registries>());
  Entry& entry = (*entries)[representation][key];
  if (!entry.info) {
    for (size_t i = 1; i < key.size(); i++)
      entry.arguments.emplace_back(key[i]);
    entry.info = std::make_unique<CFunctionInfo>(
        CTypeInfo(key[0]),
        static_cast<unsigned int>(entry.arguments.size()),
        entry.arguments.data(),
        representation);
  }
  return entry.info.get();
}

}  // namespace

MaybeLocal<Function> RawFunction::New(
    Local<Context> context,
    const ffi::Signature& signature,
    CFunctionInfo::Int64Representation representation,
    FunctionCallback callback) {
  const Prototype& prototype = signature.prototype();
  if (!MayCallFast() || prototype.abi() != Abi::kDefault) return {};
  const auto thunk = EmitThunk(prototype);
  if (!thunk) return {};
  const void* code = prototype.is_scalar()
                         ? CodeMemory::Process().Publish(thunk->code, "thunk")
                         : PublishWithFrame(thunk->code, "thunk");
  if (code == nullptr) return {};
  if (!thunk->accesses.empty())
    AddResumption(code, thunk->accesses, thunk->end);

  CFunction c_function(code, GetFunctionInfo(signature, representation));
  return FunctionTemplate::New(context->GetIsolate(),
                               callback,
                               Local<Value>(),
                               Local<v8::Signature>(),
                               0,
                               ConstructorBehavior::kThrow,
                               SideEffectType::kHasSideEffect,
                               &c_function)
      ->GetFunction(context);
}

}  // namespace node::ffi
