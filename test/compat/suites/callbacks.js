'use strict';
/* eslint-disable @stylistic/js/max-len, no-self-compare -- one case a line */
// registerCallback, unregisterCallback, refCallback, unrefCallback, and what
// happens while a callback runs.

const values = require('../values.js');

const groups = [''];
const modes = ['unoptimised'];
const int = { arguments: ['int32'], return: 'int32' };

function cases(group, kit) {
  const { library } = kit;
  const { list, add } = kit.newCases();
  // A library with its callers, in which `f` is registered.
  const setUp = (f, signature = int) => {
    const lib = library();
    return {
      lib,
      call: lib.getFunction('call1', { arguments: ['function', 'int32'], return: 'int32' }),
      twice: lib.getFunction('call_twice', { arguments: ['function', 'int32'], return: 'int32' }),
      nothing: lib.getFunction('call_void', { arguments: ['function'], return: 'void' }),
      pointer: lib.registerCallback(signature, f),
    };
  };

  for (const name of values.core) {
    const value = values.make(name);
    add(`register ${name}`, () => typeof library().registerCallback(value));
    add(`register ${name}, function`, () => typeof library().registerCallback(value, () => {}));
    add(`register {}, ${name}`, () => typeof library().registerCallback({}, value));
    add(`register function, ${name}`, () => typeof library().registerCallback(() => {}, value));
    for (const method of ['unregisterCallback', 'refCallback', 'unrefCallback']) {
      add(`${method} ${name}`, () => library()[method](value));
    }
  }
  for (const method of ['registerCallback', 'unregisterCallback', 'refCallback', 'unrefCallback']) {
    add(`${method}()`, () => library()[method]());
    add(`${method} of another library's`, () => { const { pointer } = setUp((a) => a); return library()[method](pointer); });
    if (method === 'registerCallback') continue;
    add(`${method} of its own`, () => { const { lib, pointer } = setUp((a) => a); return lib[method](pointer); });
    add(`${method} twice`, () => { const { lib, pointer } = setUp((a) => a); return kit.steps(() => lib[method](pointer), () => lib[method](pointer)); });
    add(`${method} as a number`, () => { const { lib, pointer } = setUp((a) => a); return lib[method](Number(pointer)); });
    add(`${method} of a function's pointer`, () => { const { lib, call } = setUp((a) => a); return lib[method](call.pointer); });
  }
  const kinds = { 'arrow': () => (a) => a + 1, 'function': () => function(a) { return a + 1; }, 'bound': () => (a) => a + 1,
                  'proxy': () => new Proxy((a) => a + 1, {}), 'method': () => ({ m(a) { return a + 1; } }).m, 'native': () => Math.abs,
                  'parseInt': () => parseInt, 'ffi function': () => kit.get('echo_int32', ['int32'], 'int32') };
  for (const [name, make] of Object.entries(kinds)) {
    add(`call of ${name}`, () => { const { call, pointer } = setUp(make()); return call(pointer, 5); });
  }
  add('callback without signature', () => { let n = 0; const { nothing, lib } = setUp((a) => a); nothing(lib.registerCallback(() => { n++; })); return n; });
  add('same function twice', () => { const lib = library(); const f = () => {}; return lib.registerCallback(f) === lib.registerCallback(f); });
  add('this', () => { let self; const { call, pointer } = setUp(function() { self = this; return 0; }); call(pointer, 1); return String(self === undefined || self === globalThis); });
  add('argument count', () => { let n; const { call, pointer } = setUp((...args) => { n = args.length; return 0; }); call(pointer, 1); return n; });
  add('pointer of unregistered null', () => kit.get('is_null', ['function'], 'int32')(null));

  // Re-entrancy.
  add('called twice', () => { const { twice, pointer } = setUp((a) => a + 1); return twice(pointer, 5); });
  for (const depth of [1, 10, 200]) {
    add(`nested ${depth}`, () => {
      const it = setUp((a) => (a === 0 ? 0 : 1 + it.call(it.pointer, a - 1)));
      return it.call(it.pointer, depth);
    });
  }
  add('another library inside', () => { const { call, pointer } = setUp((a) => kit.get('sum2', ['int32', 'int32'], 'int32')(a, 1)); return call(pointer, 5); });
  add('register inside', () => { const it = setUp((a) => it.call(it.lib.registerCallback(int, (b) => b * 2), a)); return it.call(it.pointer, 5); });
  add('collection inside', () => { const { call, pointer } = setUp((a) => { globalThis.gc(); return a; }); return call(pointer, 5); });
  add('collection before', () => { const { call, pointer } = setUp((a) => a); globalThis.gc(); globalThis.gc(); return call(pointer, 5); });
  add('text argument, re-entered', () => {
    const lib = library();
    const inner = lib.getFunction('content', { arguments: ['string'], return: 'uint64' });
    const outer = lib.getFunction('content_after_call', { arguments: ['function', 'string'], return: 'uint64' });
    const callback = lib.registerCallback(() => { inner('another text'); });
    return outer(callback, 'the text') === inner('the text');
  });
  for (const [name, make] of [['resize', () => new ArrayBuffer(16, { maxByteLength: 32 })], ['keep', () => new ArrayBuffer(16)]]) {
    add(`buffer argument, ${name} inside`, () => {
      const lib = library();
      const outer = lib.getFunction('content_after_call', { arguments: ['function', 'buffer'], return: 'uint64' });
      const buffer = make();
      new Uint8Array(buffer).set([65, 66, 67]);
      return String(outer(lib.registerCallback(() => { if (name === 'resize') buffer.resize(24); }), buffer));
    });
  }

  // Closing, unregistering, unreferencing while it runs, and after.
  add('unregister inside', () => { const it = setUp((a) => { it.lib.unregisterCallback(it.pointer); return a; }); return it.call(it.pointer, 5); });
  add('unref inside', () => { const it = setUp((a) => { it.lib.unrefCallback(it.pointer); return a; }); return it.call(it.pointer, 5); });
  add('unref inside, collection', () => { const it = setUp((a) => { it.lib.unrefCallback(it.pointer); globalThis.gc(); return a; }); return it.call(it.pointer, 5); });
  add('close inside', () => { const it = setUp((a) => { it.lib.close(); return a; }); return kit.steps(() => it.call(it.pointer, 5), () => it.call(it.pointer, 5)); });
  add('dispose inside', () => { const it = setUp((a) => { it.lib[Symbol.dispose](); return a; }); return it.call(it.pointer, 5); });
  add('close inside a getter', () => { const lib = library(); return typeof lib.getFunction('sum0', { get return() { lib.close(); return 'int32'; } }); });
  add('close inside a getter of getFunctions', () => { const lib = library(); return typeof lib.getFunctions({ sum0: {}, get sum1() { lib.close(); return {}; } }); });
  add('close inside a getter of registerCallback', () => { const lib = library(); return typeof lib.registerCallback({ get return() { lib.close(); return 'int32'; } }, () => 0); });
  add('unref, then called', () => { const { call, lib, pointer } = setUp((a) => a + 1); lib.unrefCallback(pointer); return call(pointer, 5); });
  const collected = () => {
    const lib = library();
    const call = lib.getFunction('call1', { arguments: ['function', 'int32'], return: 'int32' });
    const pointer = (() => lib.registerCallback(int, (a) => a + 1))();
    lib.unrefCallback(pointer);
    for (let i = 0; i < 5; i++) globalThis.gc();
    return { lib, call, pointer };
  };
  add('unref, collected, called', () => { const { call, pointer } = collected(); return call(pointer, 5); });
  for (const method of ['refCallback', 'unrefCallback', 'unregisterCallback']) {
    add(`unref, collected, ${method}`, () => { const { lib, pointer } = collected(); return lib[method](pointer); });
  }
  add('unref, ref, collection, called', () => {
    const { lib, call, pointer } = setUp((a) => a + 1);
    lib.unrefCallback(pointer);
    lib.refCallback(pointer);
    globalThis.gc();
    return call(pointer, 5);
  });

  // Throwing.
  for (const [name, make] of Object.entries({ Error: () => new RangeError('thrown'), string: () => 'text', undefined: () => undefined, null: () => null, number: () => 5 })) {
    add(`throw ${name}`, () => { const { call, pointer } = setUp(() => { throw make(); }); return call(pointer, 5); });
  }
  add('throw, caught outside, goes on', () => {
    const { call, pointer } = setUp((a) => { if (a === 1) throw new RangeError('thrown'); return a; });
    return kit.steps(() => call(pointer, 1), () => call(pointer, 2));
  });
  add('throw, caught inside', () => { const { call, pointer } = setUp((a) => { try { throw a; } catch (e) { return e + 1; } }); return call(pointer, 5); });
  add('throw through two levels', () => {
    const it = setUp((a) => { if (a === 0) throw new RangeError('deep'); return it.call(it.pointer, a - 1); });
    return it.call(it.pointer, 3);
  });
  add('throw in a void callback', () => { const { nothing, pointer } = setUp(() => { throw new RangeError('thrown'); }, {}); return nothing(pointer); });
  add('async function', () => { const { call, pointer } = setUp(async (a) => a); return call(pointer, 5); });
  add('class as callback', () => { const { call, pointer } = setUp(class {}); return call(pointer, 5); });
  add('void callback that returns', () => { const { nothing, pointer } = setUp(() => 5, {}); return nothing(pointer); });

  // In processes of their own: order, ending, workers.
  const prelude = `
    const ffi = require('node:ffi');
    const { lib, functions } = ffi.dlopen(process.env.COMPAT_LIBRARY, { call_void: { arguments: ['function'] } });
    const call = (f) => functions.call_void(lib.registerCallback(f));`;
  const program = (name, source, flags = []) =>
    add(`program: ${name}`, () => kit.program(['--experimental-ffi', '--no-warnings', '--expose-gc', ...flags], prelude + source));
  program('microtasks and nextTick run after', `
    call(() => { process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('microtask')); console.log('in'); });
    console.log('after');`);
  program('microtasks inside a promise job', `
    Promise.resolve().then(() => { call(() => { Promise.resolve().then(() => console.log('micro')); console.log('in'); }); console.log('after'); });`);
  program('AsyncLocalStorage', `
    const { AsyncLocalStorage } = require('async_hooks'); const als = new AsyncLocalStorage();
    let pointer; als.run('registered', () => { pointer = lib.registerCallback(() => console.log(als.getStore())); });
    als.run('called', () => functions.call_void(pointer)); functions.call_void(pointer);`);
  program('a callback does not keep the process', `lib.registerCallback(() => {}); console.log('end');`);
  program('exit inside', `process.on('exit', (c) => console.log('exit', c)); call(() => process.exit(3)); console.log('not here');`);
  program('reallyExit inside', `call(() => process.reallyExit(4)); console.log('not here');`);
  program('abort inside', `call(() => process.abort());`);
  program('throw inside, uncaught', `call(() => { throw new RangeError('thrown'); }); console.log('not here');`);
  program('throw inside, uncaughtException', `
    process.on('uncaughtException', (e) => console.log('uncaught', e.message)); call(() => { throw new RangeError('thrown'); }); console.log('not here');`);
  program('throw inside, caught', `try { call(() => { throw new RangeError('thrown'); }); } catch (e) { console.log('caught', e.message); } console.log('end');`);
  program('rejection inside', `process.on('unhandledRejection', (e) => console.log('rejected', e)); call(() => { Promise.reject(1); }); console.log('end');`);
  program('endless recursion', `
    let depth = 0; let pointer; const f = () => { depth++; functions.call_void(pointer); };
    pointer = lib.registerCallback(f); try { f(); } catch (e) { console.log(e.constructor.name, depth > 100); } console.log('end');`);
  program('terminate a worker inside', `
    const { Worker } = require('worker_threads');
    const worker = new Worker(\`const ffi = require('node:ffi');
      const { lib, functions } = ffi.dlopen(process.env.COMPAT_LIBRARY, { call_void: { arguments: ['function'] } });
      functions.call_void(lib.registerCallback(() => { require('worker_threads').parentPort.postMessage('in'); for (;;); }));\`, { eval: true });
    worker.on('message', () => worker.terminate().then((code) => console.log('terminated', code)));`);
  program('exit of a worker inside', `
    const { Worker } = require('worker_threads');
    const worker = new Worker(\`const ffi = require('node:ffi');
      const { lib, functions } = ffi.dlopen(process.env.COMPAT_LIBRARY, { call_void: { arguments: ['function'] } });
      functions.call_void(lib.registerCallback(() => { process.exit(5); }));\`, { eval: true });
    worker.on('exit', (code) => console.log('worker', code));`);
  program('throw in a worker', `
    const { Worker } = require('worker_threads');
    const worker = new Worker(\`const ffi = require('node:ffi');
      const { lib, functions } = ffi.dlopen(process.env.COMPAT_LIBRARY, { call_void: { arguments: ['function'] } });
      functions.call_void(lib.registerCallback(() => { throw new RangeError('thrown'); }));\`, { eval: true });
    worker.on('error', (e) => console.log('error', e.message)); worker.on('exit', (code) => console.log('worker', code));`);
  program('close inside, then exit', `call(() => { lib.close(); }); console.log('end');`);
  program('vm timeout inside', `
    const vm = require('vm'); globalThis.run = () => call(() => { for (;;); });
    try { vm.runInThisContext('run()', { timeout: 50 }); } catch (e) { console.log(e.code); } console.log('end');`);
  program('qsort of the C library', `
    const { qsort } = ffi.dlopen(null, { qsort: { arguments: ['buffer', 'uint64', 'uint64', 'function'] } }).functions;
    const data = new Int32Array([5, 3, 9, 1]);
    qsort(data, 4n, 4n, lib.registerCallback({ arguments: ['pointer', 'pointer'], return: 'int32' }, (a, b) => ffi.getInt32(a) - ffi.getInt32(b)));
    console.log([...data].join());`);
  program('200 MB text is freed', `
    const { is_null } = ffi.dlopen(process.env.COMPAT_LIBRARY, { is_null: { arguments: ['string'], return: 'int32' } }).functions;
    is_null('x'); const before = process.memoryUsage().rss; let text = 'x'.repeat(200 << 20); is_null(text); text = null; gc(); gc();
    console.log(process.memoryUsage().rss - before < 150 << 20);`);
  return list;
}

module.exports = { groups, cases, modes };
