// What glibc 2.31 and GCC 10's libgcc_s lack and the merged libraries use. It is
// linked as a shared library, and merged as these are; what it takes from glibc
// itself is in glibc.py.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

// The merger's tables: the functions to run before main(), the memory to make
// read-only when it has been relocated, and all code.
typedef void (*Initializer)(int argc, char** argv, char** envp);
typedef struct {
  uintptr_t start;
  uintptr_t size;
} Range;
extern const Initializer merged_initializers[];
extern const uintptr_t merged_initializers_count;
extern const Range merged_relro[];
extern const uintptr_t merged_relro_count;
extern const Range merged_unused[];
extern const uintptr_t merged_unused_count;

static void Initialize(int argc, char** argv, char** envp) {
  for (uintptr_t i = 0; i < merged_relro_count; i++) {
    const Range* range = &merged_relro[i];
    if (mprotect((void*)range->start, range->size, PROT_READ) != 0) abort();
  }
  for (uintptr_t i = 0; i < merged_initializers_count; i++)
    merged_initializers[i](argc, argv, envp);
  // The page cache keeps it, and the process has 2 MB less. Only of code that never
  // runs again: a debugger's breakpoints go with it.
  for (uintptr_t i = 0; i < merged_unused_count; i++) {
    const Range* range = &merged_unused[i];
    madvise((void*)range->start, range->size, MADV_DONTNEED);
  }
}

// GLIBC_2.34, which runs the program's DT_INIT_ARRAY itself. The one before it
// runs the function that it is given, and so does each newer one.
typedef int (*Main)(int argc, char** argv, char** envp);
extern int old_libc_start_main(Main main,
                               int argc,
                               char** argv,
                               Initializer initialize,
                               void (*finalize)(void),
                               void (*finalize_loader)(void),
                               void* stack_end);

int __libc_start_main(Main main,
                      int argc,
                      char** argv,
                      Initializer initialize,
                      void (*finalize)(void),
                      void (*finalize_loader)(void),
                      void* stack_end) {
  (void)initialize;
  return old_libc_start_main(
      main, argc, argv, Initialize, finalize, finalize_loader, stack_end);
}

// GLIBC_2.33: before, <sys/stat.h> had inline functions that called these. The
// first argument is the version of struct stat on x86-64.
extern int __xstat(int version, const char* path, struct stat* result);
extern int __lxstat(int version, const char* path, struct stat* result);
extern int __fxstat(int version, int fd, struct stat* result);
enum { kStatVersion = 1 };

int stat(const char* path, struct stat* result) {
  return __xstat(kStatVersion, path, result);
}
int lstat(const char* path, struct stat* result) {
  return __lxstat(kStatVersion, path, result);
}
int fstat(int fd, struct stat* result) {
  return __fxstat(kStatVersion, fd, result);
}
// The 64-bit structures are the same on x86-64.
int stat64(const char* path, struct stat64* result) {
  return __xstat(kStatVersion, path, (struct stat*)result);
}
int lstat64(const char* path, struct stat64* result) {
  return __lxstat(kStatVersion, path, (struct stat*)result);
}
int fstat64(int fd, struct stat64* result) {
  return __fxstat(kStatVersion, fd, (struct stat*)result);
}

// GLIBC_2.36.
void arc4random_buf(void* buffer, size_t size) {
  char* at = buffer;
  while (size != 0) {
    ssize_t read = getrandom(at, size, 0);
    if (read < 0 && errno == EINTR) continue;
    // As glibc's: there is no way to tell of a failure, and none is expected.
    if (read < 0) abort();
    at += read;
    size -= (size_t)read;
  }
}
uint32_t arc4random(void) {
  uint32_t result;
  arc4random_buf(&result, sizeof(result));
  return result;
}

// GLIBC_2.32. No thread may be taken for the only one by mistake, so none is.
char __libc_single_threaded = 0;

// GLIBC_2.32.
const char* strerrorname_np(int error_number) {
  switch (error_number) {
    case 0:
      return "0";
#define NAME(error) case error: return #error;
#include "error_names.h"
#undef NAME
  }
  return NULL;
}

// GLIBC_2.35: the machine's, if it has one, else of a file's bounds only, which is
// all that node asks for.
static int FindObject(struct dl_phdr_info* file, size_t size, void* data) {
  struct dl_find_object* result = data;
  const uintptr_t address = (uintptr_t)result->dlfo_map_start;
  uintptr_t start = UINTPTR_MAX;
  uintptr_t end = 0;
  (void)size;
  for (size_t i = 0; i < file->dlpi_phnum; i++) {
    const ElfW(Phdr)* segment = &file->dlpi_phdr[i];
    const uintptr_t at = file->dlpi_addr + segment->p_vaddr;
    if (segment->p_type != PT_LOAD) continue;
    if (at < start) start = at;
    if (at + segment->p_memsz > end) end = at + segment->p_memsz;
  }
  if (address < start || address >= end) return 0;
  result->dlfo_map_start = (void*)start;
  result->dlfo_map_end = (void*)end;
  return 1;
}

int _dl_find_object(void* address, struct dl_find_object* result) {
  int (*find)(void*, struct dl_find_object*);
  *(void**)&find = dlsym(RTLD_DEFAULT, "_dl_find_object");
  if (find != NULL) return find(address, result);
  memset(result, 0, sizeof(*result));
  result->dlfo_map_start = address;
  return dl_iterate_phdr(FindObject, result) != 0 ? 0 : -1;
}

// GCC_12.0.0 and GCC_13.0.0, for <charconv> of libstdc++: IEEE 754's binary16
// and bfloat16, which both are passed in the low half of xmm0.
double __extendhfdf2(_Float16 value) {
  uint16_t bits;
  memcpy(&bits, &value, sizeof(bits));
  int exponent = bits >> 10 & 31;
  double fraction = bits & 1023;
  double magnitude = exponent == 0 ? fraction * 0x1p-24
      : exponent == 31 ? (fraction == 0 ? __builtin_inf() : __builtin_nan(""))
                       : (1024 + fraction) * __builtin_ldexp(1, exponent - 25);
  return bits >> 15 ? -magnitude : magnitude;
}
float __extendbfsf2(__bf16 value) {
  uint16_t bits;
  memcpy(&bits, &value, sizeof(bits));
  uint32_t wide = (uint32_t)bits << 16;
  float result;
  memcpy(&result, &wide, sizeof(result));
  return result;
}
