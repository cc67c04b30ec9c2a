// What can be told of a library from its file: the headers of ELF.

#include "node_ffi/abi/shared_object_file.h"

#ifdef __linux__

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

namespace node::ffi {

namespace {

bool ReadAt(int fd, uint64_t offset, void* target, size_t size) {
  char* to = static_cast<char*>(target);
  while (size > 0) {
    const ssize_t count = pread(fd, to, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    offset += count;
    size -= count;
  }
  return true;
}

// The header of the file that runs, which is of the right architecture.
const ElfW(Ehdr) & OwnHeader() {
  static const ElfW(Ehdr) header = [] {
    ElfW(Ehdr) own{};
    const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
      if (!ReadAt(fd, 0, &own, sizeof(own))) own = {};
      close(fd);
    }
    return own;
  }();
  return header;
}

bool ReadHeader(int fd, ElfW(Ehdr) * header, std::string* error) {
  if (!ReadAt(fd, 0, header, sizeof(*header)) ||
      memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    *error = "not an ELF file";
    return false;
  }
  const ElfW(Ehdr) & own = OwnHeader();
  // Where that can't be read, the loader will say what is wrong.
  if (own.e_machine != EM_NONE &&
      (header->e_ident[EI_CLASS] != own.e_ident[EI_CLASS] ||
       header->e_ident[EI_DATA] != own.e_ident[EI_DATA] ||
       header->e_machine != own.e_machine)) {
    *error = "an ELF file for another architecture";
    return false;
  }
  if (header->e_type != ET_DYN) {
    *error = "an ELF file, but not a shared library";
    return false;
  }
  return true;
}

bool ReadSegments(int fd,
                  const ElfW(Ehdr) & header,
                  std::vector<ElfW(Phdr)>* segments) {
  segments->resize(header.e_phnum);
  return ReadAt(fd,
                header.e_phoff,
                segments->data(),
                segments->size() * sizeof(ElfW(Phdr)));
}

// Whether all segments end within `size` bytes.
bool AreWithin(uint64_t size, const std::vector<ElfW(Phdr)>& segments) {
  for (const ElfW(Phdr) & segment : segments) {
    if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC) continue;
    if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset) {
      return false;
    }
  }
  return true;
}

uint64_t SizeOf(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_size : 0;
}

}  // namespace

bool IsLibraryFile(int fd, std::string* error) {
  ElfW(Ehdr) header;
  return ReadHeader(fd, &header, error);
}

bool IsWholeLibraryFile(int fd, std::string* error) {
  ElfW(Ehdr) header;
  if (!ReadHeader(fd, &header, error)) return false;
  if (header.e_phentsize != sizeof(ElfW(Phdr))) {
    *error = "invalid ELF header";
    return false;
  }
  std::vector<ElfW(Phdr)> segments;
  if (ReadSegments(fd, header, &segments) && AreWithin(SizeOf(fd), segments)) {
    return true;
  }
  *error = "the file is incomplete";
  return false;
}

bool IsCutShort(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;
  ElfW(Ehdr) header;
  std::string error;
  std::vector<ElfW(Phdr)> segments;
  bool is_cut = false;
  if (ReadHeader(fd, &header, &error) &&
      header.e_phentsize == sizeof(ElfW(Phdr)) &&
      ReadSegments(fd, header, &segments)) {
    // The rest of the last page is there, with zeros in it.
    const uint64_t page = sysconf(_SC_PAGESIZE);
    is_cut = !AreWithin((SizeOf(fd) + page - 1) / page * page, segments);
  }
  close(fd);
  return is_cut;
}

}  // namespace node::ffi

#endif  // __linux__
