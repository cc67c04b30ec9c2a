#include <ffi.h>

#include <csetjmp>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/prototype.h"
#include "node_ffi/jit/invoker.h"
#include "node_ffi/jit/preserved.h"

using node::ffi::GetCheckedInvoker;
using node::ffi::GetInvoker;
using node::ffi::Invoker;
using node::ffi::LayoutPointer;
using node::ffi::LibffiCall;
using node::ffi::Preserved;
using node::ffi::PreservedScope;
using node::ffi::Prototype;

namespace {

using Types = std::vector<LayoutPointer>;
using layouts::i32;
using layouts::i64;

// What a function received, and what it is to give.
struct Call {
  const Prototype* prototype;
  std::vector<std::string> arguments;
  const void* result;
  bool is_aligned;
};

void Record(ffi_cif*, void* result, void** arguments, void* data) {
  Call* call = static_cast<Call*>(data);
  for (const auto& [type, offset] : call->prototype->arguments())
    call->arguments.emplace_back(static_cast<char*>(*arguments++),
                                 type->size());
  alignas(16) char probe[16];
  call->is_aligned = reinterpret_cast<uintptr_t>(&probe) % 16 == 0;
  memcpy(result, call->result, call->prototype->result_size());
}

// Calls a closure of libffi's, which knows where the ABI has the arguments,
// with random bytes.
void CheckWith(Invoker invoker, const Prototype& prototype) {
  ASSERT_NE(invoker, nullptr);
  auto generic = LibffiCall::Prepare(prototype);
  RandomBytes values = ArgumentsOf(prototype);
  RandomBytes passed = values;
  RandomBytes result = ResultOf(prototype);
  RandomBytes returned = ResultOf(prototype);
  Call call{&prototype, {}, result.At(0), false};

  void* code;
  auto free = [](ffi_closure* closure) { ffi_closure_free(closure); };
  std::unique_ptr<ffi_closure, decltype(free)> closure(
      static_cast<ffi_closure*>(ffi_closure_alloc(sizeof(ffi_closure), &code)),
      free);
  ASSERT_EQ(
      ffi_prep_closure_loc(closure.get(), generic->cif(), Record, &call, code),
      FFI_OK);
  invoker(code, passed.At(0), returned.At(0), nullptr);

  EXPECT_TRUE(call.is_aligned);
  ASSERT_EQ(call.arguments.size(), prototype.arguments().size());
  for (size_t i = 0; i < call.arguments.size(); i++) {
    const auto& [type, offset] = prototype.arguments()[i];
    EXPECT_EQ(call.arguments[i], std::string(values.At(offset), type->size()))
        << "argument " << i << " of " << Describe(*type);
  }
  const size_t size = prototype.result().size();
  EXPECT_EQ(memcmp(returned.At(0), result.At(0), size), 0)
      << Describe(prototype.result());
}

void Check(const Prototype& prototype) {
  CheckWith(GetInvoker(prototype), prototype);
  Preserved preserved{};
  PreservedScope scope(&preserved);
  CheckWith(GetCheckedInvoker(prototype), prototype);
  EXPECT_EQ(preserved.DescribeChanges(), "");
  EXPECT_NE(preserved.before.rsp, 0u);
}

// What a function finds in the whole register or place on the stack that has
// its last argument, after `before` others.
int64_t LastWidened(const LayoutPointer& type,
                    uint64_t bits,
                    size_t before,
                    bool is_generic) {
  Types types(before, i64);
  types.push_back(type);
  const Prototype prototype = NewPrototype(i64, types);
  std::vector<uint64_t> values(types.size());
  values.back() = bits;
  int64_t (*first)(int64_t) = [](int64_t a) { return a; };
  using I = int64_t;
  I (*seventh)(I, I, I, I, I, I, I) = [](I, I, I, I, I, I, I g) { return g; };
  void* function = before == 0 ? reinterpret_cast<void*>(first)
                               : reinterpret_cast<void*>(seventh);
  auto generic = LibffiCall::Prepare(prototype);
  Invoker invoker = is_generic ? LibffiCall::Invoke : GetInvoker(prototype);
  int64_t result;
  invoker(function, values.data(), &result, generic.get());
  return result;
}

jmp_buf back;

template <void (*function)()>
void InvokeChecked() {
  const Prototype prototype = NewPrototype(layouts::v, {});
  Preserved preserved{};
  PreservedScope scope(&preserved);
  GetCheckedInvoker(prototype)(
      reinterpret_cast<void*>(function), nullptr, nullptr, nullptr);
  EXPECT_EQ(preserved.DescribeChanges(), "");
}

void JumpBack() {
  longjmp(back, 1);
}

// Writes where those who have jumped back had their frames.
void Overwrite() {
  volatile char room[4096];
  for (volatile char& byte : room) byte = 0x5A;
}

void CallAndCatch() {
  if (setjmp(back) == 0) InvokeChecked<JumpBack>();
  Overwrite();
  InvokeChecked<Overwrite>();
}

#if defined(__x86_64__) && defined(__linux__)
constexpr bool kIsSupported = true;
#else
constexpr bool kIsSupported = false;
#endif

}  // namespace

TEST(FFIInvoker, EveryTypeInRegistersAndOnTheStack) {
  if (!kIsSupported) GTEST_SKIP();
  for (const LayoutPointer& type : ValueTypes()) {
    for (size_t count : {0, 1, 2, 6, 7, 8, 9, 20}) {
      Check(NewPrototype(type, Types(count, type)));
    }
  }
}

TEST(FFIInvoker, AnyMixture) {
  if (!kIsSupported) GTEST_SKIP();
  ForRandomPrototypes(Check);
}

// To 64 bits, in registers and on the stack, through libffi too: a function
// that is declared with a wider type than the signature says finds the same
// value whichever engine calls it.
TEST(FFIInvoker, NarrowIntegersAreExtended) {
  constexpr uint64_t kBits = 0x1234567890abcdef;
  for (bool is_generic : {false, true}) {
    if (!is_generic && !kIsSupported) continue;
    for (size_t before : {0, 6}) {
      SCOPED_TRACE(before);
      const auto last = [&](const LayoutPointer& type) {
        return LastWidened(type, kBits, before, is_generic);
      };
      EXPECT_EQ(last(layouts::i8), -0x11);
      EXPECT_EQ(last(layouts::u8), 0xef);
      EXPECT_EQ(last(layouts::i16), -0x3211);
      EXPECT_EQ(last(layouts::u16), 0xcdef);
      EXPECT_EQ(last(layouts::i32), int32_t{-0x6f543211});
      EXPECT_EQ(last(layouts::u32), 0x90abcdef);
    }
  }
}

// A call that is left by longjmp() is not there any more when the one around it
// returns.
TEST(FFIInvoker, CheckedCallsMayBeLeft) {
  if (!kIsSupported) GTEST_SKIP();
  InvokeChecked<CallAndCatch>();
  InvokeChecked<CallAndCatch>();
}

TEST(FFIInvoker, HasALimit) {
  EXPECT_EQ(GetInvoker(NewPrototype(layouts::v, Types(257, i32))), nullptr);
  if (kIsSupported) Check(NewPrototype(i32, Types(256, i32)));
}
