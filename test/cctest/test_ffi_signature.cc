#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/signature.h"

using node::ffi::Signature;

using layouts::f64;
using layouts::i32;
using layouts::v;

static std::shared_ptr<const Signature> Get(
    const node::ffi::LayoutPointer& result,
    const std::vector<node::ffi::LayoutPointer>& arguments) {
  return Signature::Get(NewPrototype(result, arguments));
}

TEST(FFISignature, DescribesTheFunctionType) {
  auto signature = Get(f64, {i32, f64});
  ASSERT_NE(signature, nullptr);
  const auto& prototype = signature->prototype();
  EXPECT_EQ(&prototype.result(), f64.get());
  ASSERT_EQ(prototype.arguments().size(), 2u);
  EXPECT_EQ(prototype.arguments()[0].type, i32);
  EXPECT_EQ(prototype.arguments()[1].type, f64);
}

TEST(FFISignature, IsSharedByEqualTypes) {
  auto first = Get(i32, {i32, i32});
  EXPECT_EQ(first, Get(i32, {i32, i32}));
  EXPECT_NE(first, Get(f64, {i32, i32}));
  EXPECT_NE(first, Get(i32, {i32}));
  EXPECT_NE(first, Get(i32, {i32, f64}));
}

TEST(FFISignature, ResultAndArgumentsAreNotConfused) {
  EXPECT_NE(Get(i32, {f64}), Get(f64, {i32}));
}

TEST(FFISignature, LivesAsLongAsItIsReferredTo) {
  std::weak_ptr<const Signature> weak;
  {
    auto signature = Get(v, {f64, f64, f64});
    weak = signature;
    EXPECT_FALSE(weak.expired());
  }
  EXPECT_TRUE(weak.expired());
  EXPECT_NE(Get(v, {f64, f64, f64}), nullptr);
}

TEST(FFISignature, MayBeMadeAndDroppedByManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([] {
      for (int j = 0; j < 2000; j++) {
        auto first = Get(v, {i32, f64, i32});
        auto second = Get(v, {i32, f64, i32});
        EXPECT_EQ(first, second);
        EXPECT_EQ(first->prototype().arguments().size(), 3u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}
