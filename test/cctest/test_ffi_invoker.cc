#include <ffi.h>

#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/type.h"
#include "node_ffi/jit/invoker.h"

using node::ffi::GetInvoker;
using node::ffi::Invoker;
using node::ffi::LibffiCall;
using node::ffi::Slot;
using node::ffi::Type;
using node::ffi::TypeKind;

namespace {

// What a function received, and what it is to give.
struct Call {
  std::vector<const Type*> types;
  std::vector<Slot> arguments;
  Slot result;
  bool is_aligned;
};

void Record(ffi_cif*, void* result, void** arguments, void* data) {
  Call* call = static_cast<Call*>(data);
  for (const Type* type : call->types) {
    Slot slot{};
    memcpy(&slot, *arguments++, type->size());
    call->arguments.push_back(slot);
  }
  alignas(16) char probe[16];
  call->is_aligned = reinterpret_cast<uintptr_t>(&probe) % 16 == 0;
  memcpy(result, &call->result, sizeof(Slot));
}

// Calls a closure of libffi's, which knows where the ABI has the arguments,
// with random bytes.
void Check(const Type* result, const std::vector<const Type*>& types) {
  static std::mt19937_64 random;
  Invoker invoker = GetInvoker(*result, types);
  ASSERT_NE(invoker, nullptr);
  auto generic = LibffiCall::Prepare(result, types);
  Call call{types, {}, {}, false};
  call.result.uint64 = random();
  std::vector<Slot> values(types.size());
  for (Slot& value : values) value.uint64 = random();

  void* code;
  auto free = [](ffi_closure* closure) { ffi_closure_free(closure); };
  std::unique_ptr<ffi_closure, decltype(free)> closure(
      static_cast<ffi_closure*>(ffi_closure_alloc(sizeof(ffi_closure), &code)),
      free);
  ASSERT_EQ(
      ffi_prep_closure_loc(closure.get(), generic->cif(), Record, &call, code),
      FFI_OK);
  const Slot returned = invoker(code, values.data(), nullptr);

  EXPECT_TRUE(call.is_aligned);
  ASSERT_EQ(call.arguments.size(), types.size());
  for (size_t i = 0; i < types.size(); i++) {
    EXPECT_EQ(memcmp(&call.arguments[i], &values[i], types[i]->size()), 0)
        << "argument " << i << " of type " << types[i]->name();
  }
  EXPECT_EQ(memcmp(&returned, &call.result, result->size()), 0)
      << result->name();
}

// What a function finds in the whole register or place on the stack that has
// its last argument, after `before` others.
int64_t LastWidened(TypeKind kind,
                    uint64_t bits,
                    size_t before,
                    bool is_generic) {
  std::vector<const Type*> types(before, Type::Scalar(TypeKind::kInt64));
  types.push_back(Type::Scalar(kind));
  std::vector<Slot> values(types.size());
  values.back().uint64 = bits;
  int64_t (*first)(int64_t) = [](int64_t a) { return a; };
  using I = int64_t;
  I (*seventh)(I, I, I, I, I, I, I) = [](I, I, I, I, I, I, I g) { return g; };
  void* function = before == 0 ? reinterpret_cast<void*>(first)
                               : reinterpret_cast<void*>(seventh);
  const Type* int64 = Type::Scalar(TypeKind::kInt64);
  auto generic = LibffiCall::Prepare(int64, types);
  Invoker invoker = is_generic ? LibffiCall::Invoke : GetInvoker(*int64, types);
  return static_cast<int64_t>(
      invoker(function, values.data(), generic.get()).uint64);
}

#if defined(__x86_64__) && defined(__linux__)
constexpr bool kIsSupported = true;
#else
constexpr bool kIsSupported = false;
#endif

}  // namespace

TEST(FFIInvoker, EveryTypeInRegistersAndOnTheStack) {
  if (!kIsSupported) GTEST_SKIP();
  for (const Type* type : ValueTypes()) {
    for (size_t count : {0, 1, 2, 6, 7, 8, 9, 20}) {
      Check(type, std::vector<const Type*>(count, type));
    }
  }
}

TEST(FFIInvoker, AnyMixture) {
  if (!kIsSupported) GTEST_SKIP();
  ForRandomSignatures(Check);
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
      const auto last = [&](TypeKind kind) {
        return LastWidened(kind, kBits, before, is_generic);
      };
      EXPECT_EQ(last(TypeKind::kInt8), -0x11);
      EXPECT_EQ(last(TypeKind::kUint8), 0xef);
      EXPECT_EQ(last(TypeKind::kInt16), -0x3211);
      EXPECT_EQ(last(TypeKind::kUint16), 0xcdef);
      EXPECT_EQ(last(TypeKind::kInt32), int32_t{-0x6f543211});
      EXPECT_EQ(last(TypeKind::kUint32), 0x90abcdef);
    }
  }
}

TEST(FFIInvoker, HasALimit) {
  std::vector<const Type*> types(257, Type::Scalar(TypeKind::kInt32));
  EXPECT_EQ(GetInvoker(*Type::Scalar(TypeKind::kVoid), types), nullptr);
  types.pop_back();
  if (kIsSupported) Check(Type::Scalar(TypeKind::kInt32), types);
}
