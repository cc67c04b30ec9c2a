#ifndef SRC_NODE_FFI_ABI_LIBDW_H_
#define SRC_NODE_FFI_ABI_LIBDW_H_

// elfutils' libdw, which reads debug information. It is loaded when that is
// first asked for, so that node runs where there is none.

// Defines __GLIBC__.
#include <string>

#if defined(__GLIBC__) && __has_include(<elfutils/libdwfl.h>)
#define NODE_FFI_HAS_LIBDW 1

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

namespace node::ffi {

// The functions that are used, all of which elfutils 0.158 has. A function of
// which there are versions is the one that the headers are of since then.
#define FFI_LIBDW_FUNCTIONS(V)                                                 \
  V(dwarf_aggregate_size)                                                      \
  V(dwarf_attr)                                                                \
  V(dwarf_attr_integrate)                                                      \
  V(dwarf_child)                                                               \
  V(dwarf_diecu)                                                               \
  V(dwarf_diename)                                                             \
  V(dwarf_formflag)                                                            \
  V(dwarf_formref_die)                                                         \
  V(dwarf_formsdata)                                                           \
  V(dwarf_formstring)                                                          \
  V(dwarf_formudata)                                                           \
  V(dwarf_getfuncs)                                                            \
  V(dwarf_haspc)                                                               \
  V(dwarf_ranges)                                                              \
  V(dwarf_siblingof)                                                           \
  V(dwarf_srclang)                                                             \
  V(dwarf_tag)                                                                 \
  V(dwarf_whatform)                                                            \
  V(dwfl_begin)                                                                \
  V(dwfl_build_id_find_elf)                                                    \
  V(dwfl_end)                                                                  \
  V(dwfl_module_addrdie)                                                       \
  V(dwfl_module_build_id)                                                      \
  V(dwfl_module_getdwarf)                                                      \
  V(dwfl_module_nextcu)                                                        \
  V(dwfl_offline_section_address)                                              \
  V(dwfl_report_begin)                                                         \
  V(dwfl_report_elf)                                                           \
  V(dwfl_report_end)                                                           \
  V(dwfl_standard_find_debuginfo)

struct Libdw {
#define V(name) decltype(&::name) name;
  FFI_LIBDW_FUNCTIONS(V)
#undef V

  // Gives nullptr, and the loader's message, where there is none, or one that
  // is too old. What was loaded stays. Any thread may ask, and use it; what it
  // gives is for one thread at a time.
  static const Libdw* Get(std::string* error);
};

}  // namespace node::ffi

#endif  // defined(__GLIBC__) && __has_include(<elfutils/libdwfl.h>)

#endif  // SRC_NODE_FFI_ABI_LIBDW_H_
