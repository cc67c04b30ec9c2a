// What JavaScript has of how a type lies in memory.

#ifndef SRC_NODE_FFI_TYPE_LAYOUT_H_
#define SRC_NODE_FFI_TYPE_LAYOUT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include "base_object.h"
#include "memory_tracker.h"
#include "node_ffi/abi/layout.h"
#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// The handle of a Layout. It never changes. What can't be laid out is no
// exception of ours: JavaScript knows the names that a message needs.
//
// A user-land snapshot can't have any: lib/internal/ffi/layout.js makes
// them anew.
class TypeLayout final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  // The one behind a value of JavaScript's; nullptr for all others.
  static TypeLayout* FromValue(Environment* env, v8::Local<v8::Value> value);
  // The layout of what JavaScript passes as a type: the number of a ValueType,
  // or a TypeLayout. Null for all others.
  static LayoutPointer Read(Environment* env, v8::Local<v8::Value> value);

  const LayoutPointer& layout() const { return layout_; }

  void MemoryInfo(MemoryTracker* tracker) const override;
  const char* MemoryInfoName() const override { return kName; }
  SET_SELF_SIZE(TypeLayout)

 private:
  // By its address, a TypeLayout is told from other BaseObjects.
  static const char kName[];

  TypeLayout(Environment* env,
             v8::Local<v8::Object> object,
             LayoutPointer layout);

  // These return a TypeLayout, or [error, field], the field as its index or
  // undefined.
  //
  // TypeLayout.aggregate(isUnion, types, widths, unnamed, alignments, packing,
  // alignment): four arrays, with an item for each field. A width is undefined
  // if the field is no bit-field, an alignment 0 if none is asked for; packing
  // is an AggregateOptions::Packing.
  static void Aggregate(const v8::FunctionCallbackInfo<v8::Value>& args);
  // TypeLayout.array(element, count): without a count, a flexible array.
  static void Array(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void SetResult(const v8::FunctionCallbackInfo<v8::Value>& args,
                        LayoutResult result);

  // describe(): [size, alignment], and then for each member, those without a
  // name too, its offset in bytes and the bit there.
  static void Describe(const v8::FunctionCallbackInfo<v8::Value>& args);

  const LayoutPointer layout_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_TYPE_LAYOUT_H_
