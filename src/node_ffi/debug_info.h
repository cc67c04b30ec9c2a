// What JavaScript has of a library's debug information.

#ifndef SRC_NODE_FFI_DEBUG_INFO_H_
#define SRC_NODE_FFI_DEBUG_INFO_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <memory>

#include "base_object.h"
#include "memory_tracker.h"
#include "node_ffi/abi/debug_reader.h"
#include "v8.h"

namespace node {

class Environment;
class ExternalReferenceRegistry;

namespace ffi {

// The handle of a DebugReader.
class DebugInfo final : public BaseObject {
 public:
  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  SET_NO_MEMORY_INFO()
  SET_MEMORY_INFO_NAME(DebugInfo)
  SET_SELF_SIZE(DebugInfo)

  ~DebugInfo() override;

 private:
  // Of what libdw has for a file, for the garbage collector: such objects are
  // small, and would wait for it for long.
  static constexpr size_t kEstimatedSize = 8 * 1024 * 1024;

  DebugInfo(Environment* env,
            v8::Local<v8::Object> object,
            std::unique_ptr<DebugReader> reader);

  // new DebugInfo(address): of the loaded file that the address is in. It has
  // `path`, `buildId` and `hasInformation`, or nothing if there is no such
  // file. Throws if no debug information can be read.
  static void New(const v8::FunctionCallbackInfo<v8::Value>& args);
  // covers(address): whether it is in that file, which is still loaded.
  static void Covers(const v8::FunctionCallbackInfo<v8::Value>& args);
  // findFunction(address): the number of its type, or 0.
  static void FindFunction(const v8::FunctionCallbackInfo<v8::Value>& args);
  // describe(number): a DebugType as an object.
  static void Describe(const v8::FunctionCallbackInfo<v8::Value>& args);

  const std::unique_ptr<DebugReader> reader_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_DEBUG_INFO_H_
