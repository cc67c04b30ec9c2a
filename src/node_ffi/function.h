// What is behind one JavaScript function that calls native code, on its
// environment's thread.

#ifndef SRC_NODE_FFI_FUNCTION_H_
#define SRC_NODE_FFI_FUNCTION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base_object.h"
#include "node_ffi/function_type.h"
#include "util.h"
#include "v8.h"

namespace node {

class ExternalReferenceRegistry;

namespace ffi {

class AsyncCall;
class CheckedArguments;
class CheckedCall;
class CrashedCall;
class EnvState;
class Library;
struct CheckedFunction;

// The native side of one JavaScript function that calls a C function.
//
// The JavaScript function refers to the object that this belongs to, and that
// to the library's: as long as JavaScript can reach the function, its library
// stays loaded, unless it is closed explicitly.
class ForeignFunction final : public BaseObject {
 public:
  enum InternalFields {
    kLibrary = BaseObject::kInternalFieldCount,
    kInternalFieldCount
  };

  static void Initialize(Environment* env, v8::Local<v8::Object> target);
  static void RegisterExternalReferences(ExternalReferenceRegistry* registry);

  ~ForeignFunction() override;

  // Makes `library`, an object, live as long as this.
  void SetLibrary(v8::Local<v8::Object> library) {
    object()->SetInternalField(kLibrary, library);
  }
  // Called when the library is closed: from then on, calls throw.
  void Invalidate() {
    target_ = nullptr;
    fast_target_.Close();
  }

  void MemoryInfo(MemoryTracker* tracker) const override;
  SET_MEMORY_INFO_NAME(ForeignFunction)
  SET_SELF_SIZE(ForeignFunction)

  ListNode<ForeignFunction> library_node_;

 private:
  friend class AsyncCall;
  friend class CheckedArguments;
  friend class CheckedCall;
  friend class CrashedCall;

  // What thunks know of a function: the address that they jump to. Must not
  // move.
  struct FastTarget {
    // Comes first: it is what thunks read.
    void* address;
    ForeignFunction* function;
    // The thread's others, for crash reports: fast calls leave no trace but the
    // address of this, in the code that makes them.
    FastTarget* next = nullptr;
    FastTarget** link = nullptr;

    ~FastTarget();
    void AddToThread();

    // From then on, a call through this throws that the library is closed.
    void Close();
  };

  // The Library whose function it is, or null.
  const Library* library() const;
  // Calls the native function, whose one parameter is a pointer, at an address
  // that it has, or had before its library was closed. Gives false if a
  // callback threw.
  bool CallWithPointer(void* target, const void* pointer);

  ForeignFunction(Environment* env,
                  v8::Local<v8::Object> object,
                  void* target,
                  FunctionType type,
                  std::vector<uint32_t> positions,
                  std::string name,
                  bool has_error_number);

  // new ForeignFunction(address, result, arguments, hasErrorNumber, abi,
  // addressOf, positions, name): of the types and the ABI, see
  // FunctionType::Read().
  // `hasErrorNumber` says whether errno is asked of it: then, it is zero before
  // the call, and what it is afterwards is in the CallState. Of `addressOf`,
  // see EnvState::SetAddressOf(). `positions` has, if there are arguments that
  // the program does not pass, which one each is for it. It can be called once
  // a library has it.
  static void New(const v8::FunctionCallbackInfo<v8::Value>& args);
  // createCallable(name): the JavaScript function.
  static void CreateCallable(const v8::FunctionCallbackInfo<v8::Value>& args);
  // What calling that does.
  static void Invoke(const v8::FunctionCallbackInfo<v8::Value>& args);
  // What values are passed as: as the types say; as numbers and bigints that
  // are what C has; as numbers only, also for 64 bits.
  enum class Form { kValues, kPlain, kNumbers };
  template <Form form>
  static const Conversion& InForm(const Conversion& conversion);
  // How many arguments of `count` are not the room for a result.
  size_t CountGiven(int count) const {
    return type_.has_room() && count > 0 ? count - 1 : count;
  }
  // Throws, and gives false, if the library is closed.
  bool CheckOpen();
  // Throws, and gives false, if the permission model doesn't allow one of
  // `count` arguments, from `first` on. It may run a program's code, and comes
  // before anything is read.
  template <Form form>
  bool CheckPermittedArguments(const v8::FunctionCallbackInfo<v8::Value>& args,
                               size_t first,
                               size_t count);
  // Writes `count` arguments to `values`: those of `args` from `first` on.
  // Throws, and gives false, if one is wrong.
  template <Form form>
  bool ReadArguments(const v8::FunctionCallbackInfo<v8::Value>& args,
                     size_t first,
                     size_t count,
                     void* values,
                     Temporaries* temporaries);
  // Checks whether the function can be called with `args`, of which `given`
  // says how many the caller gave, and writes the arguments to `values`.
  // Throws, and gives false, if it can't.
  template <Form form>
  bool ReadCall(const v8::FunctionCallbackInfo<v8::Value>& args,
                size_t given,
                void* values,
                Temporaries* temporaries);
  bool ThrowWrongArgument(size_t index,
                          ConversionError error,
                          const Conversion* conversion);
  // What errors call an argument.
  std::string DescribeArgument(size_t index) const;
  // Gives the result, if it is an aggregate in the room that is the first of
  // `args`. Throws, and gives false, if it can't be given.
  template <Form form>
  bool GiveResult(const v8::FunctionCallbackInfo<v8::Value>& args,
                  const void* result,
                  uint32_t before);
  // What is left when the native function has returned, whatever comes then:
  // errno, if it is asked of the function; and the result, if it is a pointer.
  struct Outcome {
    int error_number = 0;
    uintptr_t pointer = 0;
  };
  // Calls with `args`. If `given` is a wrong number of arguments, there may be
  // fewer; the room for a result does not count. Gives false if it threw; what
  // callbacks threw waits in the EnvState.
  template <Form form>
  bool Call(const v8::FunctionCallbackInfo<v8::Value>& args,
            size_t given,
            Outcome* outcome);
  // The same for a function that has a CheckedFunction.
  bool MakeCheckedCall(const v8::FunctionCallbackInfo<v8::Value>& args,
                       size_t given,
                       Outcome* outcome);
  // Calls by one of these, and throws what callbacks threw.
  template <bool is_checked = false>
  void CallAndThrow(const v8::FunctionCallbackInfo<v8::Value>& args,
                    size_t given);

  // takeLost(): the pointer that the native function gave, if the last call
  // threw nevertheless; but once. keepLost(pointer): what a fast call gave that
  // may be about to throw.
  static void TakeLost(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void KeepLost(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getAddress(): throws if the library is closed.
  static void GetAddress(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getLibrary(): the Library whose function it is, or undefined.
  static void GetLibrary(const v8::FunctionCallbackInfo<v8::Value>& args);
  // takesPointer(): whether it has one parameter, a pointer that may be a
  // bigint.
  static void TakesPointer(const v8::FunctionCallbackInfo<v8::Value>& args);

  // What lib/internal/ffi/fast.js makes functions of.
  // createRaw(withNumbers): see RawFunction::New(); undefined without a thunk.
  // `withNumbers` has integers of 64 bits passed as numbers, if all of them are
  // safe integers.
  static void CreateRaw(const v8::FunctionCallbackInfo<v8::Value>& args);
  // getTarget(): the External that raw functions take.
  static void GetTarget(const v8::FunctionCallbackInfo<v8::Value>& args);
  // raw(arguments..., target), when the thunk isn't called.
  template <Form form>
  static void InvokeRaw(const v8::FunctionCallbackInfo<v8::Value>& args);
  // callSlow(room, arguments..., count, function), of which there are as many
  // arguments as there should be, and `count` is how many the caller gave. Now
  // and then, sets `is_to_look` of the CallState.
  static void CallSlow(const v8::FunctionCallbackInfo<v8::Value>& args);
  // callChecked(...): the same for a function of which setChecked() was called;
  // never sets `is_to_look`.
  static void CallChecked(const v8::FunctionCallbackInfo<v8::Value>& args);
  // checkFirst(arguments..., count, function): throws if the first `count` of
  // these are wrong, or if the function must not be called.
  static void CheckFirst(const v8::FunctionCallbackInfo<v8::Value>& args);
  static void TextAfterCall(const v8::FunctionCallbackInfo<v8::Value>& args);

  static constexpr uint32_t kSlowCallsPerLook = 64;

  static constinit thread_local FastTarget* fast_targets_;

  EnvState* const env_state_;
  // What is called: nullptr once it must not be.
  void* target_;
  // The address as thunks read it. They jump unchecked, so it is never null:
  // see FastTarget::Close().
  FastTarget fast_target_;
  const FunctionType type_;
  // For messages: the numbers of the arguments, where they are others.
  const std::vector<uint32_t> positions_;
  // As the program knows it, for crash reports; may be empty.
  const std::string name_;
  const bool has_error_number_;
  // In checked mode, or if calls are printed.
  std::unique_ptr<const CheckedFunction> checked_;
  uint32_t slow_calls_ = 0;
  uintptr_t lost_ = 0;
  // Whether the last call on another thread was.
  bool is_short_ = false;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_FUNCTION_H_
