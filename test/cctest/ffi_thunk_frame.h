#ifndef TEST_CCTEST_FFI_THUNK_FRAME_H_
#define TEST_CCTEST_FFI_THUNK_FRAME_H_

#include <cstddef>
#include <cstdint>

// Calls with each register and stack slot in the test's own hands, for the
// architectures that there are thunks for. No compiler is asked where an
// argument goes.

struct Frame {
  // An even number, so that the stack stays aligned.
  static constexpr size_t kSlots = 160;

  uint64_t integers[8];  // x86-64 has six of them.
  uint64_t floats[8];
  uint64_t slots[kSlots];  // From where the first stack argument is.
};

// What a function got that was called through `CallWithFrame()`, and where its
// stack arguments are.
extern "C" Frame ffi_test_received;
extern "C" uint64_t ffi_test_received_stack;

// The stack arguments as the call left them, and where they were.
extern "C" Frame ffi_test_left;
extern "C" uint64_t ffi_test_left_stack;

// The registers that results are in, as the call left them. On AArch64, the
// room for a result in memory is the one here.
struct Returned {
  uint64_t integers[2];
  uint64_t floats[4];  // x86-64 has two of them.
};
extern "C" Returned ffi_test_returned;
extern "C" unsigned char ffi_test_result_room[256];

// The function to be called: fills in `ffi_test_received`.
extern "C" uint64_t FfiTestReceive();
constexpr uint64_t kFfiTestResult = 0x0123456789ABCDEF;

// Calls `code` with what `frame` has in all registers and slots. The process
// ends if the stack pointer is another one afterwards.
extern "C" uint64_t FfiTestCallWithFrame(const void* code, const Frame* frame);

#endif  // TEST_CCTEST_FFI_THUNK_FRAME_H_
