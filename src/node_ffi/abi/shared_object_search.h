#ifndef SRC_NODE_FFI_ABI_SHARED_OBJECT_SEARCH_H_
#define SRC_NODE_FFI_ABI_SHARED_OBJECT_SEARCH_H_

// Finding the files of libraries where the loader would find them.

#include <string>
#include <string_view>

namespace node::ffi {

// How good a file is as what was asked for by a name: the name itself is best,
// then come those that add a version, such as `libm.so.6` to `libm.so`, the
// highest first. Gives whether `file` is either, and better than `best`, unless
// that is empty.
bool IsBetterLibrary(std::string_view name,
                     std::string_view file,
                     std::string_view best);

#ifdef __GLIBC__

// Gives the path of the file of that name for this process's architecture, or
// of the best one, in the first place that has any; or nothing. The places are
// those where the loader looks for what node itself loads: RPATH and RUNPATH,
// LD_LIBRARY_PATH as it was when the process started, the loader's cache, and
// its default folders.
std::string FindLibraryFile(std::string_view name, bool with_versions);

#endif

}  // namespace node::ffi

#endif  // SRC_NODE_FFI_ABI_SHARED_OBJECT_SEARCH_H_
