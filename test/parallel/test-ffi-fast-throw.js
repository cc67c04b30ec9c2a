// Flags: --experimental-ffi --expose-gc --allow-natives-syntax --no-lazy-feedback-allocation
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const vm = require('node:vm');
const { DynamicLibrary } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');
const fixtures = require('../common/fixtures');
const { optimizeCaller } = require(fixtures.path('ffi', 'reentrance', 'natives.js'));

// What a callback throws arrives where optimised code, which called the native
// function, catches it: the same value, after every `finally`, and with the stack
// and the source line that it would have without anything native in between.

const path = pathOf('reentrance');
const callbacks = new DynamicLibrary(path);
const { keep } = callbacks.getFunctions({ keep: { arguments: ['function', 'i32'] } });
const signature = { arguments: ['i32'], return: 'i32' };

// A caller of a function on top of which no JavaScript ran yet, optimised.
function optimised(make, name = 'ask_i32', type = signature) {
  const fn = new DynamicLibrary(path).getFunction(name, type);
  const caller = make(fn);
  keep(null, 0);
  optimizeCaller(caller, fn, caller);
  return caller;
}

// The callback that all functions call from now on. It stays valid.
function onCallback(run) {
  keep(callbacks.registerCallback(signature, run), 0);
}

if (process.argv[2] === 'uncaught') {
  const thrown = process.argv[3] === 'error' ? undefined : process.argv[3];
  const caller = optimised((ask) => function optimisedCaller(i) { return ask(i) + 1; });
  if (process.argv[4] === 'handled') {
    process.on('uncaughtException', common.mustCall((error, origin) => {
      assert.strictEqual(error, thrown);
      assert.strictEqual(origin, 'uncaughtException');
      assert.strictEqual(caller(1), 2);
    }));
  }
  let calls = 0;
  onCallback(function throwingCallback(x) {
    if (calls++ > 0) return x;
    if (thrown !== undefined) throw thrown;
    throw new Error('nobody catches'); // The line
  });
  caller(1);
  assert.fail('not reached');
}

const thrownValues = [
  new RangeError('mine'), Object.freeze({ mine: true }), 'text', 5, NaN, -0, 7n, true, null, undefined, Symbol('s'),
];

// The same value, by the function itself, one that is inlined, and further out.
for (const thrown of eachCase(thrownValues)) {
  const nothing = {};
  const makers = [
    (ask) => (i) => {
      let caught = nothing;
      try {
        ask(i);
      } catch (error) {
        caught = error;
      }
      return caught;
    },
    (ask) => {
      const inner = (i) => ask(i) + 1;
      const between = (i) => inner(i) + 1;
      return (i) => {
        try {
          between(i);
        } catch (error) {
          return error;
        }
        return nothing;
      };
    },
    (ask) => {
      const inner = (i) => {
        try {
          return ask(i);
        } catch (error) {
          return { error };
        }
      };
      return (i) => {
        const result = inner(i);
        return typeof result === 'number' ? nothing : result.error;
      };
    },
    (ask) => (i) => {
      try {
        [i].forEach((x) => ask(x));
      } catch (error) {
        return error;
      }
      return nothing;
    },
  ];
  for (const make of makers) {
    const caller = optimised(make);
    assert.strictEqual(caller(1), nothing);
    onCallback(common.mustCall(() => { throw thrown; }, 3));
    for (let i = 0; i < 3; i++) {
      const caught = caller(i);
      assert.ok(Object.is(caught, thrown), `${make}`);
    }
    const outermost = optimised((ask) => (i) => ask(i));
    onCallback(common.mustCall(() => { throw thrown; }));
    let reached = false;
    try {
      outermost(1);
      reached = true;
    } catch (error) {
      assert.ok(Object.is(error, thrown));
    }
    assert.ok(!reached);
  }
}

// Of every kind of result: none is made of what the native function returns.
for (const [name, type] of eachCase([
  ['ask_void', { arguments: [], return: 'void' }],
  ['ask_i8', { arguments: ['i8'], return: 'i8' }],
  ['ask_u32', { arguments: ['u32'], return: 'u32' }],
  ['ask_i64', { arguments: ['i64'], return: 'i64' }],
  ['ask_f32', { arguments: ['f32'], return: 'f32' }],
  ['ask_f64', { arguments: ['f64'], return: 'f64' }],
  ['ask_pointer', { arguments: ['pointer'], return: 'pointer' }],
  ['ask_tail', { arguments: ['i32'], return: 'i32' }],
  ['ask_string', { arguments: ['string'], return: 'u32' }],
])) {
  const values = { string: 'text', pointer: 1n, i64: 1n };
  const caller = optimised((ask) => {
    const passed = type.arguments.map((argument) => values[argument] ?? 1);
    return () => {
      let result;
      try {
        result = ask(...passed);
      } catch (error) {
        return { error, result };
      }
      return result;
    };
  }, name, type);
  const thrown = new Error('thrown');
  onCallback(common.mustCall(() => { throw thrown; }));
  assert.deepStrictEqual(caller(), { error: thrown, result: undefined });
}

// Every `finally` runs, in order, and sees what the callback changed.
{
  class State { constant = 1; }
  const state = new State();
  const trace = [];
  const caller = optimised((ask) => {
    const inner = (i) => {
      try {
        return ask(i);
      } finally {
        trace.push('inner', state.constant);
      }
    };
    return (i) => {
      try {
        try {
          return inner(i);
        } catch (error) {
          trace.push('catch', state.constant);
          throw new Error('outer', { cause: error });
        }
      } finally {
        trace.push('outer', state.constant);
      }
    };
  });
  trace.length = 0;
  const thrown = new Error('first');
  onCallback(() => {
    state.constant = 2;
    globalThis.gc();
    globalThis.gc();
    throw thrown;
  });
  assert.throws(() => caller(1), ({ message, cause }) => message === 'outer' && cause === thrown);
  assert.deepStrictEqual(trace, ['inner', 2, 'catch', 2, 'outer', 2]);

  const dropper = optimised((ask) => (i) => {
    try {
      return ask(i);
    } finally {
      // Drops the exception.
      if (i > 50) return state.constant;  // eslint-disable-line no-unsafe-finally
    }
  });
  onCallback(common.mustCall(() => { state.constant = 3; throw thrown; }, 2));
  assert.strictEqual(dropper(100), 3);
  assert.strictEqual(dropper(100), 3);
}

// Through several levels, each of them optimised and with a function of its own:
// to the outermost, or with something else thrown at each.
for (const rethrows of eachCase([false, true])) {
  const trace = [];
  const levels = Array.from({ length: 5 }, (_, level) => optimised((ask) => (i) => {
    try {
      return ask(i) + level;
    } catch (error) {
      trace.push(level);
      if (!rethrows) throw error;
      throw new Error(`level ${level}`, { cause: error });
    }
  }));
  const thrown = new Error('deepest');
  let depth = 0;
  onCallback(common.mustCall(() => {
    if (++depth === levels.length) throw thrown;
    return levels[depth](1);
  }, levels.length));
  assert.throws(() => levels[0](1), (error) => {
    const messages = [];
    for (let e = error; e !== thrown; e = e.cause) messages.push(e.message);
    assert.deepStrictEqual(messages, rethrows ? levels.map((_, level) => `level ${level}`) : []);
    return true;
  });
  assert.deepStrictEqual(trace, [4, 3, 2, 1, 0]);
}

// Once something was thrown, no callback runs before the function has returned.
{
  const caller = optimised((ask) => () => ask(), 'ask_thrice', { arguments: [], return: 'i32' });
  const seen = [];
  onCallback((x) => {
    seen.push(x);
    if (x === 1) throw new Error('second');
    return x;
  });
  assert.throws(() => caller(), { message: 'second' });
  assert.deepStrictEqual(seen, [0, 1]);
}

// A timeout of node:vm: nothing catches that on the way.
{
  const trace = [];
  const make = (ask) => (i) => {
    try {
      return ask(i);
    } catch {
      trace.push('catch');
    } finally {
      trace.push('finally');
    }
  };
  const levels = Array.from({ length: 3 }, () => optimised(make));
  trace.length = 0;
  let depth = 0;
  onCallback(common.mustCall(() => {
    if (++depth < levels.length) return levels[depth](1);
    for (;;);
  }, levels.length));
  assert.throws(() => vm.runInNewContext('run(1)', { run: levels[0] }, { timeout: common.platformTimeout(500) }),
                { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  assert.deepStrictEqual(trace, []);
  onCallback((x) => x + 1);
  assert.deepStrictEqual(levels.map((caller) => caller(1)), [2, 2, 2]);
}

// Where nobody catches it, it is an uncaught exception as any other.
const runChild = (...args) => spawnSync(
  process.execPath, [...process.execArgv, __filename, 'uncaught', ...args], { encoding: 'utf8' });
{
  const { status, signal, stderr } = runChild('error');
  assert.strictEqual(status, 1, `${signal} ${stderr}`);
  const source = fs.readFileSync(__filename, 'utf8').split('\n');
  const line = source.findIndex((text) => text.endsWith(' // The line'));
  const [where, shown, caret, , message] = stderr.split('\n');
  assert.strictEqual(where, `${__filename}:${line + 1}`);
  assert.strictEqual(shown, source[line]);
  assert.match(caret, /^ +\^+$/);
  assert.strictEqual(message, 'Error: nobody catches');
  const frames = stderr.match(/^ {4}at .*$/gm);
  assert.match(frames[0], /^ {4}at throwingCallback \(/);
  assert.match(frames[1], /^ {4}at optimisedCaller \(/);
}
{
  const { status, signal, stderr } = runChild('text');
  assert.strictEqual(status, 1, `${signal} ${stderr}`);
  // V8 has no place for where it was thrown, once it was caught. An object has.
  assert.doesNotMatch(stderr, /generated|afterCall/);
  assert.match(stderr, /text\n\(Use `[^`]* --trace-uncaught \.\.\.` to show where the exception was thrown\)/);
}
{
  const { status, signal, stderr } = runChild('text', 'handled');
  assert.strictEqual(status, 0, `${signal} ${stderr}`);
}
