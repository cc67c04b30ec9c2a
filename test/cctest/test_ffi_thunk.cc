#include <ffi.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "node_ffi/code_memory.h"
#include "node_ffi/thunk.h"

#if defined(__x86_64__) && defined(__linux__)

using node::ffi::CodeMemory;
using node::ffi::EmitThunk;
using node::ffi::RegisterClass;

namespace {

// Libffi is what shows that a thunk is right: it calls the thunk as V8 would,
// and the thunk calls a closure of libffi's, which records what it gets.
struct Recorder {
  std::vector<uint64_t> values;
  bool aligned = false;
};

void Record(ffi_cif* cif, void* result, void** arguments, void* data) {
  Recorder* recorder = static_cast<Recorder*>(data);
  for (unsigned int i = 0; i < cif->nargs; i++) {
    uint64_t value;
    memcpy(&value, arguments[i], sizeof(value));
    recorder->values.push_back(value);
  }
  alignas(16) char probe[16];
  recorder->aligned = reinterpret_cast<uintptr_t>(&probe) % 16 == 0;
  *static_cast<uint64_t*>(result) = 0x0123456789ABCDEF;
}

void Check(const std::vector<RegisterClass>& classes) {
  std::vector<ffi_type*> inner;
  std::vector<ffi_type*> outer{&ffi_type_uint8};
  std::vector<uint64_t> values;
  for (RegisterClass register_class : classes) {
    ffi_type* type = register_class == RegisterClass::kFloat ? &ffi_type_double
                                                             : &ffi_type_uint64;
    inner.push_back(type);
    outer.push_back(type);
    uint64_t value = 0x4010000000000000 + values.size() * 0x10001;
    values.push_back(value);
  }
  outer.push_back(&ffi_type_pointer);

  ffi_cif inner_cif;
  ffi_cif outer_cif;
  ASSERT_EQ(ffi_prep_cif(&inner_cif,
                         FFI_DEFAULT_ABI,
                         inner.size(),
                         &ffi_type_uint64,
                         inner.data()),
            FFI_OK);
  ASSERT_EQ(ffi_prep_cif(&outer_cif,
                         FFI_DEFAULT_ABI,
                         outer.size(),
                         &ffi_type_uint64,
                         outer.data()),
            FFI_OK);

  Recorder recorder;
  void* executable;
  auto closure = static_cast<ffi_closure*>(
      ffi_closure_alloc(sizeof(ffi_closure), &executable));
  ASSERT_NE(closure, nullptr);
  ASSERT_EQ(
      ffi_prep_closure_loc(closure, &inner_cif, Record, &recorder, executable),
      FFI_OK);

  auto code = EmitThunk(classes);
  ASSERT_TRUE(code.has_value());
  const void* thunk = CodeMemory::Process().Publish(*code);
  ASSERT_NE(thunk, nullptr);

  uint8_t receiver = 0;
  void* target = executable;
  void* target_slot = &target;
  std::vector<void*> pointers{&receiver};
  for (uint64_t& value : values) pointers.push_back(&value);
  pointers.push_back(&target_slot);
  uint64_t result = 0;
  ffi_call(&outer_cif,
           reinterpret_cast<void (*)()>(const_cast<void*>(thunk)),
           &result,
           pointers.data());
  EXPECT_EQ(result, 0x0123456789ABCDEFu);
  EXPECT_EQ(recorder.values, values);
  EXPECT_TRUE(recorder.aligned);
  ffi_closure_free(closure);
}

}  // namespace

TEST(FfiThunkTest, IntegersOnly) {
  for (size_t count = 0; count <= 20; count++) {
    SCOPED_TRACE(count);
    Check(std::vector<RegisterClass>(count, RegisterClass::kInteger));
  }
}

TEST(FfiThunkTest, FloatsOnly) {
  for (size_t count = 0; count <= 20; count++) {
    SCOPED_TRACE(count);
    Check(std::vector<RegisterClass>(count, RegisterClass::kFloat));
  }
}

TEST(FfiThunkTest, AllMixesOfUpToTen) {
  for (size_t count = 1; count <= 10; count++) {
    for (size_t mix = 0; mix < size_t{1} << count; mix++) {
      SCOPED_TRACE(mix);
      std::vector<RegisterClass> classes;
      for (size_t i = 0; i < count; i++) {
        classes.push_back((mix >> i) & 1 ? RegisterClass::kFloat
                                         : RegisterClass::kInteger);
      }
      Check(classes);
    }
  }
}

TEST(FfiThunkTest, SomeMixesOfUpToSixtyFour) {
  std::mt19937 random(1);
  for (size_t i = 0; i < 2000; i++) {
    SCOPED_TRACE(i);
    std::vector<RegisterClass> classes(random() % 65);
    for (RegisterClass& register_class : classes) {
      register_class =
          random() % 2 ? RegisterClass::kFloat : RegisterClass::kInteger;
    }
    Check(classes);
  }
}

TEST(FfiThunkTest, IsSmall) {
  auto none = EmitThunk({});
  EXPECT_LE(none->size(), 4u);
  std::vector<RegisterClass> classes(4, RegisterClass::kInteger);
  EXPECT_LE(EmitThunk(classes)->size(), 16u);
}

#endif
