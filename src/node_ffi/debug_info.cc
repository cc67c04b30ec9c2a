// Makes objects of what debug information says.

#include "node_ffi/debug_info.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_errors.h"
#include "node_external_reference.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Array;
using v8::BigInt;
using v8::Boolean;
using v8::Context;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::Isolate;
using v8::Local;
using v8::LocalVector;
using v8::Name;
using v8::Null;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Undefined;
using v8::Value;

namespace {

// Collects the properties of an object without a prototype.
class ObjectBuilder {
 public:
  explicit ObjectBuilder(Isolate* isolate)
      : isolate_(isolate), names_(isolate), values_(isolate) {}

  void Add(std::string_view name, Local<Value> value) {
    names_.push_back(OneByteString(isolate_, name.data(), name.size()));
    values_.push_back(value);
  }
  void Add(std::string_view name, bool value) {
    Add(name, Boolean::New(isolate_, value).As<Value>());
  }
  // Names in C++ may be of any letters.
  void Add(std::string_view name, std::string_view text) {
    Local<String> value;
    if (!String::NewFromUtf8(isolate_,
                             text.data(),
                             v8::NewStringType::kNormal,
                             static_cast<int>(text.size()))
             .ToLocal(&value)) {
      value = String::Empty(isolate_);
    }
    Add(name, value.As<Value>());
  }
  void Add(std::string_view name, std::optional<uint64_t> number) {
    Add(name, ToValue(isolate_, number));
  }
  void Add(std::string_view name, DebugTypeNumber number) {
    Add(name, std::optional<uint64_t>(number));
  }

  Local<Object> Build() {
    return Object::New(
        isolate_, Null(isolate_), names_.data(), values_.data(), names_.size());
  }

  static Local<Value> ToValue(Isolate* isolate,
                              std::optional<uint64_t> number) {
    if (!number) return Undefined(isolate);
    return Number::New(isolate, static_cast<double>(*number));
  }

 private:
  Isolate* const isolate_;
  LocalVector<Name> names_;
  LocalVector<Value> values_;
};

template <typename T, typename Convert>
Local<Value> ToArray(Isolate* isolate,
                     const std::vector<T>& items,
                     Convert convert) {
  LocalVector<Value> values(isolate);
  for (const T& item : items) values.push_back(convert(item));
  return Array::New(isolate, values.data(), values.size());
}

Local<Object> ToObject(Isolate* isolate, const DebugType& type) {
  ObjectBuilder object(isolate);
  object.Add("kind", type.kind);
  object.Add("name", type.name);
  object.Add("linkageName", type.linkage_name);
  object.Add("size", type.size);
  object.Add("isSigned", type.is_signed);
  object.Add("isIncomplete", type.is_incomplete);
  object.Add("isByReference", type.is_by_reference);
  object.Add("isVariadic", type.is_variadic);
  object.Add("isPrototyped", type.is_prototyped);
  object.Add("target", type.target);
  object.Add("fields",
             ToArray(isolate, type.fields, [&](const DebugField& item) {
               ObjectBuilder field(isolate);
               field.Add("name", item.name);
               field.Add("type", item.type);
               field.Add("bitOffset", item.bit_offset);
               field.Add("bitSize", item.bit_size);
               return field.Build();
             }));
  object.Add("counts", ToArray(isolate, type.counts, [&](const auto& count) {
               return ObjectBuilder::ToValue(isolate, count);
             }));
  object.Add(
      "enumerators",
      ToArray(isolate, type.enumerators, [&](const DebugEnumerator& item) {
        ObjectBuilder enumerator(isolate);
        enumerator.Add("name", item.name);
        const Local<Value> value = BigInt::New(isolate, item.value);
        enumerator.Add("value", value);
        return enumerator.Build();
      }));
  return object.Build();
}

const void* ReadAddress(Local<Value> value) {
  CHECK(value->IsBigInt());
  return reinterpret_cast<const void*>(value.As<BigInt>()->Uint64Value());
}

}  // namespace

DebugInfo::DebugInfo(Environment* env,
                     Local<Object> object,
                     std::unique_ptr<DebugReader> reader)
    : BaseObject(env, object), reader_(std::move(reader)) {
  MakeWeak();
  env->external_memory_accounter()->Increase(env->isolate(), kEstimatedSize);
}

DebugInfo::~DebugInfo() {
  env()->external_memory_accounter()->Decrease(env()->isolate(),
                                               kEstimatedSize);
}

void DebugInfo::New(const FunctionCallbackInfo<Value>& args) {
  CHECK(args.IsConstructCall());
  Environment* env = Environment::GetCurrent(args);
  Local<Context> context = env->context();
  std::string error;
  auto reader = DebugReader::Open(ReadAddress(args[0]), &error);
  if (!error.empty()) {
    return THROW_ERR_FFI_CALL_FAILED(
        env, "Debug information can't be read: " + error);
  }
  if (reader == nullptr) return;
  auto set = [&](const char* name, Local<Value> value) {
    args.This()
        ->Set(context, OneByteString(env->isolate(), name), value)
        .Check();
  };
  Local<Value> path;
  if (!ToV8Value(context, reader->path()).ToLocal(&path)) return;
  set("path", path);
  set("buildId", ToV8Value(context, reader->build_id()).ToLocalChecked());
  set("hasInformation",
      Boolean::New(env->isolate(), reader->has_information()));
  new DebugInfo(env, args.This(), std::move(reader));
}

void DebugInfo::Covers(const FunctionCallbackInfo<Value>& args) {
  DebugInfo* info;
  ASSIGN_OR_RETURN_UNWRAP(&info, args.This());
  args.GetReturnValue().Set(info->reader_->Covers(ReadAddress(args[0])));
}

void DebugInfo::FindFunction(const FunctionCallbackInfo<Value>& args) {
  DebugInfo* info;
  ASSIGN_OR_RETURN_UNWRAP(&info, args.This());
  args.GetReturnValue().Set(
      static_cast<double>(info->reader_->FindFunction(ReadAddress(args[0]))));
}

void DebugInfo::Describe(const FunctionCallbackInfo<Value>& args) {
  DebugInfo* info;
  ASSIGN_OR_RETURN_UNWRAP(&info, args.This());
  CHECK(args[0]->IsNumber());
  const auto number =
      static_cast<DebugTypeNumber>(args[0].As<Number>()->Value());
  CHECK_LT(number, info->reader_->type_count());
  args.GetReturnValue().Set(
      ToObject(args.GetIsolate(), info->reader_->Describe(number)));
}

void DebugInfo::Initialize(Environment* env, Local<Object> target) {
  Isolate* isolate = env->isolate();
  Local<FunctionTemplate> constructor = NewFunctionTemplate(isolate, New);
  constructor->InstanceTemplate()->SetInternalFieldCount(
      DebugInfo::kInternalFieldCount);
  SetProtoMethod(isolate, constructor, "covers", Covers);
  SetProtoMethod(isolate, constructor, "findFunction", FindFunction);
  SetProtoMethod(isolate, constructor, "describe", Describe);
  SetConstructorFunction(env->context(), target, "DebugInfo", constructor);
}

void DebugInfo::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(New);
  registry->Register(Covers);
  registry->Register(FindFunction);
  registry->Register(Describe);
}

}  // namespace node::ffi
