// Where a calling convention puts the arguments and the result of a function:
// which piece of which value is in which register, or where on the stack.

#ifndef SRC_NODE_FFI_ABI_PLACEMENT_H_
#define SRC_NODE_FFI_ABI_PLACEMENT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node_ffi/abi/layout.h"
#include "node_ffi/abi/prototype.h"

namespace node::ffi {

class Placer;

// A calling convention: constant, so any thread may use it. A register's number
// is what instructions have for it, and the index of its name here.
struct Convention {
  std::span<const std::string_view> integer_names;
  std::span<const std::string_view> float_names;
  // Arguments and results take registers in the order that these lists have.
  std::span<const uint8_t> integer_arguments;
  std::span<const uint8_t> float_arguments;
  std::span<const uint8_t> integer_results;
  std::span<const uint8_t> float_results;
  // Where the caller passes the address of room for a result in memory. If that
  // is the first integer argument's register, arguments begin behind it.
  uint8_t result_address;
  void (*place_argument)(const Layout& type, Placer* placer);
  void (*place_result)(const Layout& type, Placer* placer);
};

extern const Convention kSystemVX64;  // sysv_x64.cc
extern const Convention kAapcs64;     // aapcs64.cc, as on Linux

// That of C functions here, or null if it is not among these.
const Convention* PlatformConvention();

// Consecutive bytes of one value that are in one place.
struct Piece {
  enum class Place : uint8_t { kInteger, kFloat, kStack };
  // Tells how the bytes become 8 of a register, or of the stack.
  enum class Content : uint8_t {
    // Of an aggregate. What is beyond them may be anything.
    kBytes,
    // Scalars. Integers are extended to 64 bits, which is more than conventions
    // ask for: functions that are declared with a wider type find the value.
    kSigned,
    kUnsigned,
    kFloat,
    // Not the value, but the address of a copy of it.
    kAddress,
  };

  bool operator==(const Piece&) const = default;

  uint32_t argument;  // Its index; zero for a result.
  uint32_t offset;    // In the value.
  uint32_t size;      // In bytes: more than 8 only on the stack.
  // The register's number, or the offset from where stack arguments begin.
  uint32_t where;
  Place place;
  Content content;
};

// Computed once for a signature. Any thread may use it, as nothing changes it
// from then on.
struct Placement {
  const Convention* convention = nullptr;
  // In the order of the arguments, and of the bytes in each. An argument of no
  // bytes has none.
  std::vector<Piece> arguments{};
  // Empty if the result is void, of no bytes, or in memory. With System V, a
  // function gives back the address of a result in memory in rax.
  std::vector<Piece> result{};
  bool result_is_in_memory = false;
  // How many registers arguments take, with those that are left out.
  size_t integer_count = 0;
  size_t float_count = 0;
  // What is on the stack, with the padding between.
  size_t stack_size = 0;
  // Of where that begins, when the function is called: 16, or more for an
  // argument that needs more.
  size_t stack_alignment = 16;
};

// Empty if values can't be passed (Prototype::CanBePassed()), or are too large
// together.
std::optional<Placement> Place(const Convention& convention,
                               const Layout& result,
                               std::span<const Layout* const> arguments);
// Those of a prototype always can.
Placement Place(const Convention& convention, const Prototype& prototype);

// The arguments and the result, as in `rdi, xmm0:f4, {xmm1 rsi:b4} -> rax`. In
// braces are the pieces of an aggregate, in registers or on the stack. After a
// colon stands how many bytes a piece has, unless it has 8, and what they are:
// s and u for integers, signed or not, f for a float, b for bytes. `&` is
// before the place of an address; `[rdi]` is a result in memory.
std::string ToString(const Placement& placement);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_PLACEMENT_H_
