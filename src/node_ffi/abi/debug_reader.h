#ifndef SRC_NODE_FFI_ABI_DEBUG_READER_H_
#define SRC_NODE_FFI_ABI_DEBUG_READER_H_

// What the debug information of a loaded file says of functions and types. It
// is DWARF, in the file or in a separate one, which is found by its build id,
// by .gnu_debuglink, or, if the environment says so, by debuginfod.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace node::ffi {

// The number of a type, of one DebugReader.
using DebugTypeNumber = size_t;
inline constexpr DebugTypeNumber kNoDebugType = 0;
// What is described in a file that isn't there.
inline constexpr DebugTypeNumber kUnknownDebugType = 1;

// A parameter, a member, or a base class, which is a member without a name.
struct DebugField {
  std::string name;
  DebugTypeNumber type = kNoDebugType;
  // From the start of the struct. Unknown of a virtual base class.
  std::optional<uint64_t> bit_offset;
  // Of a bit-field.
  std::optional<uint64_t> bit_size;
};

struct DebugEnumerator {
  std::string name;
  int64_t value = 0;
};

// One step of a type: what it is made of are types again.
struct DebugType {
  // 'void', 'integer', 'bool', 'float', 'complex', 'enum', 'pointer',
  // 'reference', 'struct', 'class', 'union', 'array', 'vector', 'function',
  // 'typedef', 'const', 'volatile', 'restrict', 'atomic'; 'other' for what C
  // hasn't.
  std::string_view kind = "other";
  // Empty for what has none.
  std::string name;
  // Of a function, the name that the linker knows it by, if that is another.
  std::string linkage_name;
  std::optional<uint64_t> size;
  bool is_signed = false;
  // Of a struct and the like: there is only a declaration.
  bool is_incomplete = false;
  // As a parameter or result it is passed by address, as C++ says.
  bool is_by_reference = false;
  // Of a function: `...`, and whether the parameters are known.
  bool is_variadic = false;
  bool is_prototyped = false;
  // What a pointer points to, an array consists of, a function returns, a
  // typedef stands for.
  DebugTypeNumber target = kNoDebugType;
  // Members or parameters.
  std::vector<DebugField> fields;
  // The lengths of an array, unknown ones as nothing.
  std::vector<std::optional<uint64_t>> counts;
  std::vector<DebugEnumerator> enumerators;
};

// Reads the debug information of one file. Used by one thread.
class DebugReader {
 public:
  // For the loaded file that an address is in. Gives nullptr if there is none,
  // and, with an error, if this process can't read debug information at all.
  static std::unique_ptr<DebugReader> Open(const void* address,
                                           std::string* error);

  virtual ~DebugReader() = default;

  // Whether an address is in the file, which is still loaded where it was, and
  // was not replaced.
  virtual bool Covers(const void* address) const = 0;

  virtual const std::string& path() const = 0;
  // In hexadecimal digits; empty if the file has none.
  virtual const std::string& build_id() const = 0;
  // Whether there is any debug information.
  virtual bool has_information() const = 0;

  // The function that begins at an address, or kNoDebugType.
  virtual DebugTypeNumber FindFunction(const void* address) = 0;

  // Takes a number that this reader gave, or kNoDebugType, which is void.
  virtual DebugType Describe(DebugTypeNumber number) = 0;
  virtual size_t type_count() const = 0;
};

}  // namespace node::ffi

#endif  // SRC_NODE_FFI_ABI_DEBUG_READER_H_
