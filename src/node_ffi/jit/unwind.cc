// How the unwinder gets past generated code on x86-64.

#include "node_ffi/jit/unwind.h"

#include <map>
#include <mutex>
#include <vector>

#include "node_ffi/abi/immortal.h"
#include "node_ffi/jit/code_buffer.h"
#include "node_ffi/jit/code_memory.h"

#if defined(__GLIBC__) && defined(__x86_64__)
// Of GCC's run-time library: it takes a section .eh_frame.
extern "C" void __register_frame(void* begin);
#endif

namespace node::ffi {

#if defined(__GLIBC__) && defined(__x86_64__)

namespace {

// The sizes of `push rbp; mov rbp, rsp`, and of `ret`, which is the last
// instruction: those of AssemblerX64::EnterFrame() and LeaveFrame().
constexpr size_t kPrologueSize = 4;
constexpr size_t kRetSize = 1;

// See the chapter on call frame information of the DWARF standard. The
// registers' numbers are 6 for rbp, 7 for rsp and 16 for the return address.
std::vector<uint8_t> EmitUnwindInfo(const void* code, size_t size) {
  CodeBuffer table;
  // The CIE: at first, there is just the return address on the stack.
  table.Int32(16);             // The size of what follows.
  table.Int32(0);              // It is a CIE,
  table.Bytes({1, 0});         // version 1, not augmented;
  table.Bytes({1, 0x78, 16});  // code by 1, data by -8 bytes.
  table.Bytes({0x0C, 7, 8});   // DW_CFA_def_cfa: rsp + 8
  table.Bytes({0x90, 1});      // DW_CFA_offset: it is at -8.
  table.Bytes({0, 0});         // DW_CFA_nop
  // The FDE.
  table.Int32(40);  // The size of what follows.
  table.Int32(24);  // From here back to the CIE.
  table.Int64(reinterpret_cast<uintptr_t>(code));
  table.Int64(size);
  table.Bytes({0x41});      // DW_CFA_advance_loc: push rbp
  table.Bytes({0x0E, 16});  // DW_CFA_def_cfa_offset
  table.Bytes({0x86, 2});   // DW_CFA_offset: rbp is at -16.
  table.Bytes({0x43});      // DW_CFA_advance_loc: mov rbp, rsp
  table.Bytes({0x0D, 6});   // DW_CFA_def_cfa_register: rbp
  table.Bytes({0x04});      // DW_CFA_advance_loc4: up to `ret`, after leave
  table.Int32(size - kRetSize - kPrologueSize);
  table.Bytes({0x0C, 7, 8});  // DW_CFA_def_cfa: rsp + 8
  table.Bytes({0xC6});        // DW_CFA_restore: rbp is the caller's again.
  table.Bytes({0, 0, 0});     // DW_CFA_nop
  table.Int32(0);             // The end of the section.
  return table.Take();
}

void DescribeToUnwinder(const void* code, size_t size) {
  struct Registry {
    std::mutex mutex;
    std::map<const void*, std::vector<uint8_t>> known;
  };
  // The unwinder keeps pointing to it.
  auto& registry = Immortal<Registry>();
  std::lock_guard lock(registry.mutex);
  // Function types may have the same code.
  auto [it, is_new] = registry.known.try_emplace(code);
  if (!is_new) return;
  it->second = EmitUnwindInfo(code, size);
  __register_frame(it->second.data());
}

}  // namespace

#else  // There is no generated code with a frame.

static void DescribeToUnwinder(const void*, size_t) {}

#endif

const void* PublishWithFrame(std::span<const uint8_t> code, const char* name) {
  const void* address = CodeMemory::Process().Publish(code, name);
  if (address != nullptr) DescribeToUnwinder(address, code.size());
  return address;
}

}  // namespace node::ffi
