#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/prototype.h"
#include "node_ffi/closure.h"
#include "node_ffi/signature.h"

using node::ffi::LayoutPointer;
using node::ffi::LibffiCall;
using node::ffi::NewClosure;
using node::ffi::Prototype;
using node::ffi::Signature;

namespace {

using Types = std::vector<LayoutPointer>;
using layouts::f64;
using layouts::i16;
using layouts::i32;

// With more arguments than this, closures are always libffi's.
constexpr size_t kMaxEntryArguments = 256;

std::shared_ptr<const Signature> GetAdd() {
  return Signature::Get(NewPrototype(i32, {i32, i32}));
}

void AddWithData(void* data, void* arguments, void* result) {
  int32_t a;
  int32_t b;
  memcpy(&a, arguments, sizeof(a));
  memcpy(&b, static_cast<char*>(arguments) + 8, sizeof(b));
  const int32_t sum = a + b + *static_cast<int32_t*>(data);
  memcpy(result, &sum, sizeof(sum));
}

int32_t CallAdd(void* code, int32_t a, int32_t b) {
  return reinterpret_cast<int32_t (*)(int32_t, int32_t)>(code)(a, b);
}

// What a closure gets, and what it gives.
struct Call {
  const Prototype* prototype;
  std::vector<std::string> arguments;
  const void* result;
  bool is_aligned = false;
};

void Record(void* data, void* arguments, void* result) {
  Call* call = static_cast<Call*>(data);
  for (const auto& [type, offset] : call->prototype->arguments())
    call->arguments.emplace_back(static_cast<char*>(arguments) + offset,
                                 type->size());
  alignas(16) char probe[16];
  call->is_aligned = reinterpret_cast<uintptr_t>(&probe) % 16 == 0;
  memcpy(result, call->result, call->prototype->result().size());
}

// Calls a closure of that type with random bytes, through libffi's ffi_call(),
// which knows where the ABI has them.
void Check(const Prototype& prototype) {
  auto signature = Signature::Get(prototype);
  ASSERT_NE(signature, nullptr);
  RandomBytes values = ArgumentsOf(prototype);
  RandomBytes passed = values;
  RandomBytes result = ResultOf(prototype);
  RandomBytes returned = ResultOf(prototype);
  Call call{&prototype, {}, result.At(0)};
  void* code = NewClosure(signature, Record, &call);
  ASSERT_NE(code, nullptr);
  LibffiCall::Invoke(
      code, passed.At(0), returned.At(0), signature->libffi_call());

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

// Calls a closure that gives `bits` as if its result were wider, as compilers
// do that trust it to be extended.
template <typename Wide>
Wide CallWidened(const LayoutPointer& narrow, uint64_t bits) {
  auto signature = Signature::Get(NewPrototype(narrow, {}));
  void* code = NewClosure(
      signature,
      [](void* data, void*, void* result) {
        memcpy(result, data, sizeof(uint64_t));
      },
      &bits);
  EXPECT_NE(code, nullptr);
  return reinterpret_cast<Wide (*)()>(code)();
}

}  // namespace

TEST(FFIClosure, CallsItsHandlerWithItsData) {
  auto signature = GetAdd();
  int32_t first = 1000;
  int32_t second = -1000;
  void* a = NewClosure(signature, AddWithData, &first);
  void* b = NewClosure(signature, AddWithData, &second);
  ASSERT_NE(a, nullptr);
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(CallAdd(a, 20, 22), 1042);
  EXPECT_EQ(CallAdd(b, 20, 22), -958);
}

TEST(FFIClosure, PassesArgumentsOfEachType) {
  Check(NewPrototype(layouts::v, {}));
  for (const LayoutPointer& type : ValueTypes()) {
    // In registers, and on the stack.
    for (size_t count : {1, 2, 5, 6, 7, 8, 9, 10, 20, 64}) {
      Check(NewPrototype(layouts::v, Types(count, type)));
    }
  }
}

TEST(FFIClosure, PassesMixedArguments) {
  ForRandomPrototypes(Check);
}

TEST(FFIClosure, PassesMoreArgumentsThanAnEntryHas) {
  for (size_t count : {kMaxEntryArguments, kMaxEntryArguments + 1}) {
    Check(NewPrototype(i16, Types(count, i32)));
    Check(NewPrototype(i16, Types(count, f64)));
  }
}

TEST(FFIClosure, GivesResultsOfEachType) {
  for (const auto& type : ValueTypes()) Check(NewPrototype(type, {}));
}

TEST(FFIClosure, ExtendsNarrowResults) {
  constexpr uint64_t kBits = 0xF1F2F3F4F5F6F7F8;
  EXPECT_EQ(CallWidened<int64_t>(layouts::i8, kBits), -8);
  EXPECT_EQ(CallWidened<int64_t>(layouts::i16, kBits), -0x0808);
  EXPECT_EQ(CallWidened<int64_t>(layouts::i32, kBits),
            static_cast<int32_t>(0xF5F6F7F8));
  EXPECT_EQ(CallWidened<uint64_t>(layouts::u8, kBits), 0xF8u);
  EXPECT_EQ(CallWidened<uint64_t>(layouts::u16, kBits), 0xF7F8u);
  EXPECT_EQ(CallWidened<uint64_t>(layouts::u32, kBits), 0xF5F6F7F8u);
  EXPECT_EQ(CallWidened<uint64_t>(layouts::u64, kBits), kBits);
  EXPECT_EQ(CallWidened<int64_t>(layouts::i8, 0x7F), 0x7F);
  EXPECT_EQ(CallWidened<int64_t>(layouts::i16, 0x7FFF), 0x7FFF);
  EXPECT_EQ(CallWidened<int64_t>(layouts::i32, 0x7FFFFFFF), 0x7FFFFFFF);
}

// More than one chunk of stubs has.
TEST(FFIClosure, EachHasAnAddressOfItsOwn) {
  auto signature = GetAdd();
  std::vector<int32_t> data(10000);
  std::vector<void*> codes;
  for (int32_t& datum : data) {
    datum = static_cast<int32_t>(&datum - data.data());
    codes.push_back(NewClosure(signature, AddWithData, &datum));
    ASSERT_NE(codes.back(), nullptr);
  }
  EXPECT_EQ(std::set(codes.begin(), codes.end()).size(), codes.size());
  for (size_t i = 0; i < codes.size(); i++) {
    ASSERT_EQ(CallAdd(codes[i], 1, 2), 3 + data[i]);
  }
}

// A thread that has the address may call it at any time.
TEST(FFIClosure, OutlivesItsSignature) {
  for (size_t count : {size_t{0}, kMaxEntryArguments + 1}) {
    const Prototype prototype = NewPrototype(layouts::v, Types(count, i32));
    auto signature = Signature::Get(prototype);
    static int calls;
    calls = 0;
    void* code = NewClosure(
        signature,
        [](void* data, void*, void*) { ++*static_cast<int*>(data); },
        &calls);
    ASSERT_NE(code, nullptr);
    signature.reset();
    auto call = LibffiCall::Prepare(prototype);
    uint64_t result;
    LibffiCall::Invoke(code, ArgumentsOf(prototype).At(0), &result, call.get());
    EXPECT_EQ(calls, 1);
  }
}
