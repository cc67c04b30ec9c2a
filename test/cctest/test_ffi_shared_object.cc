#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#ifdef __linux__
#include <dlfcn.h>
#endif

#include "gtest/gtest.h"
#include "node_ffi/abi/shared_object.h"

using node::ffi::IsReadOnly;
using node::ffi::SharedObject;

TEST(FFISharedObject, TheProcessItself) {
  SharedObject process;
  std::string error;
  ASSERT_TRUE(process.Open(nullptr, &error)) << error;
  EXPECT_TRUE(process.is_open());
  EXPECT_NE(process.GetSymbol("malloc", &error), nullptr) << error;
  EXPECT_EQ(error, "");
}

TEST(FFISharedObject, AMissingLibraryIsAnError) {
  SharedObject library;
  std::string error;
  EXPECT_FALSE(library.Open("/nonexistent/libnothing.so", &error));
  EXPECT_FALSE(library.is_open());
  EXPECT_NE(error.find("/nonexistent/libnothing.so"), std::string::npos)
      << error;
}

TEST(FFISharedObject, AMissingSymbolIsAnError) {
  SharedObject process;
  std::string error;
  ASSERT_TRUE(process.Open(nullptr, &error)) << error;
  EXPECT_EQ(process.GetSymbol("no_such_symbol_anywhere", &error), nullptr);
  EXPECT_NE(error.find("no_such_symbol_anywhere"), std::string::npos) << error;
}

TEST(FFISharedObject, TellsWhatIsReadOnly) {
  static const int kConstant = 1;
  static int variable = 1;
  EXPECT_TRUE(IsReadOnly(&kConstant));
  EXPECT_FALSE(IsReadOnly(&variable));
  int local = 0;
  EXPECT_FALSE(IsReadOnly(&local));
}

TEST(FFISharedObject, CloseMayBeRepeatedAndOpenedAgain) {
  SharedObject process;
  std::string error;
  process.Close();
  ASSERT_TRUE(process.Open(nullptr, &error)) << error;
  process.Close();
  process.Close();
  EXPECT_FALSE(process.is_open());
  EXPECT_TRUE(process.Open(nullptr, &error)) << error;
}

#ifdef __linux__

namespace {

// A library that is there in any case: the one with mathematical functions.
std::string ReadLibrary() {
  Dl_info info;
  double (*function)(double) = cos;
  if (dladdr(reinterpret_cast<void*>(function), &info) == 0) return {};
  std::ifstream file(info.dli_fname, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST(FFISharedObject, BytesAreALibraryEachTime) {
  const std::string bytes = ReadLibrary();
  SharedObject first;
  SharedObject second;
  std::string error;
  ASSERT_TRUE(first.OpenBytes(bytes.data(), bytes.size(), &error)) << error;
  ASSERT_TRUE(second.OpenBytes(bytes.data(), bytes.size(), &error)) << error;
  EXPECT_NE(first.handle(), second.handle());
  void* symbol = first.GetSymbol("lgamma", &error);
  EXPECT_NE(symbol, nullptr) << error;
  EXPECT_NE(symbol, second.GetSymbol("lgamma", &error));
  EXPECT_EQ(first.GetSymbol("no_such_symbol", &error), nullptr);
  EXPECT_EQ(error.find("<bytes>: "), 0u) << error;
}

TEST(FFISharedObject, IncompleteBytesAreAnError) {
  const std::string bytes = ReadLibrary();
  for (size_t size = 0; size < bytes.size() / 2; size += 4093) {
    SharedObject library;
    std::string error;
    EXPECT_FALSE(library.OpenBytes(bytes.data(), size, &error)) << size;
    EXPECT_EQ(error.find("<bytes>: "), 0u) << error;
  }
}

#endif
