#ifndef SRC_NODE_FFI_CRASH_REPORT_SYMBOLS_H_
#define SRC_NODE_FFI_CRASH_REPORT_SYMBOLS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "node_ffi/crash_report/memory.h"
#include "node_ffi/crash_report/text.h"

namespace node::ffi {

// A file that the loader has loaded, as its own headers in memory describe it:
// dladdr() takes the loader's lock, and so may wait for ever.
struct LoadedFile {
  // Empty if there is no such file.
  std::string_view path;
  // What is to be added to the addresses in the file.
  uintptr_t bias = 0;
  uintptr_t begin = 0;
  uintptr_t end = 0;
  // Zero where there is none.
  uintptr_t symbols = 0;
  uintptr_t names = 0;
  size_t names_size = 0;
  size_t symbol_count = 0;
  uintptr_t unwind_table = 0;

  // The one that an address is in.
  static LoadedFile Find(MemoryMap& map, uintptr_t address);

  bool is_known() const { return !path.empty(); }
};

struct FoundSymbol {
  // Empty if there is none.
  std::string_view name;
  uintptr_t address = 0;
};

// Finds what an address in a file belongs to: among what the file exports, and
// then among all symbols that it was linked with, if it has them still.
FoundSymbol FindSymbolOf(MemoryMap& map,
                         const LoadedFile& file,
                         uintptr_t address);
// Finds the address of an exported symbol; 0 if there is none.
uintptr_t FindExport(MemoryMap& map,
                     const LoadedFile& file,
                     std::string_view name);

// Writes the name, as C++ has it if it is a simple one.
void AddSymbolName(CrashText* text, std::string_view name);
// Writes a path's last part.
std::string_view BaseName(std::string_view path);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_CRASH_REPORT_SYMBOLS_H_
