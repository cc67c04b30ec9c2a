// Flags: --experimental-ffi
'use strict';

// A text may use types of the program's by name.

const common = require('../common');
const assert = require('node:assert');
const { array, borrowed, cdef, dlopen, enumeration, handle, struct } = require('node:ffi');
const { eachCase, invalidType } = require('../common/ffi');

class Point extends struct({ x: 'double', y: 'double' }) {}
const Color = enumeration({ RED: 0, GREEN: 1 }, { as: 'name' });

// By the name of a typedef, by a tag, or by both. What the text says of it has to agree.
for (const [types, text] of eachCase([
  [{ Point }, 'Point f(const Point *, Point);'],
  [{ Point }, 'struct Point f(struct Point *, const struct Point);'],
  [{ 'struct Point': Point }, 'struct Point f(struct Point *, struct Point);'],
  [{ Point }, 'typedef struct Point Point; Point f(struct Point *, Point);'],
  [{ Point }, 'typedef struct { double x, y; } Point; Point f(Point *, Point);'],
  [{ Point }, 'struct Point { double x, y; }; struct Point f(struct Point *, struct Point);'],
  [{ point_t: Point }, 'typedef struct point { double x, y; } point_t; point_t f(point_t *, point_t);'],
])) {
  const { functions: { f } } = cdef(text, { types });
  assert.strictEqual(f.return, Point);
  assert.strictEqual(f.arguments[0].name, 'pointer(Point)');
  assert.strictEqual(f.arguments[1], Point);
}
assert.strictEqual(cdef('typedef struct { double x, y; } Point;', { types: { Point } }).types.Point, Point);

// In what the text defines, and in constant expressions.
{
  const types = { Point, Color, Three: array('int', 3), DWORD: 'uint', count_t: 'uint53', size_t: 'uint53' };
  const { functions, types: declared } = cdef(`
    struct s { Point points[2]; DWORD bits : 3; size_t few : 5; enum Color color; Three three; count_t n; };
    static_assert(sizeof(struct s) == 2 * sizeof(Point) + 32 && (DWORD)-1 == 0xffffffff && alignof(Point) == 8);
    size_t strlen(const char *);
    Color f(Color);
  `, { types });
  assert.strictEqual(declared.s.fields.points.type.name, 'array(Point, 2)');
  assert.strictEqual(declared.s.fields.bits.type, 'uint');
  assert.strictEqual(declared.s.fields.color.type, Color);
  assert.strictEqual(declared.s.fields.three.type, types.Three);
  assert.strictEqual(functions.strlen.return, 'uint53');
  assert.strictEqual(functions.f.return, Color);
  assert.strictEqual(dlopen(null, functions.strlen && { strlen: functions.strlen }).functions.strlen('four'), 4);
}

// A handle is what a pointer to its name is, or to its tag; or the name itself, where
// that is a pointer. In memory, it is an address.
{
  const Db = handle('Db');
  const types = { Db };
  const pointers = cdef(`
    typedef struct Db Db;
    int open(const char *name, Db **out);
    int close(Db *db);
    const Db *get(struct Db *, const Db *const *list, void (*callback)(Db *));
    struct s { Db *db; };
  `, { types });
  const { functions: { open, close, get } } = pointers;
  assert.strictEqual(open.arguments[1].name, 'pointer(pointer)');
  assert.deepStrictEqual(close.arguments, [Db]);
  assert.strictEqual(get.return, borrowed(Db));
  assert.strictEqual(get.arguments[0], Db);
  assert.strictEqual(get.arguments[1].name, 'pointer(pointer)');
  assert.strictEqual(get.arguments[2].name, 'func(void (Db))');
  assert.strictEqual(pointers.types.s.fields.db.type, 'pointer');
  assert.strictEqual(pointers.types.Db, Db);

  const { functions: { f } } = cdef('typedef struct hidden *Db; Db f(Db, Db *);', { types });
  assert.strictEqual(f.return, Db);
  assert.strictEqual(f.arguments[0], Db);
  assert.strictEqual(f.arguments[1].name, 'pointer(pointer)');

  assert.throws(() => cdef('Db f(void);', { types }), {
    code: 'ERR_FFI_DECLARATION',
    message: /^Db is for a handle, which takes the place of a pointer to it/,
  });
  assert.throws(() => cdef('struct Db { int a; };', { types }), {
    code: 'ERR_FFI_DECLARATION',
    message: /^options\.types has a handle for struct Db, of which the text must not have the members/,
  });
}

// The function that closes a handle takes it over, also under another name.
{
  const Db = handle('Db', { close: 'db_close' });
  const { functions } = cdef(`
    typedef struct Db Db;
    int db_close(Db *db);
    int end(Db *db) asm("db_close");
    int db_close2(Db *db, int how);
    int use(Db *db);
  `, { types: { Db } });
  assert.strictEqual(functions.db_close.arguments[0].name, 'consumes(Db)');
  assert.strictEqual(functions.end.arguments[0].name, 'consumes(Db)');
  assert.strictEqual(functions.db_close2.arguments[0], Db);
  assert.strictEqual(functions.use.arguments[0], Db);
}

// What one text declared may be used by the next.
{
  const first = cdef('struct s { int a; }; typedef struct s *s_p; typedef unsigned u; enum e { A };');
  const { functions: { f } } = cdef('s_p f(struct s *, struct s, u, enum e);', { types: first.types });
  assert.strictEqual(f.return, first.types.s_p);
  assert.strictEqual(f.arguments[1], first.types.s);
  assert.strictEqual(f.arguments[3], first.types.e);
  assert.throws(() => cdef('struct s f(void);'), { code: 'ERR_FFI_DECLARATION' });
}

for (const [types, text, message] of eachCase([
  [{ Point }, 'struct Point { float x, y; };', /^struct Point is defined differently in options\.types/],
  [{ Point }, 'union Point { double x[2]; };', /^union Point is defined differently in options\.types/],
  [{ Point }, 'typedef struct { float x, y; } Point;', /^'Point' has 8 bytes, but what options\.types has for it has 16/],
  [{ Point: 'int' }, 'struct Point a;', /^struct Point is not defined/],
])) {
  assert.throws(() => cdef(text, { types }), { code: 'ERR_FFI_DECLARATION', message });
}
assert.throws(() => cdef('int f(A);', { types: { A: 5 } }),
              invalidType("options.types['A'] must be a type or the name of one. Received type number (5)"));

// What is no type is found also if the text has no such name.
assert.throws(() => cdef('int f(void);', { types: { A: 'nope' } }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => cdef('int f(void);', { types: { A: null } }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => cdef('int f(void);', { types: [] }), { code: 'ERR_INVALID_ARG_TYPE' });

// Getters are called once, if the text has their name.
const read = { get A() { return getA(); }, get B() { return common.mustNotCall()(); } };
const getA = common.mustCall(() => 'int');
cdef('A f(A, A *);', { types: read });
