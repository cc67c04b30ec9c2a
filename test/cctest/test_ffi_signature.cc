#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/abi/type.h"
#include "node_ffi/signature.h"

using node::ffi::Signature;
using node::ffi::Type;
using node::ffi::TypeKind;

static const Type* const kInt32 = Type::Scalar(TypeKind::kInt32);
static const Type* const kFloat64 = Type::Scalar(TypeKind::kFloat64);
static const Type* const kVoid = Type::Scalar(TypeKind::kVoid);

TEST(FFISignature, DescribesTheFunctionType) {
  auto signature = Signature::Get(kFloat64, {kInt32, kFloat64});
  ASSERT_NE(signature, nullptr);
  EXPECT_EQ(&signature->result(), kFloat64);
  ASSERT_EQ(signature->arguments().size(), 2u);
  EXPECT_EQ(signature->arguments()[0], kInt32);
  EXPECT_EQ(signature->arguments()[1], kFloat64);
}

TEST(FFISignature, IsSharedByEqualTypes) {
  auto first = Signature::Get(kInt32, {kInt32, kInt32});
  EXPECT_EQ(first, Signature::Get(kInt32, {kInt32, kInt32}));
  EXPECT_NE(first, Signature::Get(kFloat64, {kInt32, kInt32}));
  EXPECT_NE(first, Signature::Get(kInt32, {kInt32}));
  EXPECT_NE(first, Signature::Get(kInt32, {kInt32, kFloat64}));
}

TEST(FFISignature, ResultAndArgumentsAreNotConfused) {
  EXPECT_NE(Signature::Get(kInt32, {kFloat64}),
            Signature::Get(kFloat64, {kInt32}));
}

TEST(FFISignature, LivesAsLongAsItIsReferredTo) {
  std::weak_ptr<const Signature> weak;
  {
    auto signature = Signature::Get(kVoid, {kFloat64, kFloat64, kFloat64});
    weak = signature;
    EXPECT_FALSE(weak.expired());
  }
  EXPECT_TRUE(weak.expired());
  EXPECT_NE(Signature::Get(kVoid, {kFloat64, kFloat64, kFloat64}), nullptr);
}

TEST(FFISignature, MayBeMadeAndDroppedByManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([] {
      for (int j = 0; j < 2000; j++) {
        auto first = Signature::Get(kVoid, {kInt32, kFloat64, kInt32});
        auto second = Signature::Get(kVoid, {kInt32, kFloat64, kInt32});
        EXPECT_EQ(first, second);
        EXPECT_EQ(first->arguments().size(), 3u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}
