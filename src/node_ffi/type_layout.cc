// Makes layouts of what lib/internal/ffi/layout.js says of types.

#include "node_ffi/type_layout.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base_object-inl.h"
#include "env-inl.h"
#include "memory_tracker-inl.h"
#include "node_external_reference.h"
#include "node_ffi/convert.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::FunctionTemplate;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Object;
using v8::Uint32;
using v8::Undefined;
using v8::Value;

namespace {

std::string_view NameOf(LayoutError error) {
  switch (error) {
    case LayoutError::kNone:
      return "";
    case LayoutError::kIncomplete:
      return "incomplete";
    case LayoutError::kFlexibleNotLast:
      return "flexible array not last";
    case LayoutError::kFlexibleAlone:
      return "flexible array alone";
    case LayoutError::kBitFieldType:
      return "type of bit-field";
    case LayoutError::kBitFieldTooWide:
      return "bit-field too wide";
    case LayoutError::kBitFieldNamedWithoutWidth:
      return "bit-field without width";
    case LayoutError::kAlignment:
      return "alignment";
    case LayoutError::kTooLarge:
      return "too large";
    case LayoutError::kTooDeep:
      return "too deep";
  }
  UNREACHABLE();
}

// An array of our own, of which to read runs no code of the program's.
Local<Value> Item(Local<Context> context, Local<Value> array, uint32_t index) {
  CHECK(array->IsArray());
  return array.As<v8::Array>()->Get(context, index).ToLocalChecked();
}

// A count of bits, bytes or elements, which JavaScript has looked at.
size_t ReadSize(Local<Value> value) {
  CHECK(value->IsNumber());
  const double number = value.As<Number>()->Value();
  CHECK(number >= 0 && number <= kMaxSafeInteger);
  return static_cast<size_t>(number);
}

}  // namespace

const char TypeLayout::kName[] = "TypeLayout";

TypeLayout::TypeLayout(Environment* env,
                       Local<Object> object,
                       LayoutPointer layout)
    : BaseObject(env, object), layout_(std::move(layout)) {
  MakeWeak();
}

TypeLayout* TypeLayout::FromValue(Environment* env, Local<Value> value) {
  if (!value->IsObject()) return nullptr;
  Local<Object> object = value.As<Object>();
  if (!IsBaseObject(env->isolate_data(), object)) return nullptr;
  BaseObject* base = FromJSObject(object);
  if (base == nullptr || base->MemoryInfoName() != kName) return nullptr;
  return static_cast<TypeLayout*>(base);
}

LayoutPointer TypeLayout::Read(Environment* env, Local<Value> value) {
  if (value->IsUint32()) {
    const uint32_t number = value.As<Uint32>()->Value();
    if (number >= kValueTypeCount) return nullptr;
    return kConversions[number].layout();
  }
  TypeLayout* handle = FromValue(env, value);
  return handle == nullptr ? nullptr : handle->layout();
}

void TypeLayout::Aggregate(const FunctionCallbackInfo<Value>& args) {
  Environment* env = Environment::GetCurrent(args);
  Local<Context> context = env->context();
  CHECK_EQ(args.Length(), 7);
  CHECK(args[0]->IsBoolean());
  CHECK(args[1]->IsArray());
  const uint32_t count = args[1].As<v8::Array>()->Length();
  std::vector<Field> fields;
  fields.reserve(count);
  for (uint32_t i = 0; i < count; i++) {
    Field field{.type = Read(env, Item(context, args[1], i)),
                .is_unnamed = Item(context, args[3], i)->IsTrue(),
                .alignment = ReadSize(Item(context, args[4], i))};
    CHECK_NOT_NULL(field.type);
    Local<Value> width = Item(context, args[2], i);
    if (!width->IsUndefined()) field.bit_width = ReadSize(width);
    fields.push_back(std::move(field));
  }
  const AggregateOptions options{
      .packing = static_cast<AggregateOptions::Packing>(ReadSize(args[5])),
      .alignment = ReadSize(args[6])};
  SetResult(args,
            args[0]->IsTrue() ? Layout::Union(fields, options)
                              : Layout::Struct(fields, options));
}

void TypeLayout::Array(const FunctionCallbackInfo<Value>& args) {
  LayoutPointer element = Read(Environment::GetCurrent(args), args[0]);
  CHECK_NOT_NULL(element);
  SetResult(args,
            args[1]->IsUndefined()
                ? Layout::FlexibleArray(std::move(element))
                : Layout::Array(std::move(element), ReadSize(args[1])));
}

void TypeLayout::SetResult(const FunctionCallbackInfo<Value>& args,
                           LayoutResult result) {
  Environment* env = Environment::GetCurrent(args);
  Isolate* isolate = env->isolate();
  // What JavaScript's numbers have no room for is too large for us.
  if (result.layout != nullptr &&
      static_cast<double>(result.layout->size()) > kMaxSafeInteger) {
    result = {{}, LayoutError::kTooLarge};
  }
  if (result.layout == nullptr) {
    const std::string_view name = NameOf(result.error);
    Local<Value> error[] = {
        OneByteString(isolate, name.data(), name.size()),
        result.field ? Number::New(isolate, *result.field).As<Value>()
                     : Undefined(isolate).As<Value>(),
    };
    args.GetReturnValue().Set(v8::Array::New(isolate, error, arraysize(error)));
    return;
  }
  Local<Object> object;
  if (!args.This().As<Function>()->NewInstance(env->context()).ToLocal(&object))
    return;
  new TypeLayout(env, object, std::move(result.layout));
  args.GetReturnValue().Set(object);
}

void TypeLayout::Describe(const FunctionCallbackInfo<Value>& args) {
  Isolate* isolate = args.GetIsolate();
  TypeLayout* handle = FromValue(Environment::GetCurrent(args), args.This());
  CHECK_NOT_NULL(handle);
  const Layout& layout = *handle->layout();
  std::vector<Local<Value>> numbers = {
      Number::New(isolate, layout.size()),
      Number::New(isolate, layout.alignment()),
  };
  numbers.reserve(2 + 2 * layout.members().size());
  for (const Layout::Member& member : layout.members()) {
    numbers.push_back(Number::New(isolate, member.offset));
    numbers.push_back(Number::New(isolate, member.bit_offset));
  }
  args.GetReturnValue().Set(
      v8::Array::New(isolate, numbers.data(), numbers.size()));
}

void TypeLayout::Initialize(Environment* env, Local<Object> target) {
  Isolate* isolate = env->isolate();
  Local<FunctionTemplate> constructor = MakeLazilyInitializedJSTemplate(env);
  SetMethod(isolate, constructor, "aggregate", Aggregate);
  SetMethod(isolate, constructor, "array", Array);
  SetProtoMethodNoSideEffect(isolate, constructor, "describe", Describe);
  SetConstructorFunction(env->context(), target, "TypeLayout", constructor);
}

void TypeLayout::RegisterExternalReferences(
    ExternalReferenceRegistry* registry) {
  registry->Register(Aggregate);
  registry->Register(Array);
  registry->Register(Describe);
}

void TypeLayout::MemoryInfo(MemoryTracker* tracker) const {
  // The layouts of which it consists may be those of other types.
  tracker->TrackFieldWithSize(
      "layout",
      sizeof(Layout) + layout_->members().size() * sizeof(Layout::Member));
}

}  // namespace node::ffi
