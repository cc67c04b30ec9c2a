#include "node_ffi/abi/libdw.h"

#ifdef NODE_FFI_HAS_LIBDW

#include "node_ffi/abi/shared_object.h"

namespace node::ffi {

namespace {

struct Loaded {
  Loaded() {
    is_complete = library.Open("libdw.so.1", &error)
#define V(name) &&Find(#name, &functions.name)
                      FFI_LIBDW_FUNCTIONS(V);
#undef V
  }

  template <typename Function>
  bool Find(const char* name, Function* function) {
    *function = reinterpret_cast<Function>(library.GetSymbol(name, &error));
    return *function != nullptr;
  }

  SharedObject library;
  Libdw functions{};
  std::string error;
  bool is_complete;
};

}  // namespace

const Libdw* Libdw::Get(std::string* error) {
  // Never destroyed: what was opened with it may be closed late.
  static const Loaded* const loaded = new Loaded();
  if (loaded->is_complete) return &loaded->functions;
  *error = loaded->error +
           "; install elfutils' libdw (Debian, Ubuntu: the package libdw1 or "
           "libdw1t64; Fedora: elfutils-libs)";
  return nullptr;
}

}  // namespace node::ffi

#endif  // NODE_FFI_HAS_LIBDW
