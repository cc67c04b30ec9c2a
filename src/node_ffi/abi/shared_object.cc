// How the system's loader is asked, by way of libuv where it has a call for it.

#include "node_ffi/abi/shared_object.h"

#ifndef _WIN32
#include <dlfcn.h>
#endif
#ifdef __linux__
#include <link.h>
#endif

#include <cassert>
#include <cfenv>  // NOLINT(build/c++11)
#include <cstring>

#include "node_ffi/abi/shared_object_file.h"
#include "node_ffi/abi/symbols.h"

namespace node::ffi {

namespace {

// Puts back what the floating-point environment was. On x86-64 that includes
// how MXCSR treats subnormal numbers.
class FloatingPointScope {
 public:
  FloatingPointScope() { fegetenv(&saved_); }
  ~FloatingPointScope() { fesetenv(&saved_); }
  FloatingPointScope(const FloatingPointScope&) = delete;
  FloatingPointScope& operator=(const FloatingPointScope&) = delete;

 private:
  fenv_t saved_;
};

#ifndef _WIN32
// Gives false, and an error, for what the platform's loader doesn't know.
bool ReadOptions(const LoadOptions& options, int* flags, std::string* error) {
  *flags = options.is_bound_now ? RTLD_NOW : RTLD_LAZY;
  if (options.is_global) *flags |= RTLD_GLOBAL;
  if (options.is_kept) *flags |= RTLD_NODELETE;
  if (options.is_loaded_only) *flags |= RTLD_NOLOAD;
  if (options.prefers_own) {
#ifdef RTLD_DEEPBIND
    *flags |= RTLD_DEEPBIND;
#else
    *error = "the platform's loader has no RTLD_DEEPBIND";
    return false;
#endif
  }
  return true;
}
#endif

}  // namespace

SharedObject::~SharedObject() {
  // Without a handle, that closes nothing: it frees the last error's message.
  library_.handle = nullptr;
  uv_dlclose(&library_);
}

#ifdef _WIN32

bool SharedObject::Open(const char* path,
                        std::string* error,
                        const LoadOptions& options) {
  assert(!is_open_);
  FloatingPointScope floating_point_scope;
  if (options.is_global || options.is_kept || options.prefers_own ||
      options.is_loaded_only) {
    *error = "the platform's loader knows no such options";
    return false;
  }
  if (path == nullptr) {
    // libuv has no call for that.
    library_.handle = GetModuleHandleW(nullptr);
    if (library_.handle == nullptr) *error = "no handle of the process";
  } else if (uv_dlopen(path, &library_) != 0) {
    *error = uv_dlerror(&library_);
    // Frees the message.
    uv_dlclose(&library_);
    library_.handle = nullptr;
  }
  is_open_ = library_.handle != nullptr;
  return is_open_;
}

#else

bool SharedObject::Open(const char* path,
                        std::string* error,
                        const LoadOptions& options) {
  assert(!is_open_);
  FloatingPointScope floating_point_scope;
  int flags;
  if (!ReadOptions(options, &flags, error)) return false;
#ifdef __linux__
  // What the loader looks for is the system's.
  if (path != nullptr && strchr(path, '/') != nullptr && IsCutShort(path)) {
    *error = std::string(path) + ": the file is incomplete";
    return false;
  }
#endif
  // libuv has no call for either the process or the options.
  library_.handle = dlopen(path, flags);
  if (library_.handle == nullptr) {
    const char* message = dlerror();
    *error = message != nullptr ? message : "the library is not loaded";
  }
  is_open_ = library_.handle != nullptr;
  return is_open_;
}

#endif

void SharedObject::Close() {
  if (!is_open_) return;
  is_open_ = false;
  FloatingPointScope floating_point_scope;
  uv_dlclose(&library_);
}

const void* SharedObject::GetFileAddress() const {
  assert(is_open_);
#ifdef __linux__
  link_map* map;
  if (dlinfo(library_.handle, RTLD_DI_LINKMAP, &map) == 0) return map->l_ld;
#endif
  return nullptr;
}

std::string SharedObject::GetPath() const {
  if (!made_up_path_.empty()) return "<bytes>";
#ifdef __GLIBC__
  link_map* file = nullptr;
  if (dlinfo(library_.handle, RTLD_DI_LINKMAP, &file) == 0 && file != nullptr)
    return file->l_name;
#endif
  return {};
}

void* SharedObject::GetVersion(const std::string& name,
                               const char* version,
                               std::string* error) {
#ifdef __GLIBC__
  dlerror();
  void* address = dlvsym(library_.handle, name.c_str(), version);
  if (address == nullptr) {
    const char* message = dlerror();
    *error =
        message != nullptr ? message : "symbol without an address: " + name;
    HideMadeUpPath(error);
  } else if (!HasSymbolVersions(address)) {
    // The loader takes any version for right then.
    *error = "no version " + std::string(version) + " of symbol " + name +
             ", as its library has no versions";
    return nullptr;
  }
  return address;
#else
  *error = "no version " + std::string(version) + " of symbol " + name +
           ", as the platform's loader knows no versions";
  return nullptr;
#endif
}

void* SharedObject::GetSymbol(const char* name, std::string* error) {
  assert(is_open_);
#ifndef _WIN32  // There, names may have an `@`.
  if (const char* version = strchr(name, '@')) {
    const size_t length = version - name;
    version += version[1] == '@' ? 2 : 1;
    return GetVersion(std::string(name, length), version, error);
  }
#endif
  void* address = nullptr;
  if (uv_dlsym(&library_, name, &address) != 0) {
    *error = uv_dlerror(&library_);
    HideMadeUpPath(error);
    return nullptr;
  }
  if (address == nullptr) {
    // A weak symbol that nothing defines: the loader doesn't mind, but there
    // is nothing there.
    *error = std::string("symbol without an address: ") + name;
  }
  return address;
}

const void* FindLoadedFile(const void* address) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 35)
  // dladdr() goes through all symbols of the file.
  dl_find_object file;
  bool is_known = _dl_find_object(const_cast<void*>(address), &file) == 0;
  return is_known ? file.dlfo_map_start : nullptr;
#elif !defined(_WIN32)
  Dl_info info;
  return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
#else
  return nullptr;
#endif
}

#ifdef __linux__

namespace {

struct ReadOnlySearch {
  uintptr_t address;
  bool is_read_only;
};

int SearchReadOnly(dl_phdr_info* file, size_t, void* data) {
  auto search = static_cast<ReadOnlySearch*>(data);
  bool is_found = false;
  for (size_t i = 0; i < file->dlpi_phnum; i++) {
    const auto& segment = file->dlpi_phdr[i];
    const uintptr_t start = file->dlpi_addr + segment.p_vaddr;
    if (search->address - start >= segment.p_memsz) continue;
    if (segment.p_type == PT_LOAD) {
      is_found = true;
      search->is_read_only |= (segment.p_flags & PF_W) == 0;
    } else if (segment.p_type == PT_GNU_RELRO) {
      // Only the loader writes there.
      search->is_read_only = true;
    }
  }
  return is_found;
}

}  // namespace

bool IsReadOnly(const void* address) {
  ReadOnlySearch search{reinterpret_cast<uintptr_t>(address), false};
  dl_iterate_phdr(SearchReadOnly, &search);
  return search.is_read_only;
}

#else

bool IsReadOnly(const void* address) {
  return false;
}

#endif

}  // namespace node::ffi
