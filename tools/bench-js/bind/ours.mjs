// The node:ffi of this repository.
import { array, Callback, dlopen, handle, lengthOf, out, owned, struct, toString } from 'node:ffi';
import { definitionsOf } from './definitions.mjs';
import { openWith, types as theirs } from './node.mjs';

const upTo = (length, make) => Array.from({ length }, (_, i) => make(i));
const pointOf = (i) => ({ x: i, y: i + 0.5 });

// Of a row's own: what an engine learns of one tells it nothing about the others.
const makeType = () => struct({ x: 'double', y: 'double' });
const Point = makeType();
const Rectangle = struct({ x: 'double', y: 'double', width: 'double', height: 'double' });

const types = {
  ...theirs, text: 'cstring', address: 'address', point: Point, Point,
  i32_errno: { return: 'int32', errno: true }, variadic: null,
  i32_out: out('int32'), length_of_0: lengthOf(0, 'uint32'),
  Counter: handle('counter'), owned_text: owned('cstring', 'free_text'),
};

function define(result, args) {
  const returns = result.errno ? result : { return: result };
  const count = args.indexOf(null);
  if (count < 0) return { ...returns, arguments: args };
  const variadic = args.slice(count + 1);
  return { ...returns, arguments: args.slice(0, count), variadic: variadic.length > 0 ? variadic : true };
}

function makeInstances({ native_points, open_counter }) {
  const address = native_points();
  const [Local, Native, Listed] = upTo(3, makeType);
  const counters = upTo(2, (i) => open_counter(i + 1));
  return {
    points: upTo(16, (i) => new Local(pointOf(i))),
    natives: upTo(16, (i) => Native.at(address + BigInt(i * Native.size))),
    list: new (array(Listed, 1000))(upTo(1000, pointOf)),
    Rectangle,
    counters,
    addresses: counters.map(({ pointer }) => pointer),
    readText: toString,
  };
}

export function open(library, signatures) {
  const bound = openWith(library, definitionsOf(signatures, types, define));
  return {
    ...bound,
    makePoint: (x, y) => new Point({ x, y }),
    get instances() { return makeInstances(bound.functions); },
  };
}

/**
 * @param {string} library
 * @returns {(a: number, b: number) => Promise<number>} Adds on another thread
 */
export function openNonblocking(library) {
  return dlopen(library, {
    add_i32: { arguments: ['int', 'int'], return: 'int', nonblocking: true },
  }).functions.add_i32;
}

/**
 * @param {string} library
 * @returns {object} What starts a thread that calls a function: `emit()` one without a
 *   result, `ask()` one that takes a number and gives one
 */
export function openThreads(library) {
  const { emit_events, ask } = dlopen(library, {
    emit_events: { arguments: ['function', 'int'], return: 'void' },
    ask: { arguments: ['function', 'int'], return: 'void' },
  }).functions;
  const make = (fn, result) => new Callback({ arguments: ['int'], return: result, threadsafe: true }, fn);
  return {
    emit: (fn, times) => emit_events(make(fn, 'void'), times),
    ask: (fn, times) => ask(make(fn, 'int'), times),
  };
}
