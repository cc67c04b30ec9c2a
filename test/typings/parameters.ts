// Parameters that are results, and lengths; what is owned; handles.
import {
  array, borrowed, Callback, chars, consumes, countOf, dlopen, getRawPointer, handle, inout, lengthOf, out, owned,
  pointer, struct,
} from 'node:ffi';
import type { Handle } from 'node:ffi';

const Point = struct({ x: 'double', y: 'double' });

// Where C writes results to.
{
  const { functions: c } = dlopen('libm.so.6', {
    sscanf: { arguments: ['cstring', 'cstring'], return: 'int', variadic: [out('int'), out('double')] },
    frexp: { arguments: ['double', out('int')], return: 'double' },
    remquo: { arguments: ['double', out('int'), 'double', out('cstring'), out(Point)], return: 'int', errno: true },
    wait: { arguments: [out('int')], return: 'int', nonblocking: true },
    next: { arguments: [inout('int64'), inout(Point, { nullable: true })], errno: 'throw' },
  });
  exactly<{ value: number; out: [number] }>().is(c.frexp(40));
  exactly<{ value: number; out: [number, number] }>().is(c.sscanf('3 of 4.5', '%d of %lf'));
  const { value, errno, out: [quotient, text, point] } = c.remquo(5, 3);
  exactly<number>().is(value + errno + quotient + point.x);
  exactly<string | null>().is(text);
  exactly<Promise<{ value: number; out: [number] }>>().is(c.wait());
  const { out: [big, moved] } = c.next(5, { x: 1, y: 2 });
  exactly<bigint>().is(big);
  exactly<number | undefined>().is(moved?.x);
  c.next(5n, null);
  exactly<[bigint, InstanceType<typeof Point> | null]>().is(c.next(5n, undefined).out);
}

// How long other arguments are.
{
  const { functions: c } = dlopen(null, {
    read: { arguments: ['int', 'buffer', lengthOf(1)], return: 'ssize_t', errno: true },
    sum: { arguments: [countOf(1, 'int'), array('int')], return: 'int' },
    getcwd: { arguments: [out(chars(100)), lengthOf(0)], return: 'pointer' },
    recv: { arguments: ['pointer', 'pointer', lengthOf(1)], return: 'ssize_t' },
    formatted: { arguments: ['pointer'], variadic: ['pointer', lengthOf(1), 'int'] },
  });
  exactly<{ value: bigint; errno: number }>().is(c.read(0, new Uint8Array(8)));
  exactly<number>().is(c.sum([1, 2, 3]));
  exactly<[string]>().is(c.getcwd().out);
  // An address has no length; one that is not measured needs none.
  for (const bytes of ['text', new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), new Point(), null, undefined])
    c.read(0, bytes);
  c.sum(new Int32Array(3));
  exactly<bigint>().is(c.recv(5n, 'text'));
  c.formatted(5n, new Uint8Array(8), 1);
  const index = Number(process.argv[2]);
  dlopen(null, { f: { arguments: ['pointer', lengthOf(index)] } }).functions.f(5n);
}

// What the caller has to free.
{
  const { functions: { free } } = dlopen(null, { free: { arguments: ['pointer'] } });
  const { functions: c } = dlopen(null, {
    strdup: { arguments: ['string'], return: owned('cstring', 'free') },
    asprintf: { arguments: [out(owned('cstring', free)), 'string'], return: 'int', variadic: true },
    clone: { return: owned(pointer(Point), 'free') },
    list: { return: owned(array('int', 3), free) },
  });
  exactly<string | null>().is(c.strdup('text'));
  exactly<[string | null]>().is(c.asprintf('%d', 5).out);
  exactly<number | undefined>().is(c.clone()?.x);
  exactly<number | undefined>().is(c.list()?.at(0));
}

// Handles.
{
  class Db extends handle('sqlite3', { close: 'sqlite3_close' }) {
    get isOpen() { return this.pointer !== 0n; }
  }
  const Statement = handle('sqlite3_stmt', { nullable: true });
  const { functions: c } = dlopen('libsqlite3.so.0', {
    sqlite3_open: { arguments: ['string', out(Db)], return: 'int' },
    sqlite3_prepare_v2: { arguments: [Db, 'string', 'int', out(Statement), 'pointer'], return: 'int' },
    sqlite3_step: { arguments: [Statement], return: 'int' },
    sqlite3_finalize: { arguments: [consumes(Statement)], return: 'int' },
    sqlite3_db_handle: { arguments: [Statement], return: Db },
    lent: { arguments: [borrowed(Db), out(borrowed(Statement))], return: borrowed(Db) },
    printf: { arguments: ['string'], variadic: true },
  });
  const { value, out: [db] } = c.sqlite3_open(':memory:');
  exactly<number>().is(value);
  exactly<Db | null>().is(db);
  if (db !== null) {
    exactly<boolean>().is(db.isOpen);
    const { out: [statement] } = c.sqlite3_prepare_v2(db, 'SELECT 1', -1, null);
    exactly<Handle<'sqlite3_stmt', undefined> | null>().is(statement);
    exactly<number>().is(c.sqlite3_step(statement));
    exactly<Db | null>().is(c.sqlite3_db_handle(statement));
    c.sqlite3_finalize(statement);
    c.printf('%p', db);
    exactly<Db | null>().is(c.lent(db).value);
    exactly<Handle<'sqlite3_stmt', undefined> | null>().is(c.lent(db).out[0]);
    exactly<bigint>().is(getRawPointer(db));
    c.sqlite3_step(undefined);
    new Callback({ return: Statement }, () => undefined);
    using other = c.sqlite3_db_handle(null);
    exactly<bigint | undefined>().is(other?.pointer);
    exactly<undefined>().is(db.close());
    exactly<boolean>().is(db instanceof Db);
  }
}
