// Calls of C functions whose arguments are checked here.

#include "node_ffi/function.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "node_ffi/active_call.h"
#include "node_ffi/call_memory.h"
#include "node_ffi/checked_call.h"
#include "node_ffi/class_mark.h"
#include "node_ffi/convert.h"
#include "node_ffi/convert_aggregate.h"
#include "node_ffi/env_state-inl.h"
#include "node_ffi/library.h"
#include "node_ffi/permission.h"
#include "node_ffi/raw_function.h"
#include "permission/permission.h"
#include "util-inl.h"
#include "v8-fast-api-calls.h"

namespace node::ffi {

using v8::Array;
using v8::BigInt;
using v8::CFunction;
using v8::ConstructorBehavior;
using v8::Context;
using v8::External;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::HandleScope;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::Object;
using v8::String;
using v8::Uint32;
using v8::Value;

using Int64Representation = v8::CFunctionInfo::Int64Representation;

// A library that was closed has this in place of each of its functions. It may
// ignore its arguments and give no result, whatever these are.
static void OnClosedCall() {
  Isolate* isolate = Isolate::GetCurrent();
  HandleScope handle_scope(isolate);
  EnvState::Get(Environment::GetCurrent(isolate))
      ->Throw(ERR_FFI_LIBRARY_CLOSED(isolate, "Library is closed"));
}

void ForeignFunction::FastTarget::Close() {
  address = reinterpret_cast<void*>(OnClosedCall);
}

constinit thread_local ForeignFunction::FastTarget*
    ForeignFunction::fast_targets_ = nullptr;

void ForeignFunction::FastTarget::AddToThread() {
  if (link != nullptr) return;
  link = &fast_targets_;
  next = fast_targets_;
  if (next != nullptr) next->link = &next;
  fast_targets_ = this;
}

ForeignFunction::FastTarget::~FastTarget() {
  if (link == nullptr) return;
  *link = next;
  if (next != nullptr) next->link = link;
}

ForeignFunction::ForeignFunction(Environment* env,
                                 Local<Object> object,
                                 void* target,
                                 FunctionType type,
                                 std::vector<uint32_t> positions,
                                 std::string name,
                                 bool has_error_number)
    : BaseObject(env, object),
      env_state_(EnvState::Get(env)),
      target_(target),
      fast_target_{target, this},
      type_(std::move(type)),
      positions_(std::move(positions)),
      name_(std::move(name)),
      has_error_number_(has_error_number) {
  ClassMark<ForeignFunction>::Learn(this);
  MakeWeak();
}

ForeignFunction::~ForeignFunction() = default;

static std::vector<uint32_t> ReadPositions(Environment* env,
                                           Local<Value> value) {
  std::vector<uint32_t> positions;
  if (!value->IsArray()) return positions;
  Local<Array> list = value.As<Array>();
  for (uint32_t i = 0; i < list->Length(); i++) {
    Local<Value> position = list->Get(env->context(), i).ToLocalChecked();
    CHECK(position->IsUint32());
    positions.push_back(position.As<Uint32>()->Value());
  }
  return positions;
}

static std::string ReadName(Environment* env, Local<Value> value) {
  if (!value->IsString()) return {};
  return Utf8Value(env->isolate(), value).ToString();
}

void ForeignFunction::New(const FunctionCallbackInfo<Value>& args) {
  CHECK(args.IsConstructCall());
  Environment* env = Environment::GetCurrent(args);
  CHECK(args[0]->IsBigInt());
  bool lossless;
  uint64_t address = args[0].As<BigInt>()->Uint64Value(&lossless);
  CHECK(lossless);
  auto type = FunctionType::Read(env, args[1], args[2], args[4]);
  if (!type) return;
  if (args[5]->IsFunction()) {
    EnvState::Get(env)->SetAddressOf(args[5].As<v8::Function>());
  }
  new ForeignFunction(env,
                      args.This(),
                      reinterpret_cast<void*>(address),
                      std::move(*type),
                      ReadPositions(env, args[6]),
                      ReadName(env, args[7]),
                      args[3]->IsTrue());
}

void ForeignFunction::CreateCallable(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  Environment* env = function->env();
  Isolate* isolate = env->isolate();
  Local<Context> context = env->context();
  CHECK(args[0]->IsString());

  int arity = static_cast<int>(function->type_.arguments.size());
  Local<v8::Function> callable;
  if (!v8::Function::New(
           context, Invoke, args.This(), arity, ConstructorBehavior::kThrow)
           .ToLocal(&callable)) {
    return;
  }
  callable->SetName(args[0].As<String>());
  Local<BigInt> pointer = BigInt::NewFromUnsigned(
      isolate, reinterpret_cast<uintptr_t>(function->target_));
  if (callable
          ->CreateDataProperty(
              context, FIXED_ONE_BYTE_STRING(isolate, "pointer"), pointer)
          .IsNothing()) {
    return;
  }
  args.GetReturnValue().Set(callable);
}

void ForeignFunction::Invoke(const FunctionCallbackInfo<Value>& args) {
  auto function = BaseObject::FromJSObject<ForeignFunction>(args.Data());
  function->CallAndThrow(args, function->CountGiven(args.Length()));
}

void ForeignFunction::GetAddress(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  if (!function->CheckOpen()) return;
  args.GetReturnValue().Set(BigInt::NewFromUnsigned(
      args.GetIsolate(), reinterpret_cast<uintptr_t>(function->target_)));
}

void ForeignFunction::GetLibrary(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  args.GetReturnValue().Set(
      function->object()->GetInternalField(kLibrary).As<Value>());
}

void ForeignFunction::TakesPointer(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  const auto& arguments = function->type_.arguments;
  args.GetReturnValue().Set(arguments.size() == 1 && arguments[0] != nullptr &&
                            arguments[0]->scalar.kind ==
                                Scalar::Kind::kPointer &&
                            arguments[0]->values != Values::kSafeInteger);
}

static bool IsOptimizedFast(bool) {
  return true;
}

static void IsOptimized(const FunctionCallbackInfo<Value>& args) {
  args.GetReturnValue().Set(false);
}

static const CFunction kIsOptimized = CFunction::Make(IsOptimizedFast);

// What messages call that.
static constexpr std::string_view kRoom = "The room for the result";

template <ForeignFunction::Form form>
const Conversion& ForeignFunction::InForm(const Conversion& conversion) {
  if constexpr (form == Form::kValues) return conversion;
  if (form == Form::kNumbers && conversion.values == Values::kSafeInteger) {
    return conversion;
  }
  return conversion.plain();
}

void ForeignFunction::CreateRaw(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  CHECK(args[0]->IsBoolean());
  const bool with_numbers = args[0]->IsTrue();
  Local<v8::Function> raw;
  if (RawFunction::New(
          function->env()->context(),
          *function->type_.signature,
          with_numbers ? Int64Representation::kNumber
                       : Int64Representation::kBigInt,
          with_numbers ? InvokeRaw<Form::kNumbers> : InvokeRaw<Form::kPlain>)
          .ToLocal(&raw)) {
    args.GetReturnValue().Set(raw);
  }
}

void ForeignFunction::GetTarget(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  function->fast_target_.AddToThread();
  args.GetReturnValue().Set(
      External::New(args.GetIsolate(), &function->fast_target_));
}

template <ForeignFunction::Form form>
void ForeignFunction::InvokeRaw(const FunctionCallbackInfo<Value>& args) {
  const int count = args.Length() - 1;
  auto target = static_cast<FastTarget*>(args[count].As<External>()->Value());
  ForeignFunction* function = target->function;
  // Nothing else may hold the function while it runs.
  Local<Object> holder = function->object();
  USE(holder);
  EnvState* env_state = function->env_state_;
  const uint32_t before = env_state->entries()->value();
  const bool has_error_number = function->has_error_number_;
  Outcome outcome;
  if (function->Call<form>(args, function->CountGiven(count), &outcome)) {
    env_state->SetOrdinaryCall(before);
  } else {
    function->lost_ = outcome.pointer;
  }
  // There, JavaScript finds it after a fast call.
  if (has_error_number) errno = outcome.error_number;
}

void ForeignFunction::CallSlow(const FunctionCallbackInfo<Value>& args) {
  const int last = args.Length() - 1;
  auto function =
      BaseObject::FromJSObject<ForeignFunction>(args[last].As<Object>());
  if (++function->slow_calls_ % kSlowCallsPerLook == 0) {
    function->env_state_->call_state()->is_to_look = true;
  }
  function->CallAndThrow(args, args[last - 1].As<Uint32>()->Value());
}

void ForeignFunction::CallChecked(const FunctionCallbackInfo<Value>& args) {
  const int last = args.Length() - 1;
  auto function =
      BaseObject::FromJSObject<ForeignFunction>(args[last].As<Object>());
  function->CallAndThrow<true>(args, args[last - 1].As<Uint32>()->Value());
}

template <bool is_checked>
void ForeignFunction::CallAndThrow(const FunctionCallbackInfo<Value>& args,
                                   size_t given) {
  EnvState* env_state = env_state_;
  const bool has_error_number = has_error_number_;
  const uint32_t before = env_state->entries()->value();
  Outcome outcome;
  bool is_given = is_checked ? MakeCheckedCall(args, given, &outcome)
                             : Call<Form::kValues>(args, given, &outcome);
  if (is_given && env_state->entries()->value() != before) [[unlikely]] {
    is_given = env_state->AfterCall(before);
  }
  if (!is_given) [[unlikely]]
    lost_ = outcome.pointer;
  // Comes last, as what is due after the call may make calls of its own.
  if (has_error_number) {
    env_state->call_state()->error_number = outcome.error_number;
  }
}

void ForeignFunction::TakeLost(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  args.GetReturnValue().Set(
      BigInt::NewFromUnsigned(args.GetIsolate(), function->lost_));
  function->lost_ = 0;
}

void ForeignFunction::KeepLost(const FunctionCallbackInfo<Value>& args) {
  ForeignFunction* function;
  ASSIGN_OR_RETURN_UNWRAP(&function, args.This());
  if (function->target_ == nullptr) {
    function->lost_ = 0;  // OnClosedCall() gives nothing.
  } else if (args[0]->IsBigInt()) {
    function->lost_ = args[0].As<BigInt>()->Uint64Value();
  } else {
    CHECK(args[0]->IsNumber());
    function->lost_ = static_cast<uintptr_t>(args[0].As<v8::Number>()->Value());
  }
}

bool ForeignFunction::CheckOpen() {
  if (target_ != nullptr) [[likely]]
    return true;
  THROW_ERR_FFI_LIBRARY_CLOSED(env(), "Library is closed");
  return false;
}

template <ForeignFunction::Form form>
bool ForeignFunction::ReadArguments(const FunctionCallbackInfo<Value>& args,
                                    size_t first,
                                    size_t count,
                                    void* values,
                                    Temporaries* temporaries) {
  Isolate* isolate = args.GetIsolate();
  const auto arguments = type_.signature->prototype().arguments();
  for (size_t i = 0; i < count; i++) {
    const auto& [type, offset] = arguments[i];
    void* out = static_cast<char*>(values) + offset;
    Local<Value> value = args[static_cast<int>(first + i)];
    const Conversion* conversion = type_.arguments[i];
    ConversionError error;
    if (conversion != nullptr) [[likely]] {
      conversion = &InForm<form>(*conversion);
      error = conversion->to_native(isolate, value, out, temporaries);
    } else {
      error = CopyAggregate(isolate, value, type->size(), out);
    }
    if (error != ConversionError::kNone) [[unlikely]]
      return ThrowWrongArgument(i, error, conversion);
  }
  return true;
}

std::string ForeignFunction::DescribeArgument(size_t index) const {
  return "Argument " +
         std::to_string(positions_.empty() ? index : positions_[index]);
}

bool ForeignFunction::ThrowWrongArgument(size_t index,
                                         ConversionError error,
                                         const Conversion* conversion) {
  const std::string subject = DescribeArgument(index);
  if (conversion != nullptr) {
    ThrowConversionError(env(), error, *conversion, subject);
  } else {
    const Prototype& prototype = type_.signature->prototype();
    const size_t size = prototype.arguments()[index].type->size();
    ThrowAggregateError(env(), error, size, subject);
  }
  return false;
}

void ForeignFunction::CheckFirst(const FunctionCallbackInfo<Value>& args) {
  const int last = args.Length() - 1;
  auto function =
      BaseObject::FromJSObject<ForeignFunction>(args[last].As<Object>());
  const uint32_t count = args[last - 1].As<Uint32>()->Value();
  if (!function->CheckOpen()) return;
  Temporaries temporaries(function->env_state_->temporary_area());
  const Prototype& prototype = function->type_.signature->prototype();
  CallMemory<8> arguments(prototype.arguments_size(),
                          prototype.arguments_alignment());
  function->ReadArguments<Form::kValues>(
      args, 0, count, arguments.At(0), &temporaries);
}

template <ForeignFunction::Form form>
bool ForeignFunction::CheckPermittedArguments(
    const FunctionCallbackInfo<Value>& args, size_t first, size_t count) {
  // Others than values have been checked.
  if (form != Form::kValues || !env()->permission()->enabled()) [[likely]]
    return true;
  for (size_t i = 0; i < count; i++) {
    const Conversion* conversion = type_.arguments[i];
    Local<Value> value = args[static_cast<int>(first + i)];
    if (conversion != nullptr && IsMadeUp(env(), *conversion, value)) {
      return CheckAddressesPermitted(env());
    }
  }
  return true;
}

template <ForeignFunction::Form form>
bool ForeignFunction::ReadCall(const FunctionCallbackInfo<Value>& args,
                               size_t given,
                               void* values,
                               Temporaries* temporaries) {
  Isolate* isolate = args.GetIsolate();
  const size_t count = type_.arguments.size();

  if (!CheckOpen()) [[unlikely]]
    return false;
  if (given != count) [[unlikely]] {
    THROW_ERR_INVALID_ARG_VALUE(
        isolate, "Invalid argument count: expected %d, got %d", count, given);
    return false;
  }
  const size_t first = type_.has_room() ? 1 : 0;
  if (!CheckPermittedArguments<form>(args, first, count) ||
      !ReadArguments<form>(args, first, count, values, temporaries))
      [[unlikely]]
    return false;
  if (type_.has_room()) {
    const size_t size = type_.signature->prototype().result().size();
    ConversionError error = CheckAggregate(isolate, args[0], size);
    if (error != ConversionError::kNone) {
      ThrowAggregateError(env(), error, size, kRoom);
      return false;
    }
  }
  return true;
}

// For AsyncCall.
template bool ForeignFunction::ReadCall<ForeignFunction::Form::kValues>(
    const FunctionCallbackInfo<Value>& args,
    size_t given,
    void* values,
    Temporaries* temporaries);

template <ForeignFunction::Form form>
bool ForeignFunction::Call(const FunctionCallbackInfo<Value>& args,
                           size_t given,
                           Outcome* outcome) {
  Temporaries temporaries(env_state_->temporary_area());
  const Prototype& prototype = type_.signature->prototype();
  // Few functions have more; calls may nest deeply.
  CallMemory<8> arguments(prototype.arguments_size(),
                          prototype.arguments_alignment());
  if (!ReadCall<form>(args, given, arguments.At(0), &temporaries)) [[unlikely]]
    return false;

  EnvState* env_state = env_state_;
  const uint32_t before = env_state->entries()->value();
  CallMemory<4> result(prototype.result_size(), prototype.result_alignment());
  {
    EnvState::CallScope scope(env_state);
    ActiveCall active(this, arguments.At(0));
    if (has_error_number_) errno = 0;
    type_.signature->Invoke(target_, arguments.At(0), result.At(0));
    if (has_error_number_) outcome->error_number = errno;
    if (!type_.has_room() &&
        type_.result->scalar.kind == Scalar::Kind::kPointer) {
      memcpy(&outcome->pointer, result.At(0), sizeof(outcome->pointer));
    }
    if (scope.HasThrown()) [[unlikely]]
      return false;
  }
  return GiveResult<form>(args, result.At(0), before);
}

const Library* ForeignFunction::library() const {
  Local<Value> library = object()->GetInternalField(kLibrary).As<Value>();
  return library->IsObject() ? BaseObject::FromJSObject<Library>(library)
                             : nullptr;
}

bool ForeignFunction::CallWithPointer(void* target, const void* pointer) {
  const Prototype& prototype = type_.signature->prototype();
  CallMemory<8> arguments(prototype.arguments_size(),
                          prototype.arguments_alignment());
  CallMemory<4> result(prototype.result_size(), prototype.result_alignment());
  const size_t offset = prototype.arguments()[0].offset;
  memcpy(
      static_cast<char*>(arguments.At(0)) + offset, &pointer, sizeof(pointer));
  EnvState::CallScope scope(env_state_);
  ActiveCall active(this, arguments.At(0));
  type_.signature->Invoke(target, arguments.At(0), result.At(0));
  return !scope.HasThrown();
}

bool ForeignFunction::MakeCheckedCall(const FunctionCallbackInfo<Value>& args,
                                      size_t given,
                                      Outcome* outcome) {
  Temporaries temporaries(env_state_->temporary_area());
  const Prototype& prototype = type_.signature->prototype();
  CallMemory<8> arguments(prototype.arguments_size(),
                          prototype.arguments_alignment());
  CheckedCall call(this);
  if (!ReadCall<Form::kValues>(args, given, arguments.At(0), &temporaries) ||
      !call.Prepare(args, arguments.At(0))) {
    return false;
  }
  const uint32_t before = env_state_->entries()->value();
  CallMemory<4> result(prototype.result_size(), prototype.result_alignment());
  {
    EnvState::CallScope scope(env_state_);
    ActiveCall active(this, arguments.At(0));
    outcome->error_number = call.Invoke(target_, arguments.At(0), result.At(0));
    call.Finish(result.At(0));
    if (!call.has_problem() && !type_.has_room() &&
        type_.result->scalar.kind == Scalar::Kind::kPointer) {
      memcpy(&outcome->pointer, result.At(0), sizeof(outcome->pointer));
    }
    if (scope.HasThrown()) return false;
  }
  if (call.has_problem()) {
    // What is due after the call comes first.
    if (env_state_->AfterCall(before)) call.ThrowProblem();
    return false;
  }
  return GiveResult<Form::kValues>(args, result.At(0), before);
}

template <ForeignFunction::Form form>
bool ForeignFunction::GiveResult(const FunctionCallbackInfo<Value>& args,
                                 const void* result,
                                 uint32_t before) {
  Isolate* isolate = args.GetIsolate();
  EntryCounter* entries = env_state_->entries();
  // To make the value may collect garbage, but not during the call.
  const uint32_t after = entries->value();
  const size_t size = type_.signature->prototype().result().size();
  Local<Value> value;
  ConversionError error;
  if (!type_.has_room()) [[likely]] {
    error = InForm<form>(*type_.result).from_native(isolate, result, &value);
  } else {
    error = StoreAggregate(isolate, args[0], size, result);
  }
  entries->set_value(after);
  if (error == ConversionError::kNone) [[likely]] {
    if (!type_.has_room()) args.GetReturnValue().Set(value);
    return true;
  }
  // What is due after the call comes first.
  if (!env_state_->AfterCall(before)) return false;
  if (type_.has_room()) {
    ThrowAggregateError(env(), error, size, kRoom);
  } else {
    const Conversion& conversion = InForm<form>(*type_.result);
    ThrowConversionError(env(), error, conversion, "Result");
  }
  return false;
}

// textAfterCall(address, type, entries): the result of a call, if it is text,
// and after that what is due after the call, which may unload what has the
// text.
void ForeignFunction::TextAfterCall(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  EnvState* env_state = EnvState::Get(env);
  const uint32_t before = args[2].As<Int32>()->Value();
  // What is thrown may be that the function was not called, and gave nothing.
  if (env_state->HasThrownSince(before)) {
    env_state->AfterCall(before);
    return;
  }
  const Conversion& conversion = kConversions[args[1].As<Uint32>()->Value()];
  const uint64_t address = args[0].As<BigInt>()->Uint64Value();
  Local<Value> text;
  ConversionError error =
      conversion.from_native(env->isolate(), &address, &text);
  if (!env_state->AfterCall(before)) return;
  if (error != ConversionError::kNone) {
    return ThrowConversionError(env, error, conversion, "Result");
  }
  args.GetReturnValue().Set(text);
}

void ForeignFunction::Initialize(Environment* env, Local<Object> target) {
  Isolate* isolate = env->isolate();
  Local<FunctionTemplate> constructor = NewFunctionTemplate(isolate, New);
  constructor->InstanceTemplate()->SetInternalFieldCount(kInternalFieldCount);
  SetProtoMethod(isolate, constructor, "createCallable", CreateCallable);
  SetProtoMethod(isolate, constructor, "createRaw", CreateRaw);
  SetProtoMethod(isolate, constructor, "getAddress", GetAddress);
  SetProtoMethod(isolate, constructor, "getLibrary", GetLibrary);
  SetProtoMethod(isolate, constructor, "getTarget", GetTarget);
  SetProtoMethod(isolate, constructor, "takeLost", TakeLost);
  SetProtoMethod(isolate, constructor, "keepLost", KeepLost);
  SetProtoMethod(isolate, constructor, "takesPointer", TakesPointer);
  SetConstructorFunction(
      env->context(), target, "ForeignFunction", constructor);
  SetMethod(env->context(), target, "callChecked", CallChecked);
  SetMethod(env->context(), target, "callSlow", CallSlow);
  SetMethod(env->context(), target, "checkFirst", CheckFirst);
  SetMethod(env->context(), target, "textAfterCall", TextAfterCall);
  SetFastMethod(
      env->context(), target, "isOptimized", IsOptimized, &kIsOptimized);
}

void ForeignFunction::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(New);
  registry->Register(CreateCallable);
  registry->Register(Invoke);
  registry->Register(IsOptimized);
  registry->Register(kIsOptimized);
  registry->Register(CreateRaw);
  registry->Register(GetAddress);
  registry->Register(GetLibrary);
  registry->Register(GetTarget);
  registry->Register(TakeLost);
  registry->Register(KeepLost);
  registry->Register(TakesPointer);
  registry->Register(InvokeRaw<Form::kPlain>);
  registry->Register(InvokeRaw<Form::kNumbers>);
  registry->Register(TextAfterCall);
  registry->Register(CallChecked);
  registry->Register(CallSlow);
  registry->Register(CheckFirst);
}

void ForeignFunction::MemoryInfo(MemoryTracker* tracker) const {
  tracker->TrackField("signature", type_.signature);
}

}  // namespace node::ffi
