/* global Deno */
import { definitionsOf } from './definitions.mjs';

const point = { struct: ['f64', 'f64'] };
const types = {
  void: 'void', i32: 'i32', u32: 'u32', i64: 'i64', f64: 'f64', size: 'usize', string: 'buffer',
  text: 'pointer', bytes: 'buffer', pointer: 'pointer', point, Point: point, function: 'function',
};

// What a program has to write around Deno's functions: it has no strings, and
// its structs are bytes.
const encoder = new TextEncoder();
const takesString = (fn) => (text) => fn(encoder.encode(`${text}\0`));
const givesText = (fn) => (i) => Deno.UnsafePointerView.getCString(fn(i));
function takesPoint(fn) {
  const argument = new Float64Array(2);
  return (point) => {
    argument[0] = point.x;
    argument[1] = point.y;
    return fn(argument);
  };
}
const givesPoint = (fn) => (...args) => {
  const result = new Float64Array(fn(...args).buffer);
  return { x: result[0], y: result[1] };
};

function wrap(fn, [result, argument]) {
  if (argument === 'string') return takesString(fn);
  if (argument === 'point') return givesPoint(takesPoint(fn));
  if (result === 'Point') return givesPoint(fn);
  if (result === 'text') return givesText(fn);
  return fn;
}

export function open(library, signatures) {
  const definitions = definitionsOf(signatures, types, (result, parameters) =>
    ({ parameters, result }));
  const functions = Object.fromEntries(
    Object.entries(Deno.dlopen(library, definitions).symbols).map(([name, fn]) => [name, wrap(fn, signatures[name])]));
  return {
    functions,
    pointer: Deno.UnsafePointer.create(0x1234n),
    makePoint: (x, y) => Float64Array.of(x, y),
    toNumber: (value) => Number(typeof value === 'object' ? Deno.UnsafePointer.value(value) : value),
    register: (fn) => new Deno.UnsafeCallback({ parameters: ['i32'], result: 'i32' }, fn).pointer,
  };
}

/**
 * @param {string} library
 * @returns {(a: number, b: number) => Promise<number>} Adds on another thread
 */
export function openNonblocking(library) {
  return Deno.dlopen(library, {
    add_i32: { parameters: ['i32', 'i32'], result: 'i32', nonblocking: true },
  }).symbols.add_i32;
}

/**
 * @param {string} library
 * @returns {object} What starts a thread that calls a function: `emit()` one without a
 *   result, `ask()` one that takes a number and gives one
 */
export function openThreads(library) {
  const { emit_events, ask } = Deno.dlopen(library, {
    emit_events: { parameters: ['function', 'i32'], result: 'void' },
    ask: { parameters: ['function', 'i32'], result: 'void' },
  }).symbols;
  const register = (fn, result) =>
    Deno.UnsafeCallback.threadSafe({ parameters: ['i32'], result }, fn).pointer;
  return {
    emit: (fn, times) => emit_events(register(fn, 'void'), times),
    ask: (fn, times) => ask(register(fn, 'i32'), times),
  };
}
