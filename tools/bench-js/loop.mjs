// Makes the loop of a row. Each is compiled from a source of its own, so that
// what an engine learns about one of them tells it nothing about the others.
import { adders, signatures } from './rows.mjs';

const increment = (value) => (value + 1) | 0;
const makeObject = (x, y) => ({ x, y });

/**
 * @param {object} bound What open() of a module of bind/ gives
 * @returns {object} What loops may use
 */
export function makeScope(bound) {
  const values = Array.from({ length: 16 }, (_, i) => i);
  const { makePoint = makeObject } = bound;
  return {
    all: bound.functions,
    functions: adders.map((name) => bound.functions[name]),
    texts: ['hello, world', 'hello, again'],
    bytes: new Uint8Array(64).map((_, i) => (i < 2 ? i + 3 : 1)),
    room: new Uint8Array(64),
    room32: new Int32Array(1),
    pair: Uint8Array.of(3, 4),
    ints: Int32Array.from(values),
    doubles: Float64Array.from(values),
    objects: values.map((value) => ({ value })),
    pairs: values.map((value) => Float64Array.of(value, value + 0.5)),
    floats: new Float64Array(2000).map((_, i) => Math.floor(i / 2) + i % 2 / 2),
    kept: { value: null },
    pointer: bound.pointer,
    callback: null,
    increment,
    passed: values.map((value) => makePoint(value, value + 0.5)),
    ...bound.instances,
  };
}

/**
 * @param {object} row A row of rows.mjs
 * @param {object} bound What open() of a module of bind/ gives
 * @param {object} scope What makeScope() gives
 * @returns {boolean} Whether there is all that the row's loop uses
 */
export function canRun(row, bound, scope) {
  const { id, calls = id, uses } = row;
  return (!(calls in signatures) || bound.functions[calls] !== undefined) &&
    (uses === undefined || scope[uses] !== undefined);
}

/**
 * @param {object} row A row of rows.mjs
 * @param {Function} f The function that it calls
 * @param {object} scope What makeScope() gives
 * @returns {(n: number) => any}
 */
export function makeLoop(row, f, scope) {
  const body = row.body ?? `for (let i = 0; i < n; i++) { ${row.statement} }`;
  const names = Object.keys(scope);
  const make = new Function('f', ...names, `// ${row.id}
    ${row.declare ?? ''}
    return (n) => {
      let x = ${row.start ?? 0};
      ${body}
      return x;
    };`);
  return make(f, ...names.map((name) => scope[name]));
}

/**
 * Runs a loop often, and never for long, until an engine has optimised it. What V8
 * makes of a loop while that is running, for on-stack replacement, has to take the
 * variables as they are then, and stays slower: for doubles, twice as slow. Loops
 * that never end are rare in programs; short ones are not.
 * @param {(n: number) => any} loop
 */
export function warmUp(loop) {
  const end = performance.now() + 40;
  while (performance.now() < end) {
    for (let i = 0; i < 20; i++) loop(100);
  }
}
