#include <dlfcn.h>

#include <set>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "node_ffi/abi/symbols.h"

using node::ffi::CountEdits;
using node::ffi::ForEachSymbol;
using node::ffi::SuggestSymbol;

TEST(FFISymbols, CountsEdits) {
  EXPECT_EQ(CountEdits("", "", 2), 0u);
  EXPECT_EQ(CountEdits("strlen", "strlen", 2), 0u);
  EXPECT_EQ(CountEdits("strlen", "strle", 2), 1u);
  EXPECT_EQ(CountEdits("strlen", "xstrlen", 2), 1u);
  EXPECT_EQ(CountEdits("strlen", "strlan", 2), 1u);
  EXPECT_EQ(CountEdits("strlen", "strlne", 2), 1u);
  EXPECT_EQ(CountEdits("strlen", "srtlne", 2), 2u);
  EXPECT_EQ(CountEdits("strlen", "memcpy", 2), 3u);
  EXPECT_EQ(CountEdits("a", "abcd", 2), 3u);
}

#if defined(__linux__) && defined(__GLIBC__)

class FFISymbolsOfLibrary : public testing::Test {
 protected:
  void SetUp() override {
    handle_ = dlopen("libm.so.6", RTLD_LAZY);
    ASSERT_NE(handle_, nullptr);
  }
  void TearDown() override { dlclose(handle_); }

  void* handle_ = nullptr;
};

TEST_F(FFISymbolsOfLibrary, AreTheOnesThatTheLoaderFinds) {
  std::set<std::string> names;
  ForEachSymbol(handle_, [&](std::string_view name) { names.emplace(name); });
  EXPECT_GT(names.size(), 100u);
  EXPECT_EQ(names.count("cos"), 1u);
  EXPECT_EQ(names.count("hypot"), 1u);
  // What a library needs of others is none of its own.
  EXPECT_EQ(names.count("malloc"), 0u);
  EXPECT_EQ(names.count("__errno_location"), 0u);
}

TEST_F(FFISymbolsOfLibrary, SuggestsTheNearest) {
  EXPECT_EQ(SuggestSymbol(handle_, "hypto"), "did you mean 'hypot'?");
  EXPECT_EQ(SuggestSymbol(handle_, ""), "");
  EXPECT_EQ(SuggestSymbol(handle_, "nothing_is_near_this"), "");
  EXPECT_EQ(SuggestSymbol(handle_, std::string(100'000, 'x')), "");
}

TEST_F(FFISymbolsOfLibrary, ListsTheVersionsOfOne) {
  const std::string text = SuggestSymbol(handle_, "cos@NO_SUCH_VERSION");
  EXPECT_TRUE(text.starts_with("the library has 'cos@@GLIBC_")) << text;
  EXPECT_EQ(SuggestSymbol(handle_, "@NO_SUCH_VERSION"), "");
}

TEST(FFISymbols, OfTheProcessIncludeTheCLibrary) {
  void* handle = dlopen(nullptr, RTLD_LAZY);
  EXPECT_EQ(SuggestSymbol(handle, "memcpyy"), "did you mean 'memcpy'?");
  dlclose(handle);
}

TEST(FFISymbols, FindsWhatCxxMangled) {
  void* handle = dlopen("libstdc++.so.6", RTLD_LAZY);
  ASSERT_NE(handle, nullptr);
  const std::string text = SuggestSymbol(handle, "uncaught_exceptions");
  EXPECT_EQ(text,
            "the library has it as a C++ function, std::uncaught_exceptions(), "
            "under the name '_ZSt19uncaught_exceptionsv'");
  dlclose(handle);
}

#endif
