// How the sanitizers run: linked into the binaries of `make sanitize`: a test
// may give a child process an environment of its own. ASAN_OPTIONS and the like
// override single values. To see reports at once, and the stack of a leak
// beyond a library that has no frame pointers (three times slower):
//
//   export UBSAN_OPTIONS=print_stacktrace=1
//   export ASAN_OPTIONS=log_path=stderr:fast_unwind_on_malloc=0
//   out/sanitized/node --experimental-ffi test.js

#define _GNU_SOURCE
#include <dlfcn.h>
#include <ffi.h>
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

#define EXPORT __attribute__((visibility("default")))

// - A report goes to a file, whatever becomes of the process's output.
// - V8 scans the real stack, so there must be no fake one; and it asks for more
//   memory than there may be.
// - Some tests look at the process's size: little is kept of what was freed.
// - A wild pointer ends the process as without ASan: the tests know the signal.
EXPORT const char* __asan_default_options(void) {
  return "log_path=" REPORTS "/asan:abort_on_error=1:quarantine_size_mb=4:"
         "detect_stack_use_after_return=0:allocator_may_return_null=1:"
         "handle_segv=0:handle_sigbus=0:handle_abort=0:"
         "handle_sigfpe=0:handle_sigill=0:"
         "suppressions=" TOOLS "/sanitize-accesses.supp";
}

// A leak leaves the exit code alone, which tests look at.
EXPORT const char* __lsan_default_options(void) {
  return "exitcode=0:suppressions=" TOOLS "/sanitize.supp:print_suppressions=0";
}

EXPORT const char* __ubsan_default_options(void) {
  return "print_stacktrace=1";
}

// GCC's UBSan doesn't find its way to a log_path of its own: the libraries have
// functions of one name, and it calls ASan's. This calls the right one.
// UBSAN_OPTIONS, whatever it says, leaves the reports on stderr.
extern void __ubsan_handle_add_overflow(void);
__attribute__((constructor)) static void SetReportPath(void) {
  Dl_info info;
  if (getenv("UBSAN_OPTIONS") != NULL) return;
  if (!dladdr((void*)__ubsan_handle_add_overflow, &info)) abort();
  void* ubsan = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  void (*set_report_path)(const char*);
  *(void**)&set_report_path = dlsym(ubsan, "__sanitizer_set_report_path");
  set_report_path(REPORTS "/ubsan");
  dlclose(ubsan);
}

// libffi has closures in memory of its own, where LeakSanitizer doesn't look:
// only what each closure has of libffi's other data is shown to it, which would
// be a leak else. What data our code gives to a closure has to have an owner.
void* __real_ffi_closure_alloc(size_t size, void** code);
void __real_ffi_closure_free(void* closure);

void* __wrap_ffi_closure_alloc(size_t size, void** code) {
  ffi_closure* closure = __real_ffi_closure_alloc(size, code);
  if (closure != NULL) {
    __lsan_register_root_region(&closure->ftramp, sizeof(closure->ftramp));
  }
  return closure;
}

void __wrap_ffi_closure_free(void* closure) {
  __lsan_unregister_root_region(&((ffi_closure*)closure)->ftramp,
                                sizeof(((ffi_closure*)closure)->ftramp));
  __real_ffi_closure_free(closure);
}
