#include <cstring>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/type.h"
#include "node_ffi/closure.h"
#include "node_ffi/signature.h"

using node::ffi::LibffiCall;
using node::ffi::NewClosure;
using node::ffi::Signature;
using node::ffi::Slot;
using node::ffi::Type;
using node::ffi::TypeKind;

namespace {

// With more arguments than this, closures are always libffi's.
constexpr size_t kMaxEntryArguments = 256;

std::shared_ptr<const Signature> GetAdd() {
  const Type* int32 = Type::Scalar(TypeKind::kInt32);
  return Signature::Get(int32, {int32, int32});
}

int32_t ToInt32(const Slot& slot) {
  int32_t value;
  memcpy(&value, &slot, sizeof(value));
  return value;
}

Slot AddWithData(void* data, Slot* arguments) {
  Slot result{};
  int32_t sum = ToInt32(arguments[0]) + ToInt32(arguments[1]) +
                *static_cast<int32_t*>(data);
  memcpy(&result, &sum, sizeof(sum));
  return result;
}

int32_t CallAdd(void* code, int32_t a, int32_t b) {
  return reinterpret_cast<int32_t (*)(int32_t, int32_t)>(code)(a, b);
}

// What a closure gets, and what it gives.
struct Call {
  const Signature* signature;
  std::vector<Slot> arguments;
  Slot result;
  bool is_aligned = false;
};

Slot Record(void* data, Slot* arguments) {
  Call* call = static_cast<Call*>(data);
  for (const Type* type : call->signature->arguments()) {
    Slot slot{};
    memcpy(&slot, arguments++, type->size());
    call->arguments.push_back(slot);
  }
  alignas(16) char probe[16];
  call->is_aligned = reinterpret_cast<uintptr_t>(&probe) % 16 == 0;
  return call->result;
}

// Calls a closure of that type with random bytes, through libffi's ffi_call(),
// which knows where the ABI has them.
void Check(const Type* result, const std::vector<const Type*>& arguments) {
  static std::mt19937_64 random;
  auto signature = Signature::Get(result, arguments);
  ASSERT_NE(signature, nullptr);
  std::vector<Slot> values(arguments.size());
  for (Slot& value : values) value.uint64 = random();

  Call call{signature.get(), {}, {}};
  // Also the bytes that are beyond a narrow result are random.
  call.result.uint64 = random();
  void* code = NewClosure(signature, Record, &call);
  ASSERT_NE(code, nullptr);
  Slot returned =
      LibffiCall::Invoke(code, values.data(), &signature->libffi_call());

  EXPECT_TRUE(call.is_aligned);
  ASSERT_EQ(call.arguments.size(), values.size());
  for (size_t i = 0; i < values.size(); i++) {
    EXPECT_EQ(memcmp(&call.arguments[i], &values[i], arguments[i]->size()), 0)
        << "argument " << i << " of type " << arguments[i]->name();
  }
  EXPECT_EQ(memcmp(&returned, &call.result, result->size()), 0)
      << result->name();
}

std::vector<const Type*> Repeat(TypeKind kind, size_t count) {
  return std::vector<const Type*>(count, Type::Scalar(kind));
}

// Calls a closure that gives `bits` as if its result were wider, as compilers
// do that trust it to be extended.
template <typename Wide>
Wide CallWidened(TypeKind kind, uint64_t bits) {
  auto signature = Signature::Get(Type::Scalar(kind), {});
  Slot slot{};
  slot.uint64 = bits;
  void* code = NewClosure(
      signature,
      [](void* data, Slot*) { return *static_cast<Slot*>(data); },
      &slot);
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
  const Type* result = Type::Scalar(TypeKind::kVoid);
  Check(result, {});
  for (const Type* type : ValueTypes()) {
    // In registers, and on the stack.
    for (size_t count : {1, 2, 5, 6, 7, 8, 9, 10, 20, 64}) {
      Check(result, std::vector<const Type*>(count, type));
    }
  }
}

TEST(FFIClosure, PassesMixedArguments) {
  ForRandomSignatures(Check);
}

TEST(FFIClosure, PassesMoreArgumentsThanAnEntryHas) {
  const Type* result = Type::Scalar(TypeKind::kInt16);
  for (size_t count : {kMaxEntryArguments, kMaxEntryArguments + 1}) {
    Check(result, Repeat(TypeKind::kInt32, count));
    Check(result, Repeat(TypeKind::kFloat64, count));
  }
}

TEST(FFIClosure, GivesResultsOfEachType) {
  for (const Type* type : ValueTypes()) Check(type, {});
}

TEST(FFIClosure, ExtendsNarrowResults) {
  constexpr uint64_t kBits = 0xF1F2F3F4F5F6F7F8;
  EXPECT_EQ(CallWidened<int64_t>(TypeKind::kInt8, kBits), -8);
  EXPECT_EQ(CallWidened<int64_t>(TypeKind::kInt16, kBits), -0x0808);
  EXPECT_EQ(CallWidened<int64_t>(TypeKind::kInt32, kBits),
            static_cast<int32_t>(0xF5F6F7F8));
  EXPECT_EQ(CallWidened<uint64_t>(TypeKind::kUint8, kBits), 0xF8u);
  EXPECT_EQ(CallWidened<uint64_t>(TypeKind::kUint16, kBits), 0xF7F8u);
  EXPECT_EQ(CallWidened<uint64_t>(TypeKind::kUint32, kBits), 0xF5F6F7F8u);
  EXPECT_EQ(CallWidened<uint64_t>(TypeKind::kUint64, kBits), kBits);
  EXPECT_EQ(CallWidened<int64_t>(TypeKind::kInt8, 0x7F), 0x7F);
  EXPECT_EQ(CallWidened<int64_t>(TypeKind::kInt16, 0x7FFF), 0x7FFF);
  EXPECT_EQ(CallWidened<int64_t>(TypeKind::kInt32, 0x7FFFFFFF), 0x7FFFFFFF);
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
    auto signature = Signature::Get(Type::Scalar(TypeKind::kVoid),
                                    Repeat(TypeKind::kInt32, count));
    static int calls;
    calls = 0;
    void* code = NewClosure(
        signature,
        [](void* data, Slot*) {
          ++*static_cast<int*>(data);
          return Slot{};
        },
        &calls);
    ASSERT_NE(code, nullptr);
    signature.reset();
    const std::vector<const Type*> types = Repeat(TypeKind::kInt32, count);
    auto call = LibffiCall::Prepare(Type::Scalar(TypeKind::kVoid), types);
    const std::vector<Slot> values(count);
    LibffiCall::Invoke(code, values.data(), call.get());
    EXPECT_EQ(calls, 1);
  }
}
