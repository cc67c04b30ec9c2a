// How ThreadSanitizer runs: linked into the binaries of `make sanitize`: a test
// may give a child process an environment of its own. TSAN_OPTIONS overrides
// single values. To see reports at once:
//
//   export TSAN_OPTIONS=log_path=stderr
//   out/sanitized-threads/node --experimental-ffi test.js

#define EXPORT __attribute__((visibility("default")))

// - A report goes to a file, whatever becomes of the process's output, and
//   leaves the exit code alone, which tests look at.
// - A wild pointer ends the process as without TSan: the tests know the signal.
// - Tests fork, and a child may have threads; and a process may end before its
//   threads do.
EXPORT const char* __tsan_default_options(void) {
  return "log_path=" REPORTS "/tsan:exitcode=0:"
         "suppressions=" TOOLS "/sanitize-threads.supp:print_suppressions=0:"
         "handle_segv=0:handle_sigbus=0:handle_abort=0:"
         "handle_sigfpe=0:handle_sigill=0:die_after_fork=0:"
         "report_thread_leaks=0:history_size=4";
}
