#include <set>

#include "gtest/gtest.h"
#include "node_ffi/call_generic.h"
#include "node_ffi/closure.h"
#include "node_ffi/type.h"

using node::ffi::Closure;
using node::ffi::GenericCall;
using node::ffi::Type;
using node::ffi::TypeKind;

static std::unique_ptr<GenericCall> PrepareAdd() {
  const Type* int32 = Type::Scalar(TypeKind::kInt32);
  const Type* arguments[] = {int32, int32};
  return GenericCall::Prepare(int32, arguments);
}

static void AddWithData(ffi_cif*, void* result, void** arguments, void* data) {
  *static_cast<ffi_sarg*>(result) = *static_cast<int32_t*>(arguments[0]) +
                                    *static_cast<int32_t*>(arguments[1]) +
                                    *static_cast<int32_t*>(data);
}

static int32_t CallAdd(void* code, int32_t a, int32_t b) {
  return reinterpret_cast<int32_t (*)(int32_t, int32_t)>(code)(a, b);
}

TEST(FFIClosure, CallsItsHandlerWithItsData) {
  auto call = PrepareAdd();
  int32_t first = 1000;
  int32_t second = -1000;
  Closure a;
  Closure b;
  EXPECT_EQ(a.code(), nullptr);
  ASSERT_TRUE(a.Make(*call, AddWithData, &first));
  ASSERT_TRUE(b.Make(*call, AddWithData, &second));
  EXPECT_EQ(CallAdd(a.code(), 20, 22), 1042);
  EXPECT_EQ(CallAdd(b.code(), 20, 22), -958);
}

TEST(FFIClosure, ARetiredOnesAddressIsNeverUsedAgain) {
  auto call = PrepareAdd();
  int32_t data = 0;
  std::set<void*> codes;
  for (int i = 0; i < 1000; i++) {
    Closure closure;
    ASSERT_TRUE(closure.Make(*call, AddWithData, &data));
    EXPECT_TRUE(codes.insert(closure.code()).second);
    closure.Retire("retired");
  }
}

TEST(FFIClosureDeathTest, ARetiredOneEndsTheProcessWithItsMessage) {
  auto call = PrepareAdd();
  int32_t data = 0;
  Closure closure;
  ASSERT_TRUE(closure.Make(*call, AddWithData, &data));
  void* code = closure.code();
  closure.Retire("what was retired");
  EXPECT_DEATH_IF_SUPPORTED(CallAdd(code, 1, 2),
                            "FATAL ERROR: node:ffi: what was retired");
}
