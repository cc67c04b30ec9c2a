// JavaScript functions that C calls.
import { array, Callback, cdef, dlopen, enumeration, func, struct } from 'node:ffi';
import type { FunctionSignature, FunctionType } from 'node:ffi';

const Point = struct({ x: 'double', y: 'double' });
const comparator = func({ arguments: ['pointer', 'pointer'], return: 'int' });
const { lib, functions: { qsort, each, signal, plain } } = dlopen(null, {
  qsort: { arguments: ['buffer', 'size_t', 'size_t', comparator] },
  each: { arguments: [func({ arguments: [Point, 'cstring', 'boolean'] })] },
  signal: { arguments: ['int', func({ arguments: ['int'] })], return: func({ arguments: ['int'] }) },
  plain: { arguments: ['function'] },
});

// Passed directly.
qsort(new Int32Array(3), 3, 4, (a, b) => Number(exactly<bigint>().is(a) ?? a - b));
qsort(new Int32Array(3), 3, 4, null);
qsort(new Int32Array(3), 3, 4, 5n);
each((point, text, flag) => {
  exactly<number>().is(point.x);
  exactly<string | null>().is(text);
  exactly<boolean>().is(flag);
});
// Fewer parameters, and a result that nobody takes.
each(() => 5);
const before = signal(12, (number) => exactly<number>().is(number));
exactly<undefined>().is(before?.(12));
signal(12, before);

// An array whose length another argument has.
new Callback({ arguments: ['int', array('cstring', { countedBy: 0 })] }, (count, columns) => {
  exactly<string | null | undefined>().is(columns?.at(0));
});

// A Callback, with options.
{
  using compare = new Callback(
    { arguments: ['pointer', 'pointer'], return: 'int' },
    (a, b) => Number(a - b),
    { errorResult: -1, once: true });
  qsort(new Int32Array(3), 3, 4, compare);
  plain(compare);
  exactly<bigint>().is(compare.unref().ref().pointer);
  const any: Callback = new Callback(comparator, (a, b) => (a < b ? -1 : 1));
  any.close();
  new Callback({ return: 'cstring' }, () => null);
  new Callback({ return: Point }, () => ({ x: 1, y: 2 }));
  new Callback({ return: enumeration({ OK: 0 }) }, () => 'OK');
  new Callback({ return: comparator }, () => compare);
}

// By a type of which nothing is known when the program is compiled, as those of a text.
{
  const { types } = cdef('typedef int (*cb_t)(int, void *); struct pair { int a, b; };');
  using compare = new Callback(types.cb_t, (a: number, b: bigint) => (BigInt(a) < b ? -1 : 1), { errorResult: -1 });
  plain(compare);
  new Callback(types.cb_t, (a, b) => a + Number(b));
  new Callback(types.cb_t, () => 5, { once: true });
  lib.registerCallback(types.cb_t, (a: any, b: any) => 1);
  types.cb_t.at(compare.pointer)(1, null);
  const signature: FunctionSignature = { arguments: ['int', 'pointer'], return: 'int' };
  new Callback(signature, (a: number, b: bigint) => 1);
  const type: FunctionType = func(signature);
  new Callback(type, (a: number, b: bigint) => 1);
  // Within a signature that is known otherwise.
  new Callback({ arguments: [types.pair, 'int'], return: types.pair }, (pair, number) => {
    exactly<number>().is(number);
    return { a: pair.b, b: pair.a };
  });
  const { functions: c } = dlopen(null, { apply: { arguments: [types.pair, types.cb_t, 'int'], return: types.pair } });
  c.apply({ a: 1, b: 2 }, (a: number, b: bigint) => a, 5).a.toFixed();
}

// Called by other threads.
{
  new Callback({ arguments: ['int'], return: 'int', threadsafe: 'block' }, async (number) => number);
  new Callback({ arguments: ['int'], threadsafe: true }, async () => {}, { highWaterMark: 10, deadlockTimeout: 500 });
}

// Registered with a library.
{
  const address = lib.registerCallback({ arguments: ['int'], return: 'long' }, (number) => number);
  lib.refCallback(address);
  lib.unrefCallback(address);
  lib.unregisterCallback(lib.registerCallback(() => {}));
}

// As a sequence of calls.
export async function watch() {
  using events = Callback.events({ arguments: ['int', 'cstring'], threadsafe: 'queue' });
  plain(events.pointer);
  for await (const [number, text] of events) {
    exactly<number>().is(number);
    exactly<string | null>().is(text);
  }
  const { types } = cdef('typedef int (*cb_t)(int, void *);');
  for await (const [number, address] of Callback.events(types.cb_t))
    (number + address).anything;
}
