#include <string>

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
