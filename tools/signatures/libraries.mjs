// The libraries, by the name that the loader knows them by, and the headers that declare
// their functions.
export const libraries = {
  'libc.so.6': [
    'stdio.h', 'stdlib.h', 'string.h', 'unistd.h', 'fcntl.h', 'time.h', 'locale.h', 'wchar.h', 'signal.h', 'poll.h',
    'termios.h', 'dirent.h', 'netdb.h', 'pwd.h', 'grp.h', 'search.h', 'pthread.h', 'arpa/inet.h', 'sys/mman.h',
    'sys/socket.h', 'sys/stat.h', 'sys/time.h', 'sys/uio.h', 'sys/wait.h',
  ],
  'libm.so.6': ['math.h', 'fenv.h'],
  'libsqlite3.so.0': ['sqlite3.h'],
  'libz.so.1': ['zlib.h'],
  'libzstd.so.1': ['zstd.h', 'zdict.h'],
  'libbrotlienc.so.1': ['brotli/encode.h'],
  'libbrotlidec.so.1': ['brotli/decode.h'],
  'libcares.so.2': ['ares.h'],
  'libnghttp2.so.14': ['nghttp2/nghttp2.h'],
  'libgit2.so.1.9': ['git2.h'],
  'libraylib.so.600': ['raylib.h'],
  'libgsl.so.28': ['gsl/gsl_vector.h', 'gsl/gsl_sf.h', 'gsl/gsl_roots.h'],
  'libkrb5.so.3': ['krb5.h'],
  'libdb-5.3.so': ['db.h'],
};
