// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { libraryPath } = require('../common/ffi');

// Every export is called with good and with hostile values, in a process of
// its own for each thing that a program can patch. No hostile value ends the
// process; what is right gives right results, and reaches nothing patched.

const patches = {
  nothing() {},
  arraySetters() {
    for (let i = 0; i < 20; i++) {
      Object.defineProperty(Array.prototype, i, {
        configurable: true,
        get() { return 'evil'; },
        set() { globalThis.reached = `Array.prototype[${i}]`; },
      });
    }
  },
  // Functions of the language that convert, iterate and make arrays.
  arrayMethods() {
    for (const key of ['toString', 'join', 'push', 'map', 'concat', 'indexOf', Symbol.iterator]) {
      Array.prototype[key] = () => { globalThis.reached = `Array.prototype.${String(key)}`; };
    }
    Object.defineProperty(Array, Symbol.species, {
      get() { return globalThis.reached = 'Array[Symbol.species]'; },
    });
  },
  objectPrototype() {
    const keys = ['arguments', 'parameters', 'return', 'returns', 'result', 'variadic', 'id', 'signature',
                  'name', 'reference', '0', 'address', 'errorResult', 'handle', 'holder', 'isResting', 'next',
                  'once', 'run'];
    for (let i = 0; i < keys.length; i++) {
      Object.defineProperty(Object.prototype, keys[i], {
        __proto__: null,
        configurable: true,
        get() { return globalThis.reached = `get Object.prototype.${keys[i]}`; },
        set() { globalThis.reached = `set Object.prototype.${keys[i]}`; },
      });
    }
  },
  // What is named by a class, in code that is generated, too.
  classNames() {
    for (const Class of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array,
                         BigInt64Array, BigUint64Array, Float32Array, Float64Array]) {
      Object.defineProperty(Class, 'name', {
        get() { return globalThis.reached = 'name'; },
      });
    }
  },
  buffer() {
    const yes = () => true;
    Buffer.isBuffer = yes;
    Buffer.from = () => ({ length: 2 ** 40 });
    Object.defineProperty(Buffer, Symbol.hasInstance, { value: yes });
    ArrayBuffer.isView = yes;
    Array.isArray = yes;
  },
};

function child(ffi, path, print) {
  const hostile = [
    undefined, null, true, -1, 0.5, NaN, 2 ** 53, 'text', Symbol('x'), -1n, 2n ** 64n, [], {}, () => {},
    { __proto__: null }, { __proto__: Buffer.prototype }, { __proto__: Uint8Array.prototype },
    { __proto__: ffi.DynamicLibrary.prototype }, new Proxy({}, {}), new Proxy([], {}), new Proxy(() => {}, {}),
    new Proxy(new Uint8Array(8), {}), new Proxy({}, { get() { throw new Error('trap'); } }),
    { get arguments() { throw new Error('getter'); } }, { arguments: { length: 2 ** 32 } },
    { arguments: new Proxy([], { get: (target, key) => (key === 'length' ? 5 : 'nonsense') }) },
    { valueOf() { throw new Error('valueOf'); }, toString() { throw new Error('toString'); } },
  ];
  let failures = '';
  function attempt(name, run) {
    try {
      run();
    } catch (error) {
      if (!(error instanceof Error)) failures += `${name} threw ${String(error)}\n`;
    }
  }
  const lib = new ffi.DynamicLibrary(path);
  const targets = { __proto__: null };
  // No loop here may iterate: that is patched too.
  const exported = Object.keys(ffi);
  for (let i = 0; i < exported.length; i++) {
    const name = exported[i];
    if (typeof ffi[name] === 'function') targets[name] = ffi[name];
  }
  const methods = Object.getOwnPropertyNames(ffi.DynamicLibrary.prototype);
  for (let i = 0; i < methods.length; i++) {
    const name = methods[i];
    if (name === 'constructor' || name === 'functions') continue;
    targets[`lib.${name}`] = ffi.DynamicLibrary.prototype[name];
  }
  let calls = 0;
  for (const name in targets) {
    // A bigint as address is the program's own business; none that could be
    // one is here but in the ranges that are refused.
    for (let i = 0; i < hostile.length; i++) {
      for (let j = 0; j < hostile.length; j++) {
        const target = targets[name];
        if (name === 'DynamicLibrary' || name === 'Callback') {
          attempt(name, () => new target(hostile[i], hostile[j], hostile[i]));
        }
        if (name === 'lib.close') attempt(name, () => target.call(hostile[i]));
        else attempt(name, () => target.call(lib, hostile[i], hostile[j], hostile[i], hostile[j]));
        calls++;
      }
    }
  }
  // Above, what words the messages of Node.js itself reaches some of it.
  delete globalThis.reached;
  const f = lib.getFunction('add_i32', { arguments: ['i32', 'i32'], return: 'i32' });
  const { functions } = ffi.dlopen(path, { add_f64: { arguments: ['f64', 'f64'], return: 'f64' }, noop: {} });
  const call = ffi.dlopen(path, { call_i32: { arguments: ['function', 'i32'], return: 'i32' } }).functions.call_i32;
  const callback = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, (x) => x + 1);
  const unary = ffi.func({ arguments: ['i32'], return: 'i32' });
  const pass = ffi.dlopen(path, { call_i32: { arguments: [unary, 'i32'], return: 'i32' } }).functions.call_i32;
  const kept = new ffi.Callback(unary, (x) => pass((y) => y + 1, x), { errorResult: -1 });
  const passed = pass(kept, 41) + pass(unary.at(kept.pointer), 41);
  const room = new Uint8Array(8);
  ffi.exportString('4142', ffi.getRawPointer(room), 8, 'hex');
  let disagreeing;
  try {
    lib.getFunction('noop', { arguments: ['i32'], parameters: ['f64'] });
  } catch (error) {
    disagreeing = error.code;
  }
  print(`${f(1, 2)} ${functions.add_f64(0.5, 1)} ${functions.noop()} ${call(callback, 41)} ${passed} ` +
              `${room[0]} ${room[1]} ${room[2]} ${disagreeing} ${calls > 1000} ${globalThis.reached}\n`);
  print(failures);
}

for (const [name, patch] of Object.entries(patches)) {
  const source = `const ffi = require('node:ffi');
    const { writeSync } = require('node:fs');
    const print = (text) => writeSync(1, text);
    print('\\n');
    (${patch.toString().replace(/^\w+/, 'function')})();
    (${child})(ffi, process.argv[1], print);`;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath, ['--experimental-ffi', '--no-warnings', '-e', source, libraryPath],
    { encoding: 'utf8' });
  assert.deepStrictEqual({ name, status, signal, stderr }, { name, status: 0, signal: null, stderr: '' });
  assert.strictEqual(stdout, '\n3 1.5 undefined 42 84 65 66 0 ERR_INVALID_ARG_VALUE true undefined\n', name);
}
