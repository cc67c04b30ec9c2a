// Whether all engines that call and all that are called agree on where
// aggregates are, and the compiler of this test with them.

#include <ffi.h>
#ifdef __linux__
#include <sys/mman.h>
#include <ucontext.h>
#endif

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ffi_random_layouts.h"
#include "ffi_signatures.h"
#include "gtest/gtest.h"
#include "node_ffi/abi/libffi.h"
#include "node_ffi/abi/placement.h"
#include "node_ffi/abi/prototype.h"
#include "node_ffi/jit/entry.h"
#include "node_ffi/jit/invoker.h"
#include "node_ffi/jit/resumption.h"
#include "node_ffi/jit/stub.h"
#include "node_ffi/jit/thunk.h"
#include "node_ffi/jit/unwind.h"

using node::ffi::AddResumption;
using node::ffi::EmitThunk;
using node::ffi::FindResumption;
using node::ffi::GetEntry;
using node::ffi::GetInvoker;
using node::ffi::Invoker;
using node::ffi::Layout;
using node::ffi::LayoutPointer;
using node::ffi::LibffiCall;
using node::ffi::Piece;
using node::ffi::Place;
using node::ffi::Placement;
using node::ffi::PlatformConvention;
using node::ffi::Prototype;
using node::ffi::PublishWithFrame;
using node::ffi::RegisterClass;
using node::ffi::StubTable;

namespace {

using namespace layouts;  // NOLINT(build/namespaces)

// What a function got, and what it is to give.
struct Call {
  const Prototype* prototype;
  RandomBytes result;
  std::vector<std::string> arguments;
  bool are_aligned = true;
};

void Receive(Call* call, size_t index, const void* value) {
  const auto& [type, offset] = call->prototype->arguments()[index];
  call->arguments.emplace_back(static_cast<const char*>(value), type->size());
}

void OnEntry(void* data, void* arguments, void* result) {
  Call* call = static_cast<Call*>(data);
  size_t index = 0;
  for (const auto& [type, offset] : call->prototype->arguments()) {
    const char* value = static_cast<char*>(arguments) + offset;
    Receive(call, index++, value);
    call->are_aligned &=
        type->size() == 0 ||
        reinterpret_cast<uintptr_t>(value) % type->alignment() == 0;
  }
  memcpy(result, call->result.At(0), call->prototype->result().size());
}

void OnLibffiClosure(ffi_cif*, void* result, void** arguments, void* data) {
  Call* call = static_cast<Call*>(data);
  size_t index = 0;
  for (const auto& [type, offset] : call->prototype->arguments())
    Receive(call, index++, type->size() == 0 ? "" : *arguments++);
  const auto& type = call->prototype->result();
  // libffi wants small integers widened.
  memcpy(result,
         call->result.At(0),
         type.is_scalar() ? sizeof(ffi_arg) : type.size());
}

// Calls `function`, which fills in `call`, and looks at what both sides got.
void CheckCall(Invoker invoker,
               void* function,
               const LibffiCall* libffi_call,
               Call* call) {
  const Prototype& prototype = *call->prototype;
  const Placement placement = Place(*PlatformConvention(), prototype);
  RandomBytes values = ArgumentsOf(prototype);
  RandomBytes passed = values;
  RandomBytes returned = ResultOf(prototype);
  const RandomBytes before = returned;
  call->arguments.clear();
  invoker(function, passed.At(0), returned.At(0), libffi_call);

  EXPECT_TRUE(call->are_aligned);
  ASSERT_EQ(call->arguments.size(), prototype.arguments().size());
  for (const Piece& piece : placement.arguments) {
    const std::string& actual = call->arguments[piece.argument];
    // An address stands for all.
    const size_t size =
        piece.content == Piece::Content::kAddress ? actual.size() : piece.size;
    const size_t offset = prototype.arguments()[piece.argument].offset;
    EXPECT_EQ(actual.substr(piece.offset, size),
              std::string(values.At(offset + piece.offset), size))
        << "argument " << piece.argument;
  }
  const size_t size = prototype.result().size();
  if (placement.result_is_in_memory) {
    EXPECT_EQ(std::string(returned.At(0), size),
              std::string(call->result.At(0), size));
    const size_t rest = prototype.result_size() - size;
    EXPECT_EQ(std::string(returned.At(size), rest),
              std::string(before.At(size), rest));
  }
  for (const Piece& piece : placement.result) {
    EXPECT_EQ(std::string(returned.At(piece.offset), piece.size),
              std::string(call->result.At(piece.offset), piece.size));
  }
}

struct Counts {
  size_t libffi = 0;
  size_t generated = 0;
};

// All engines with all others.
void Check(const Prototype& prototype, Counts* counts) {
  SCOPED_TRACE(prototype.Key());
  Call call{&prototype, ResultOf(prototype), {}};
  auto libffi_call = LibffiCall::Prepare(prototype);
  std::vector<Invoker> invokers;
  std::vector<void*> functions;
  auto free = [](ffi_closure* closure) { ffi_closure_free(closure); };
  std::unique_ptr<ffi_closure, decltype(free)> closure(nullptr, free);
  if (libffi_call != nullptr) {
    counts->libffi++;
    invokers.push_back(LibffiCall::Invoke);
    void* code;
    closure.reset(static_cast<ffi_closure*>(
        ffi_closure_alloc(sizeof(ffi_closure), &code)));
    ASSERT_EQ(
        ffi_prep_closure_loc(
            closure.get(), libffi_call->cif(), OnLibffiClosure, &call, code),
        FFI_OK);
    functions.push_back(code);
  }
  if (Invoker invoker = GetInvoker(prototype)) {
    counts->generated++;
    invokers.push_back(invoker);
    const void* entry = GetEntry(prototype);
    ASSERT_NE(entry, nullptr);
    functions.push_back(StubTable::Process().Take({entry, OnEntry, &call}));
  }
  for (Invoker invoker : invokers) {
    for (void* function : functions)
      CheckCall(invoker, function, libffi_call.get(), &call);
  }
}

#if defined(__x86_64__) && defined(__linux__)
constexpr bool kHasGeneratedCode = true;
#else
constexpr bool kHasGeneratedCode = false;
#endif

}  // namespace

TEST(FFIAggregates, AllEnginesAgree) {
  RandomLayouts random(1);
  Counts counts;
  constexpr size_t kCount = 3000;
  for (size_t i = 0; i < kCount; i++) {
    Check(random.Prototype(i % 12), &counts);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(counts.generated, kHasGeneratedCode ? kCount : 0);
  // Not what needs more alignment than the stack has.
  EXPECT_GT(counts.libffi, kCount * 3 / 4);
}

TEST(FFIAggregates, AsMuchAsFits) {
  Counts counts;
  const auto large = Array(i8, Prototype::kMaxSize);
  Check(NewPrototype(large, {large}), &counts);
  Check(NewPrototype(v, {i32, Array(i8, Prototype::kMaxSize - 12)}), &counts);
  EXPECT_EQ(counts.libffi, 2u);
  const auto aligned = Struct({{i8}}, {.alignment = Prototype::kMaxSize});
  Check(NewPrototype(aligned, {aligned}), &counts);
  const auto page = Struct({{i8}}, {.alignment = 4096});
  Check(NewPrototype(page, {i8, page, i8, page}), &counts);
  EXPECT_EQ(counts.libffi, 2u);
  EXPECT_EQ(counts.generated, kHasGeneratedCode ? 4u : 0u);
}

TEST(FFIAggregates, ManyArguments) {
  Counts counts;
  const auto pair = Struct({{f64}, {i64}});
  Check(NewPrototype(pair, std::vector<LayoutPointer>(256, pair)), &counts);
  Check(NewPrototype(pair, std::vector<LayoutPointer>(257, pair)), &counts);
  EXPECT_EQ(counts.libffi, 2u);
  EXPECT_EQ(counts.generated, kHasGeneratedCode ? 1u : 0u);
}

#if defined(__x86_64__) && defined(__linux__)

namespace {

// Memory that ends where nothing can be read or written.
class Guarded {
 public:
  Guarded() {
    begin_ = static_cast<char*>(mmap(nullptr,
                                     kRoom + kPage,
                                     PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS,
                                     -1,
                                     0));
    EXPECT_NE(begin_, MAP_FAILED);
    EXPECT_EQ(mprotect(begin_ + kRoom, kPage, PROT_NONE), 0);
  }
  ~Guarded() { munmap(begin_, kRoom + kPage); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  char* Last(size_t size) { return begin_ + kRoom - size; }

 private:
  static constexpr size_t kPage = 4096;
  static constexpr size_t kRoom = 17 * kPage;

  char* begin_;
};

// What V8 calls the thunk of a prototype with: receiver, room, arguments,
// target.
Prototype CalledByV8(const Prototype& prototype) {
  const bool has_room = !prototype.result().is_scalar();
  std::vector<LayoutPointer> types(has_room ? 2 : 1, u64);
  for (const auto& [type, offset] : prototype.arguments()) {
    const auto register_class =
        node::ffi::PassedByV8(NewPrototype(v, {type})).front();
    types.push_back(type->is_scalar() && type->scalar().is_float() ? type
                    : register_class == RegisterClass::kInt32      ? i32
                    : register_class == RegisterClass::kUint32     ? u32
                                                                   : u64);
  }
  types.push_back(u64);
  const LayoutPointer result = Layout::Of(prototype.result().scalar());
  return NewPrototype(has_room ? v : result, types);
}

const void* PublishThunk(const Prototype& prototype) {
  const auto thunk = EmitThunk(prototype);
  if (!thunk) return nullptr;
  const void* code = PublishWithFrame(thunk->code, "test");
  if (code != nullptr) AddResumption(code, thunk->accesses, thunk->end);
  return code;
}

// Calls an entry by the thunk, as V8 does.
void CheckThunk(const Prototype& prototype, std::span<Guarded> memory) {
  SCOPED_TRACE(prototype.Key());
  const void* thunk = PublishThunk(prototype);
  ASSERT_NE(thunk, nullptr);
  const bool has_room = !prototype.result().is_scalar();
  const Placement placement = Place(*PlatformConvention(), prototype);
  Call call{&prototype, ResultOf(prototype), {}};
  void* function =
      StubTable::Process().Take({GetEntry(prototype), OnEntry, &call});

  const Prototype passed = CalledByV8(prototype);
  RandomBytes values = ArgumentsOf(passed);
  const auto set = [&](size_t index, auto value) {
    memcpy(values.At(passed.arguments()[index].offset), &value, sizeof(value));
  };
  const size_t size = prototype.result().size();
  // What is aligned to more can't end at the end.
  const size_t alignment = prototype.result().alignment();
  char* room = memory[0].Last(node::ffi::RoundUp(size, alignment));
  const RandomBytes before(size + 8, 8);
  memcpy(room - 8, before.At(0), size + 8);
  if (has_room) set(1, room);
  std::vector<std::string> expected;
  for (size_t i = 0; i < prototype.arguments().size(); i++) {
    const Layout& type = *prototype.arguments()[i].type;
    const size_t index = i + (has_room ? 2 : 1);
    const RandomBytes bytes(std::max(type.size(), size_t{8}), 8);
    expected.emplace_back(bytes.At(0), type.size());
    if (!type.is_scalar()) {
      char* copy = memory[i + 1].Last(type.size());
      memcpy(copy, bytes.At(0), type.size());
      set(index, copy);
    } else {
      uint64_t value;
      memcpy(&value, bytes.At(0), sizeof(value));
      if (type.scalar().is_narrow_integer())
        value = node::ffi::Extended(type.scalar(), &value);
      set(index, value);
    }
  }
  set(passed.arguments().size() - 1, &function);

  RandomBytes returned = ResultOf(passed);
  GetInvoker(passed)(
      const_cast<void*>(thunk), values.At(0), returned.At(0), nullptr);

  ASSERT_EQ(call.arguments.size(), expected.size());
  EXPECT_TRUE(call.are_aligned);
  for (const Piece& piece : placement.arguments) {
    EXPECT_EQ(call.arguments[piece.argument].substr(piece.offset, piece.size),
              expected[piece.argument].substr(piece.offset, piece.size))
        << "argument " << piece.argument;
  }
  const std::string result(call.result.At(0), size);
  if (!has_room) {
    EXPECT_EQ(std::string(returned.At(0), size), result);
    return;
  }
  EXPECT_EQ(memcmp(room - 8, before.At(0), 8), 0);
  if (placement.result_is_in_memory) {
    EXPECT_EQ(std::string(room, size), result);
    return;
  }
  for (const Piece& piece : placement.result) {
    EXPECT_EQ(std::string(room + piece.offset, piece.size),
              result.substr(piece.offset, piece.size));
  }
  // Padding that is in no register stays.
  size_t end = 0;
  for (const Piece& piece : placement.result)
    end = std::max<size_t>(end, piece.offset + piece.size);
  EXPECT_EQ(memcmp(room + end, before.At(8 + end), size - end), 0);
}

// Handles faults, as long as it lives.
class Faults {
 public:
  Faults() {
    struct sigaction action = {};
    action.sa_sigaction = OnSignal;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, &before_);
  }
  ~Faults() { sigaction(SIGSEGV, &before_, nullptr); }
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

 private:
  static void OnSignal(int, siginfo_t*, void* context) {
    auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    const uintptr_t resumption = FindResumption(registers[REG_RIP]);
    if (resumption == 0) abort();
    registers[REG_RIP] = resumption;
  }

  struct sigaction before_;
};

// Calls the thunk with each aggregate in turn where it is not there, or not up
// to the end of one of its pieces. All others are in memory[1].
void CheckMissing(const Prototype& prototype, std::span<Guarded> memory) {
  SCOPED_TRACE(prototype.Key());
  const void* thunk = PublishThunk(prototype);
  ASSERT_NE(thunk, nullptr);
  Call call{&prototype, ResultOf(prototype), {}};
  void* function =
      StubTable::Process().Take({GetEntry(prototype), OnEntry, &call});
  const Prototype passed = CalledByV8(prototype);
  RandomBytes values = ArgumentsOf(passed);
  const auto set = [&](size_t index, void* value) {
    memcpy(values.At(passed.arguments()[index].offset), &value, sizeof(value));
  };
  const auto is_calling = [&] {
    call.arguments.clear();
    RandomBytes returned = ResultOf(passed);
    GetInvoker(passed)(
        const_cast<void*>(thunk), values.At(0), returned.At(0), nullptr);
    return !call.arguments.empty();
  };

  const Layout& result = prototype.result();
  const size_t first = result.is_scalar() ? 1 : 2;
  if (!result.is_scalar()) {
    const size_t size = node::ffi::RoundUp(result.size(), result.alignment());
    set(1, memory[0].Last(size));
  }
  for (size_t i = 0; i < prototype.arguments().size(); i++) {
    const Layout& type = *prototype.arguments()[i].type;
    if (!type.is_scalar()) set(first + i, memory[1].Last(type.size()));
  }
  set(passed.arguments().size() - 1, &function);
  for (const Piece& piece : Place(*PlatformConvention(), prototype).arguments) {
    const Layout& type = *prototype.arguments()[piece.argument].type;
    if (type.is_scalar()) continue;
    const size_t index = first + piece.argument;
    for (size_t there : {size_t{0}, piece.offset + piece.size - size_t{1}}) {
      set(index, memory[1].Last(there));
      EXPECT_FALSE(is_calling()) << "argument " << piece.argument;
    }
    set(index, memory[1].Last(type.size()));
    EXPECT_TRUE(is_calling());
  }
}

}  // namespace

TEST(FFIAggregates, ThunksReturnWhereAnAggregateIsNotThere) {
  RandomLayouts random(3);
  Guarded memory[2];
  const Faults faults;
  for (size_t i = 0; i < 1000; i++) {
    CheckMissing(random.Prototype(i % 20), memory);
    if (HasFatalFailure()) return;
  }
  for (size_t size : {1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 127, 128, 137, 65536})
    CheckMissing(NewPrototype(v, {Array(u8, size)}), memory);
}

TEST(FFIAggregates, ThunksPassNoMoreThanThereIs) {
  RandomLayouts random(2);
  Guarded memory[21];
  for (size_t i = 0; i < 3000; i++) {
    CheckThunk(random.Prototype(i % 20), memory);
    if (HasFatalFailure()) return;
  }
  for (size_t size = 0; size < 40; size++) {
    const auto bytes = Struct({{Array(u8, size)}});
    CheckThunk(NewPrototype(bytes, {bytes}), memory);
    CheckThunk(NewPrototype(bytes, {i64, i64, i64, i64, i64, i64, bytes}),
               memory);
  }
}

// The frame is above the page that guards the end of the stack, or touches it.
TEST(FFIAggregates, ThunksPassWhatIsLarge) {
  Guarded memory[4];
  for (size_t size : {127, 128, 129, 135, 136, 137, 4096, 65529, 65536}) {
    const auto bytes = Array(u8, size);
    CheckThunk(NewPrototype(bytes, {bytes}), memory);
  }
  const auto aligned = Struct({{i8}}, {.alignment = 8192});
  CheckThunk(NewPrototype(v, {aligned, i8, aligned}), memory);
}

TEST(FFIAggregates, NoThunksForWhatV8CannotPass) {
  const auto pair = Struct({{f64}, {f64}});
  const auto is_there = [&](LayoutPointer result, size_t count) {
    const std::vector<LayoutPointer> arguments(count, pair);
    return EmitThunk(NewPrototype(result, arguments)).has_value();
  };
  EXPECT_TRUE(is_there(v, 29));
  EXPECT_FALSE(is_there(v, 30));
  EXPECT_TRUE(is_there(pair, 28));
  EXPECT_FALSE(is_there(pair, 29));
}

#endif

namespace {

struct Pair {
  double a;
  double b;
};
struct Mixed {
  int32_t a;
  float b;
  double c;
};
struct Twelve {
  int32_t values[3];
};
struct alignas(32) Wide {
  char bytes[40];
};
#pragma pack(push, 1)
struct Packed {
  char a;
  int64_t b;
};
#pragma pack(pop)

Wide Compiled(Pair pair, Wide wide, Mixed mixed, Twelve twelve, Packed packed) {
  EXPECT_EQ(reinterpret_cast<uintptr_t>(&wide) % 32, 0u);
  EXPECT_EQ(pair.a, 1.5);
  EXPECT_EQ(pair.b, 2.5);
  EXPECT_EQ(wide.bytes[39], 'w');
  EXPECT_EQ(mixed.a, -3);
  EXPECT_EQ(mixed.b, 4.5f);
  EXPECT_EQ(mixed.c, 5.5);
  EXPECT_EQ(twelve.values[2], 7);
  EXPECT_EQ(int64_t{packed.b}, -8);
  wide.bytes[0] = 'W';
  return wide;
}

}  // namespace

// There are invokers on these.
#if defined(__x86_64__) && defined(__linux__)

TEST(FFIAggregates, AsCompiled) {
  const auto prototype =
      NewPrototype(Struct({{Array(i8, 40)}}, {.alignment = 32}),
                   {Struct({{f64}, {f64}}),
                    Struct({{Array(i8, 40)}}, {.alignment = 32}),
                    Struct({{i32}, {f32}, {f64}}),
                    Struct({{Array(i32, 3)}}),
                    Struct({{i8}, {i64}}, {.packing = Packing::kFull})});
  Invoker invoker = GetInvoker(prototype);
  ASSERT_NE(invoker, nullptr);
  RandomBytes arguments = ArgumentsOf(prototype);
  RandomBytes result = ResultOf(prototype);
  const auto set = [&](size_t index, auto value) {
    memcpy(arguments.At(prototype.arguments()[index].offset),
           &value,
           sizeof(value));
  };
  Wide wide{};
  wide.bytes[39] = 'w';
  set(0, Pair{1.5, 2.5});
  set(1, wide);
  set(2, Mixed{-3, 4.5, 5.5});
  set(3, Twelve{{5, 6, 7}});
  set(4, Packed{0, -8});
  invoker(reinterpret_cast<void*>(Compiled),
          arguments.At(0),
          result.At(0),
          nullptr);
  EXPECT_EQ(*result.At(0), 'W');
  EXPECT_EQ(*result.At(39), 'w');
}

namespace {

struct alignas(16) Padded {
  double value;
};

__attribute__((ms_abi)) Padded AsOnWindows(Padded a, Twelve b, float c) {
  EXPECT_EQ(b.values[2], 7);
  return {a.value * static_cast<double>(c)};
}

}  // namespace

// All of what has more than 8 bytes is passed by address there, padding or not.
TEST(FFIAggregates, AsCompiledForWindows) {
  const auto padded = Struct({{f64}}, {.alignment = 16});
  Prototype prototype(padded, node::ffi::Abi::kWin64);
  for (const auto& type : {padded, Array(i32, 3), f32})
    ASSERT_TRUE(prototype.Add(type));
  EXPECT_EQ(GetInvoker(prototype), nullptr);
  auto call = LibffiCall::Prepare(prototype);
  ASSERT_NE(call, nullptr);
  struct {
    Padded a;
    Twelve b;
    alignas(8) float c;
  } arguments{{2.5}, {{5, 6, 7}}, 2};
  Padded result{};
  LibffiCall::Invoke(
      reinterpret_cast<void*>(AsOnWindows), &arguments, &result, call.get());
  EXPECT_EQ(result.value, 5.0);
}

#endif
