// C declarations as text: what can be told of them is, and all else may be anything.
import { cdef, dlopen, DynamicLibrary, handle } from 'node:ffi';
import type { AnyNativeFunction, DeclarationError, FunctionDefinitions, Handle, Variable } from 'node:ffi';

// Functions of C's own types.
{
  const { functions: c, constants, types, variables, lib } = dlopen('libc.so.6', `
    double cos(double);
    extern unsigned long int strlen(const char *s);
    long long int llabs(long long);
    int abs(int number);
    unsigned int alarm (unsigned int seconds);
    _Bool flag(bool a, signed char b, uint8_t c);
    char *strdup(const char *);
    const wchar_t *wide(void);
    void * memcpy(void *restrict to, const void *restrict from, size_t n);
    int printf(const char *restrict format, ...);
    int pipe(int fds[2]);
    void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
    int getpid(void);
    int rand();
    double modf(double x, double *whole);
    extern int optind;
    int (*hook)(int);
    typedef int (*callback)(int, void *);
    enum { FIRST = (1 << 2), SECOND };
    struct pair { int a; int (*f)(int); };
    struct tm *gmtime(const time_t *time);
    struct pair make(struct pair, int n);
    static_assert(sizeof(int) == 4, 'x');
  `);
  exactly<number>().is(c.cos(0));
  exactly<bigint>().is(c.strlen('text'));
  exactly<number>().is(c.abs(-1));
  exactly<bigint>().is(c.llabs(-1));
  exactly<number>().is(c.alarm(0));
  exactly<boolean>().is(c.flag(true, 1, 2));
  exactly<bigint>().is(c.strdup('text'));
  exactly<string | null>().is(c.wide());
  exactly<bigint>().is(c.memcpy(new Uint8Array(8), 5n, 8));
  exactly<number>().is(c.printf('%d %s', 1, 'two'));
  exactly<number>().is(c.pipe([0, 0]));
  c.pipe(new Int32Array(2));
  exactly<undefined>().is(c.qsort(new Int32Array(2), 2, 4, (a, b) => Number(a - b)));
  exactly<number>().is(c.getpid());
  exactly<number>().is(c.rand());
  exactly<number>().is(c.modf(1.5, new Float64Array(1)));
  c.gmtime(BigInt64Array.of(0n));
  new types.tm(c.make({ a: 1, f: null }, 5)).anything;
  exactly<number>().is(c.abs(constants.FIRST | constants.SECOND));
  exactly<Variable<any>>().is(variables.optind);
  exactly<DynamicLibrary>().is(lib);
}

// Handles, as the text has their names.
{
  class Db extends handle('sqlite3', { close: 'sqlite3_close' }) {}
  const { functions } = cdef(`
    typedef struct sqlite3_stmt sqlite3_stmt;
    int sqlite3_step(sqlite3_stmt *);
    sqlite3 *sqlite3_db_handle(sqlite3_stmt *statement);
    const char *sqlite3_errmsg(sqlite3 *db);
  `, { types: { sqlite3: Db, sqlite3_stmt: handle('sqlite3_stmt') } });
  const { functions: c } = dlopen('libsqlite3.so.0', functions);
  const statement = null! as Handle<'sqlite3_stmt'>;
  exactly<number>().is(c.sqlite3_step(statement));
  exactly<Db | null>().is(c.sqlite3_db_handle(statement));
  exactly<string | null>().is(c.sqlite3_errmsg(c.sqlite3_db_handle(statement)!));
  const { functions: same } = dlopen(null, 'int sqlite3_close(struct sqlite3 *);', { types: { sqlite3: Db } });
  exactly<number>().is(same.sqlite3_close(c.sqlite3_db_handle(statement)!));
}

// Said by the program.
{
  const { functions: c } = dlopen<{ cos(x: number): number }>('libm.so.6', 'double cos(double);');
  exactly<number>().is(c.cos(0));
  exactly<bigint>().is(c.cos.pointer);
}

// Texts that are hard to read, or not known.
{
  exactly<FunctionDefinitions>().is(cdef('void (*signal(int, void (*)(int)))(int);').functions);
  exactly<FunctionDefinitions>().is(cdef('int f(void); // A comment').functions);
  exactly<FunctionDefinitions>().is(cdef('int f(int), *g(void);').functions);
  exactly<FunctionDefinitions>().is(cdef('char *(f(void));').functions);
  exactly<FunctionDefinitions>().is(cdef('typedef int type(int); type f;').functions);
  exactly<FunctionDefinitions>().is(cdef('enum { A = (1) } f(void);').functions);
  exactly<FunctionDefinitions>().is(cdef('void exit(int) __attribute__((noreturn));').functions);
  exactly<FunctionDefinitions>().is(cdef(String(process.argv[2])).functions);
  exactly<AnyNativeFunction>().is(dlopen(null, String(process.argv[2])).functions.anything);
  try {
    cdef('double cos(double;');
  } catch (error) {
    const { code, line, column } = error as DeclarationError;
    exactly<'ERR_FFI_DECLARATION'>().is(code);
    exactly<number>().is(line + column);
  }
}
