// C declarations as text: what can be told of them is, and all else may be anything.
import { bigEndian, cdef, dlopen, DynamicLibrary, enumeration, func, handle, struct } from 'node:ffi';
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

// Other types that the program gives for names.
{
  class Point extends struct({ x: 'double', y: 'double' }) {}
  const Color = enumeration({ RED: 0, GREEN: 1 }, { as: 'name' });
  const types = {
    'size_t': 'uint53', 'wchar_t': 'uint32', 'my_int': 'long', 'point': Point, 'struct vector': Point,
    'enum color': Color, 'compare_t': func({ arguments: ['int', 'int'], return: 'int' }), 'text': 'cstring',
    'byte': 'char', 'db': handle('db'), 'db_t': handle('db', { nullable: true }), 'net32': bigEndian('uint32'),
  } as const;
  const text = `
    size_t strlen(const char *s);
    const size_t half(size_t, const size_t n);
    size_t *sizes(size_t *list, const wchar_t *wide);
    my_int absolute(my_int);
    struct point swap(point p, struct point const, const struct point *from, point *);
    struct vector *next(struct vector *);
    vector unknown(vector);
    enum color mix(enum color, enum color b);
    color named(void);
    int sort(compare_t compare, int *list);
    text title(text, const text *);
    db_t open(text name, db *other, struct db *);
    void send(net32 n, net32 *p);
    const byte *bytes(const byte *);
    unsigned long int other(unsigned n, char c);
  `;
  const { functions: c } = dlopen(null, text, { types });
  exactly<number>().is(c.strlen('text'));
  exactly<number>().is(c.half(1, 2));
  exactly<bigint>().is(c.sizes(new BigUint64Array(1), new Uint32Array(1)));
  exactly<bigint>().is(c.absolute(-5));
  exactly<Point>().is(c.swap({ x: 1, y: 2 }, new Point(), new Point(), [{ x: 1, y: 2 }]));
  exactly<bigint>().is(c.next(new Point()));
  c.unknown(5).anything;
  exactly<'RED' | 'GREEN' | number>().is(c.mix('RED', 1));
  c.named().anything;
  exactly<number>().is(c.sort((a, b) => a - b, new Int32Array(2)));
  exactly<string | null>().is(c.title('a', 5n));
  const db = null! as Handle<'db'>;
  exactly<Handle<'db', undefined> | null>().is(c.open('name', db, db));
  exactly<bigint>().is(c.bytes(new Int8Array(1)));
  exactly<undefined>().is(c.send(5, new Uint8Array(4)));
  exactly<bigint>().is(c.other(1, 2));
  exactly<number>().is(dlopen(null, cdef(text, { types }).functions).functions.strlen('text'));
  // Of another text, whose types are not known.
  const first = cdef('struct pair { int a, b; }; typedef unsigned handle_t;');
  const { functions: d } = dlopen(null, `
    size_t f(size_t n, int a, handle_t h, struct pair p, struct pair *q, point *r, const char *s);
    handle_t g(void);
  `, { types: { ...first.types, point: Point } });
  exactly<bigint>().is(d.f(1n, 2, 3, { a: 1, b: 2 }, new first.types.pair(), new Point(), 'text'));
  d.g().anything;
  const { functions: e } = cdef('size_t f(int n);', { types: first.types });
  exactly<bigint>().is(dlopen(null, e).functions.f(5));
}

// Commas that are not between parameters.
{
  const { functions: c } = dlopen(null, `
    void f(enum e { A, B } x);
    int g(int a, enum{C=(1),D,E}b, int (*f)(int, int), enum h { F, G } *);
    int h(enum { H, I } a, enum { J, K } b, double c);
  `);
  exactly<undefined>().is(c.f('A'));
  exactly<number>().is(c.g(1, 'C', null, null));
  exactly<number>().is(c.h('H', 1, 5));
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
  exactly<FunctionDefinitions>().is(cdef('enum { A } f(enum { B } b);').functions);
  exactly<FunctionDefinitions>().is(cdef('void f(struct { int a; } s);').functions);
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
