// Loading a library from its bytes. Loaders only know files; on Linux, there
// are files that are in no folder.

#include "node_ffi/abi/shared_object.h"

#ifdef __linux__
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "node_ffi/abi/shared_object_file.h"
#endif

namespace node::ffi {

#ifdef __linux__

namespace {

#ifndef MFD_EXEC
constexpr unsigned MFD_EXEC = 0x0010u;
#endif

// What it is called in /proc/self/maps, behind `/memfd:`.
constexpr char kName[] = "node-ffi-library";

// Owns a file descriptor.
class File {
 public:
  File() = default;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // Fills the file, which nobody can change from then on.
  bool Create(const char* bytes, size_t size, std::string* error) {
    constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    // Systems may be set to give files that can't be executed to those who
    // don't ask. Kernels before 6.3 don't know the question.
    fd_ = memfd_create(kName, kFlags | MFD_EXEC);
    if (fd_ < 0 && errno == EINVAL) fd_ = memfd_create(kName, kFlags);
    if (fd_ < 0 || !Write(bytes, size) ||
        fcntl(fd_,
              F_ADD_SEALS,
              F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
      *error = std::string("no file in memory: ") + strerror(errno);
      if (fd_ < 0 && errno == EACCES) {
        error->append(", as vm.memfd_noexec forbids those with code");
      }
      return false;
    }
    return true;
  }

  // Where the loader finds it, which is another path each time: it knows what
  // it has loaded by its path, too, and a number of a file is soon used again.
  // So a count is written into the path, in binary digits that change nothing:
  // `/` and `/.`.
  std::string NewPath() const {
    static std::atomic<uint64_t> last_number{0};
    std::string path("/proc/self/fd");
    for (uint64_t number = ++last_number; number > 0; number >>= 1) {
      path.append((number & 1) != 0 ? "/." : "/");
    }
    return path.append("/").append(std::to_string(fd_));
  }

  int fd() const { return fd_; }

 private:
  bool Write(const char* bytes, size_t size) {
    while (size > 0) {
      const ssize_t count = write(fd_, bytes, size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      bytes += count;
      size -= count;
    }
    return true;
  }

  int fd_ = -1;
};

}  // namespace

bool SharedObject::OpenBytes(const char* bytes,
                             size_t size,
                             std::string* error,
                             const LoadOptions& options) {
  // It is looked at when nobody can change it any more, as another thread might
  // change what is in shared memory.
  File file;
  if (!file.Create(bytes, size, error) ||
      !IsWholeLibraryFile(file.fd(), error)) {
    error->insert(0, "<bytes>: ");
    return false;
  }
  // What is mapped is there without the descriptor.
  made_up_path_ = file.NewPath();
  if (Open(made_up_path_.c_str(), error, options)) return true;
  HideMadeUpPath(error);
  return false;
}

#else

bool SharedObject::OpenBytes(const char*,
                             size_t,
                             std::string* error,
                             const LoadOptions&) {
  *error = "<bytes>: on this platform, libraries are loaded from files only";
  return false;
}

#endif

void SharedObject::HideMadeUpPath(std::string* message) const {
  if (made_up_path_.empty()) return;
  for (size_t at = message->find(made_up_path_); at != std::string::npos;
       at = message->find(made_up_path_, at)) {
    message->replace(at, made_up_path_.size(), "<bytes>");
  }
}

}  // namespace node::ffi
