// Calls in checked mode, and such as NODE_DEBUG=ffi prints.

#include "node_ffi/checked_call.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "env-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/abi/immortal.h"
#include "node_ffi/checked_effects.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/function.h"
#include "node_ffi/jit/preserved.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

using v8::ArrayBuffer;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::Uint32;
using v8::Value;

namespace {

// Those of C's that are there for that.
constexpr std::string_view kFloatModeFunctions[] = {
    "feclearexcept",
    "fedisableexcept",
    "feenableexcept",
    "feholdexcept",
    "fesetenv",
    "fesetexceptflag",
    "fesetmode",
    "fesetround",
    "feupdateenv",
};

// Gives one copy of equal texts, which is never freed; there is a limit, as
// names are the program's.
const char* Intern(std::string text) {
  constexpr size_t kMaxCount = 100'000;
  ExclusiveAccess<std::set<std::string>>::Scoped texts(
      &Immortal<ExclusiveAccess<std::set<std::string>>>());
  if (texts->size() >= kMaxCount && !texts->contains(text)) {
    return "a function";
  }
  return texts->insert(std::move(text)).first->c_str();
}

}  // namespace

CheckedCall::CheckedCall(const ForeignFunction* function)
    : function_(function),
      checked_(*function->checked_),
      arguments_(std::make_unique<CheckedArguments>(
          function, checked_.subject, checked_.IsToSeal())) {}

CheckedCall::~CheckedCall() = default;

bool CheckedCall::Prepare(const FunctionCallbackInfo<Value>& args,
                          void* values) {
  if (checked_.is_logged) {
    const FunctionType& type = function_->type_;
    log_ = std::make_unique<CallLog>(checked_.name, &type);
    log_->SetArguments(args, type.has_room() ? 1 : 0, values);
  }
  return !checked_.is_checked || arguments_->Prepare(args, values);
}

void CheckedCall::InvokeChecked(void* target, void* values, void* result) {
  const Signature& signature = *function_->type_.signature;
  if (checked_.changes_float_mode) {
    return signature.Invoke(target, values, result);
  }
  const Invoker invoker = signature.checked_invoker();
  Preserved preserved{};
  {
    PreservedScope scope(&preserved);
    CheckedEffects effects(checked_.name, function_->has_error_number_);
    if (function_->has_error_number_) errno = 0;
    invoker(target, values, result, signature.libffi_call());
  }
  const int error_number = errno;
  const std::string changes = preserved.DescribeChanges();
  if (!changes.empty()) {
    problem_ = checked_.subject;
    problem_[0] = ToUpper(problem_[0]);
    problem_.append(" did not preserve ").append(changes);
  }
  errno = error_number;
}

int CheckedCall::Invoke(void* target, void* values, void* result) {
  const int errno_before = errno;
  CheckedScope scope(arguments_.get());
  if (log_ != nullptr) log_->Begin();
  // What a call that is printed leaves there is its own.
  errno = log_ != nullptr || function_->has_error_number_ ? 0 : errno_before;
  if (checked_.is_checked) {
    InvokeChecked(target, values, result);
  } else {
    function_->type_.signature->Invoke(target, values, result);
  }
  const int error_number = errno;
  if (log_ != nullptr) {
    log_->End();
    log_->Print(result, error_number);
  }
  if (function_->has_error_number_) return error_number;
  errno = error_number == 0 ? errno_before : error_number;
  return 0;
}

void CheckedCall::Finish(void* result) {
  if (!checked_.is_checked) return;
  const std::string damage = arguments_->FindDamage();
  if (problem_.empty()) problem_ = damage;
  arguments_->CopyOut();
  const FunctionType& type = function_->type_;
  if (!type.has_room() && type.result->scalar.kind == Scalar::Kind::kPointer) {
    CheckResult(result);
  }
}

void CheckedCall::CheckResult(void* result) {
  uintptr_t address;
  memcpy(&address, result, sizeof(address));
  const std::string problem = FindWrongAddress(address);
  // What is not given can't be given back either.
  address = problem.empty() ? arguments_->ToOriginal(address) : 0;
  memcpy(result, &address, sizeof(address));
  if (!problem.empty() && problem_.empty()) {
    problem_ = "The result of ";
    problem_.append(checked_.subject).append(": ").append(problem);
  }
}

bool CheckedCall::ThrowProblem() {
  if (problem_.empty()) return false;
  THROW_ERR_FFI_INVALID_POINTER(function_->env(), problem_);
  return true;
}

void CheckedCall::SetChecked(const FunctionCallbackInfo<Value>& args) {
  auto function =
      BaseObject::FromJSObject<ForeignFunction>(args[0].As<Object>());
  CHECK(args[1]->IsString());
  const std::string name = Utf8Value(args.GetIsolate(), args[1]).ToString();
  const char* interned = Intern(name.empty() ? "a function" : name);
  const bool is_checked = function->env()->options()->ffi_checked;
  auto checked = std::make_unique<CheckedFunction>();
  checked->name = interned;
  checked->subject = name.empty() ? interned : Intern("function " + name);
  checked->is_checked = is_checked;
  checked->is_logged = args[2]->IsTrue();
  checked->changes_float_mode = std::ranges::find(kFloatModeFunctions, name) !=
                                std::ranges::end(kFloatModeFunctions);
  function->checked_ = std::move(checked);
  if (is_checked) CheckedEffects::PrintAtExit();
  function->env_state_->set_is_logged(args[2]->IsTrue());
}

void CheckedCall::FindWrong(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsBigInt());
  const std::string problem =
      FindWrongAddress(args[0].As<v8::BigInt>()->Uint64Value());
  if (problem.empty()) return;
  args.GetReturnValue().Set(
      OneByteString(args.GetIsolate(), problem.data(), problem.size()));
}

void CheckedCall::SetPassing(const FunctionCallbackInfo<Value>& args) {
  CHECK(args[0]->IsArrayBuffer());
  CHECK(args[1]->IsUint32());
  CheckedArguments::SetPassing(
      Environment::GetCurrent(args),
      args[0].As<ArrayBuffer>(),
      static_cast<CheckedArguments::Passing>(args[1].As<Uint32>()->Value()));
}

void CheckedCall::Initialize(Environment* env, Local<Object> target) {
  Local<v8::Context> context = env->context();
  constexpr int kPassingParts =
      static_cast<int>(CheckedArguments::Passing::kParts);
  constexpr int kPassingItself =
      static_cast<int>(CheckedArguments::Passing::kItself);
  SetMethod(context, target, "findWrongAddress", FindWrong);
  SetMethod(context, target, "setChecked", SetChecked);
  SetMethod(context, target, "setPassing", SetPassing);
  NODE_DEFINE_CONSTANT(target, kPassingParts);
  NODE_DEFINE_CONSTANT(target, kPassingItself);
}

void CheckedCall::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(FindWrong);
  registry->Register(SetChecked);
  registry->Register(SetPassing);
}

}  // namespace node::ffi
