#ifndef SRC_NODE_FFI_ABI_SHARED_OBJECT_H_
#define SRC_NODE_FFI_ABI_SHARED_OBJECT_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstddef>
#include <string>

#include "uv.h"

namespace node::ffi {

// What the loader is told beside a library's name. As it is here, references of
// the library are bound when they are first used, and its symbols are for those
// who ask by its handle.
struct LoadOptions {
  // RTLD_NOW: a reference that nothing defines is an error at once.
  bool is_bound_now = false;
  // RTLD_GLOBAL: libraries that are loaded later see its symbols.
  bool is_global = false;
  // RTLD_NODELETE: it stays loaded when it is closed.
  bool is_kept = false;
  // RTLD_DEEPBIND: it sees its own symbols before those of the process.
  bool prefers_own = false;
  // RTLD_NOLOAD: it must be loaded already, so that no code of it runs.
  bool is_loaded_only = false;
};

// The dynamic loader's handle of a library. What was not closed stays loaded
// when this is destroyed. Used by one thread at a time.
//
// To load and to unload leaves the floating-point environment as it was:
// constructors of libraries change it, such as the one that -ffast-math links
// in, and JavaScript's arithmetic is not theirs.
class SharedObject {
 public:
  SharedObject() = default;
  ~SharedObject();
  SharedObject(const SharedObject&) = delete;
  SharedObject& operator=(const SharedObject&) = delete;

  // Opens the library at `path`, or the process itself if that is nullptr.
  // Gives false, and the loader's message, on failure. Must not be open yet.
  bool Open(const char* path,
            std::string* error,
            const LoadOptions& options = {});
  // The same for a library's bytes, which are copied. Each call loads a library
  // of its own. Messages call it `<bytes>`.
  bool OpenBytes(const char* bytes,
                 size_t size,
                 std::string* error,
                 const LoadOptions& options = {});
  void Close();
  bool is_open() const { return is_open_; }
  // As dlopen() gives it.
  void* handle() const { return library_.handle; }

  // An address within the file, for FindLoadedFile(); nullptr if none is known.
  // Must be open.
  const void* GetFileAddress() const;
  // The file's path, as far as the loader knows it: `<bytes>` for bytes, empty
  // for the process.
  std::string GetPath() const;

  // Finds a symbol's address. Gives nullptr, and the loader's message, on
  // failure. Must be open. Behind a name may stand, after `@` or `@@`, which
  // version of the symbol is meant.
  void* GetSymbol(const char* name, std::string* error);

 private:
  void* GetVersion(const std::string& name,
                   const char* version,
                   std::string* error);

  // Has messages of the loader say `<bytes>` where its path was made up.
  void HideMadeUpPath(std::string* message) const;

  uv_lib_t library_{};
  // What the loader knows bytes by. Empty if the library is of a file.
  std::string made_up_path_;
  bool is_open_ = false;
};

// Gives the same value for all addresses in one loaded file, and another for
// each other file; nullptr if the file is unknown. Any thread may ask.
const void* FindLoadedFile(const void* address);

// Whether an address is in a part of a loaded file that can't be written to,
// such as constants are in. Any thread may ask.
bool IsReadOnly(const void* address);

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_ABI_SHARED_OBJECT_H_
