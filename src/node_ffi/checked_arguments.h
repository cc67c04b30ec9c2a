// What native code is passed in checked mode.

#ifndef SRC_NODE_FFI_CHECKED_ARGUMENTS_H_
#define SRC_NODE_FFI_CHECKED_ARGUMENTS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "node_ffi/checked_memory.h"
#include "v8.h"

namespace node {

class Environment;

namespace ffi {

class ForeignFunction;

// What can be known of an address that is given as one: "0x8 is not mapped", or
// nothing if there is memory. NULL is an address as any other, and so is -1,
// which stands for "none" or "failed" where NULL has a meaning. An address
// right behind memory is one that C has.
std::string FindWrongAddress(uintptr_t address);

// The arguments of one call: pointers have to lead somewhere; bytes and strings
// are passed as guarded copies, as long as this lives.
//
// Between calls of JavaScript, such as callbacks are, native code has the
// copies, and JavaScript its own bytes: what one side has changed, the other
// one gets where they change over. Addresses in bytes that are copied are
// those of the copies in these, and the other way round.
//
// They are on the heap: when native code leaves a call by longjmp(), nobody
// ends its CheckedScope, which refers to them until the call around it ends,
// nor frees them.
class CheckedArguments {
 public:
  // How the bytes of an ArrayBuffer are passed. What is a part of native
  // memory, or may be kept by native code, is passed itself. A part of a buffer
  // that others have parts of, too, is not passed together with theirs.
  enum class Passing { kWhole, kParts, kItself };
  static void SetPassing(Environment* env,
                         v8::Local<v8::ArrayBuffer> buffer,
                         Passing passing);

  // `is_sealed`: see GuardedCopy.
  CheckedArguments(const ForeignFunction* function,
                   const char* subject,
                   bool is_sealed);
  ~CheckedArguments();
  CheckedArguments(const CheckedArguments&) = delete;
  CheckedArguments& operator=(const CheckedArguments&) = delete;

  // Looks at the arguments that have been read from `args` to `values`, and
  // has these lead to copies. Throws, and gives false, if there is anything
  // wrong with one.
  bool Prepare(const v8::FunctionCallbackInfo<v8::Value>& args, void* values);

  // Gives JavaScript what native code has written, and what it has of other
  // memory that JavaScript has changed.
  void CopyOut();
  void CopyIn();
  // What native code has written that it must not have, or nothing.
  std::string FindDamage() const;
  // The address that JavaScript has for one of native code's.
  uintptr_t ToOriginal(uintptr_t address) const;
  // The address that native code has for one of JavaScript's.
  uintptr_t ToCopy(uintptr_t address) const;

 private:
  friend class CheckedScope;
  // What is passed of an ArrayBuffer, or a string.
  struct Piece {
    size_t index;
    uintptr_t address;
    size_t size;
    size_t alignment;
    // Null for a string, which is not copied back.
    std::shared_ptr<v8::BackingStore> store;
    Passing passing = Passing::kWhole;

    uintptr_t end() const { return address + size; }
  };
  struct Copy {
    uintptr_t original;
    std::shared_ptr<v8::BackingStore> store;
    GuardedCopy::Owner guarded;
    // What both sides had when they were last the same, as JavaScript has it.
    std::unique_ptr<char[]> before;

    // Whether the bytes are there still: a buffer may shrink.
    bool is_there() const;
  };

  bool AddPiece(v8::Local<v8::Value> value, size_t index, uintptr_t address);
  void AddString(size_t index, uintptr_t address);
  // Whether two pieces, of which `b` doesn't begin before `a`, are passed as
  // one.
  static bool AreOne(const Piece& a, const Piece& b);
  bool CheckAddress(size_t index, uintptr_t address);
  bool CopyPieces(void* values);
  bool CopyAsOne(size_t first, size_t last, void* values);
  template <bool is_out>
  void CopyChanges(const Copy& copy);

  const ForeignFunction* const function_;
  const char* const subject_;
  const bool is_sealed_;
  std::vector<Piece> pieces_;
  std::vector<uintptr_t> addresses_;
  std::vector<Copy> copies_;
  // What all copies are between, and what was copied: other words in these are
  // no addresses of theirs.
  uintptr_t first_copy_ = -1;
  uintptr_t last_copy_ = 0;
  uintptr_t first_original_ = -1;
  uintptr_t last_original_ = 0;
  // Those of the call around this one, in a CheckedScope.
  CheckedArguments* outer_ = nullptr;
};

// The calls that are under way on this thread, from the last one on, for the
// time of native code.
class CheckedScope {
 public:
  explicit CheckedScope(CheckedArguments* arguments);
  ~CheckedScope();
  CheckedScope(const CheckedScope&) = delete;
  CheckedScope& operator=(const CheckedScope&) = delete;

  // What is to be done before native code calls JavaScript, and after.
  static void CopyOut();
  static void CopyIn();
  // Of an address that is passed to JavaScript, or returned by it.
  static uintptr_t ToOriginal(uintptr_t address);
  static uintptr_t ToCopy(uintptr_t address);

 private:
  CheckedArguments* const arguments_;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CHECKED_ARGUMENTS_H_
