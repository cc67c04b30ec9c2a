// Function types as JavaScript has them.

#include "node_ffi/function_type.h"

#include <string>
#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "node_ffi/type_layout.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Array;
using v8::Local;
using v8::Uint32;
using v8::Value;

namespace {

// What there is of a type: the conversion is null for an aggregate.
struct PassedType {
  LayoutPointer layout;
  const Conversion* conversion;
};

PassedType ReadType(Environment* env, Local<Value> value) {
  PassedType type{TypeLayout::Read(env, value), nullptr};
  CHECK_NOT_NULL(type.layout);
  if (value->IsUint32())
    type.conversion = &kConversions[value.As<Uint32>()->Value()];
  return type;
}

// The message says which value it is, since JavaScript has more to say of
// types.
void ThrowTooLarge(Environment* env,
                   const std::string& subject,
                   const Layout& type) {
  if (!type.is_complete()) {
    return THROW_ERR_INVALID_ARG_VALUE(
        env, subject + " has no size, and can't be passed by value");
  }
  const std::string limit = std::to_string(Prototype::kMaxSize);
  std::string message = subject + " has " + std::to_string(type.size());
  if (Prototype::CanBePassed(type)) {
    message += " bytes, which is too much: the arguments of a call can have at "
               "most " +
               limit + " bytes together";
  } else {
    message += " bytes, which can't be passed by value: a call has at most ";
    message += limit;
  }
  THROW_ERR_INVALID_ARG_VALUE(env, message);
}

// Which argument libffi has no type for.
std::string FindObstacle(const Prototype& prototype) {
  const auto arguments = prototype.arguments();
  for (size_t i = 0; i < arguments.size(); i++) {
    const LayoutPointer& type = arguments[i].type;
    Prototype alone(Layout::Of(kScalarOf<void>), prototype.abi());
    if (!alone.Add(type) || LibffiCall::Prepare(alone) != nullptr) continue;
    return ": argument " + std::to_string(i) + " is aligned to " +
           std::to_string(type->alignment()) +
           " bytes, which takes generated code";
  }
  return "";
}

}  // namespace

std::optional<FunctionType> FunctionType::Read(Environment* env,
                                               Local<Value> result,
                                               Local<Value> arguments,
                                               Local<Value> abi) {
  CHECK(arguments->IsArray());
  Local<Array> array = arguments.As<Array>();
  const uint32_t count = array->Length();
  PassedType passed = ReadType(env, result);
  if (!passed.layout->is_void() && !Prototype::CanBePassed(*passed.layout)) {
    ThrowTooLarge(env, "The result", *passed.layout);
    return std::nullopt;
  }
  FunctionType type{nullptr, passed.conversion, {}};
  type.arguments.reserve(count);
  Abi number = Abi::kDefault;
  if (abi->IsUint32()) number = static_cast<Abi>(abi.As<Uint32>()->Value());
  Prototype prototype(std::move(passed.layout), number);
  for (uint32_t i = 0; i < count; i++) {
    Local<Value> item;
    if (!array->Get(env->context(), i).ToLocal(&item)) return std::nullopt;
    passed = ReadType(env, item);
    if (!prototype.Add(passed.layout)) {
      ThrowTooLarge(env, "Argument " + std::to_string(i), *passed.layout);
      return std::nullopt;
    }
    type.arguments.push_back(passed.conversion);
  }
  type.signature = Signature::Get(prototype);
  if (type.signature == nullptr) {
    THROW_ERR_FFI_CALL_FAILED(env,
                              "libffi can't call a function of this signature" +
                                  FindObstacle(prototype));
    return std::nullopt;
  }
  return type;
}

}  // namespace node::ffi
