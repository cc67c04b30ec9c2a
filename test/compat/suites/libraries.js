'use strict';
/* eslint-disable @stylistic/js/max-len, node-core/prefer-proto -- one case a line */
// Dlopen, dlclose, dlsym and DynamicLibrary: loading, looking up, closing.

const values = require('../values.js');

const groups = [''];
const modes = ['unoptimised'];
const i32 = { arguments: ['int32'], return: 'int32' };

function cases(group, kit) {
  const { ffi, library } = kit;
  const { list, add } = kit.newCases();
  const closed = () => {
    const lib = library();
    lib.close();
    return lib;
  };

  for (const name of values.core) {
    const value = values.make(name);
    add(`dlopen path ${name}`, () => typeof ffi.dlopen(value).lib);
    add(`DynamicLibrary path ${name}`, () => typeof new ffi.DynamicLibrary(value));
    add(`dlopen definitions ${name}`, () => Object.keys(ffi.dlopen(kit.path, value).functions));
    add(`dlopen of nothing, definitions ${name}`, () => Object.keys(ffi.dlopen('/nonexistent.so', value).functions));
    add(`getFunction name ${name}`, () => typeof library().getFunction(value, i32));
    add(`getFunction signature ${name}`, () => typeof library().getFunction('echo_int32', value));
    add(`getFunction both ${name}`, () => typeof library().getFunction(value, value));
    add(`getFunctions ${name}`, () => Object.keys(library().getFunctions(value)));
    add(`getSymbol ${name}`, () => typeof library().getSymbol(value));
    add(`getSymbols ${name}`, () => Object.keys(library().getSymbols(value)));
    add(`dlsym of ${name}`, () => typeof ffi.dlsym(value, 'echo_int32'));
    add(`dlsym name ${name}`, () => typeof ffi.dlsym(library(), value));
    add(`dlclose ${name}`, () => ffi.dlclose(value));
    add(`close argument ${name}`, () => library().close(value));
  }
  const paths = { 'URL': new URL('file:///lib'), 'missing': 'libnothing-here.so', 'missing path': '/no/such/lib.so',
                  'directory': '/', 'no library': '/etc/passwd', 'NUL': 'a\0b', 'long': 'x'.repeat(5000) };
  for (const [name, path] of Object.entries(paths)) {
    add(`dlopen ${name}`, () => typeof ffi.dlopen(path).lib);
    add(`dlopen ${name} with definitions`, () => typeof ffi.dlopen(path, { f: {} }).lib);
    add(`DynamicLibrary ${name}`, () => typeof new ffi.DynamicLibrary(path));
  }
  add('dlopen()', () => typeof ffi.dlopen());
  add('dlopen(null)', () => kit.steps(() => ffi.dlopen(null).lib.path, () => typeof ffi.dlopen(null).lib.getSymbol('malloc')));
  add('dlopen(null) calls', () => ffi.dlopen(null, { abs: i32 }).functions.abs(-5));
  add('dlopen(undefined)', () => ffi.dlopen(undefined).lib.path);
  add('new DynamicLibrary()', () => new ffi.DynamicLibrary().path);
  add('new DynamicLibrary(null)', () => new ffi.DynamicLibrary(null).path);
  add('new DynamicLibrary(undefined)', () => new ffi.DynamicLibrary(undefined).path);
  add('DynamicLibrary without new', () => ffi.DynamicLibrary(kit.path));
  add('DynamicLibrary.call', () => ffi.DynamicLibrary.call({}, kit.path));
  add('by soname', () => ffi.dlopen('libm.so.6', { floor: { arguments: ['double'], return: 'double' } }).functions.floor(2.5));

  // What dlopen gives.
  const open = () => ffi.dlopen(kit.path, { echo_int32: i32 });
  add('result keys', () => Reflect.ownKeys(open()).map(String));
  add('result prototype', () => Object.getPrototypeOf(open()) === Object.prototype);
  add('result descriptors', () => Object.values(Object.getOwnPropertyDescriptors(open())).map((d) => [d.writable, d.enumerable, d.configurable]));
  add('functions prototype', () => Object.getPrototypeOf(open().functions));
  add('functions frozen', () => [Object.isFrozen(open().functions), Object.isExtensible(open().functions)]);
  add('functions without definitions', () => Reflect.ownKeys(ffi.dlopen(kit.path).functions));
  add('dispose of the result', () => {
    const { lib, functions, [Symbol.dispose]: dispose } = open();
    return kit.steps(() => dispose(), () => functions.echo_int32(1), () => lib.symbols, () => dispose());
  });
  add('dispose as a method', () => {
    const handle = open();
    return kit.steps(() => handle[Symbol.dispose](), () => handle.functions.echo_int32(1));
  });
  add('dispose name and length', () => [open()[Symbol.dispose].name, open()[Symbol.dispose].length]);
  add('definitions order', () => Object.keys(ffi.dlopen(kit.path, { sum2: {}, sum0: {}, sum1: {} }).functions));
  add('definitions inherited', () => Object.keys(ffi.dlopen(kit.path, Object.create({ sum0: {} })).functions));
  add('definitions by symbol', () => Reflect.ownKeys(ffi.dlopen(kit.path, { [Symbol('s')]: {} }).functions).length);
  add('definitions hidden', () => Object.keys(ffi.dlopen(kit.path, Object.defineProperty({}, 'sum0', { value: {} })).functions));
  add('definitions named __proto__', () => Object.keys(ffi.dlopen(kit.path, { ['__proto__']: {} }).functions));
  add('definitions getter throws', () => ffi.dlopen(kit.path, { get sum0() { throw new RangeError('getter'); } }));
  add('definitions proxy', () => Object.keys(ffi.dlopen(kit.path, new Proxy({ sum0: {} }, {})).functions));
  add('definitions proxy throws', () => ffi.dlopen(kit.path, new Proxy({ sum0: {} }, { ownKeys() { throw new RangeError('trap'); } })));
  add('one missing symbol', () => ffi.dlopen(kit.path, { sum0: {}, no_such_function: {} }));
  add('name with NUL', () => ffi.dlopen(kit.path, { 'sum0\0': {} }));
  add('empty name', () => ffi.dlopen(kit.path, { '': {} }));
  add('a variable as function', () => typeof ffi.dlopen(kit.path, { block: {} }).functions.block);

  // Look-ups, and what they leave in `functions` and `symbols`.
  const names = (lib) => [Object.keys(lib.functions).sort(), Object.keys(lib.symbols).sort()];
  add('at first', () => names(library()));
  add('after getSymbol', () => { const lib = library(); lib.getSymbol('sum0'); return names(lib); });
  add('after getFunction', () => { const lib = library(); lib.getFunction('sum0', {}); return names(lib); });
  add('after getFunctions', () => { const lib = library(); lib.getFunctions({ sum0: {}, sum1: {} }); return names(lib); });
  add('after a failed getFunctions', () => {
    const lib = library();
    return kit.steps(() => lib.getFunctions({ sum0: {}, none: {} }), () => names(lib));
  });
  add('after a refused getFunctions', () => {
    const lib = library();
    return kit.steps(() => lib.getFunctions({ sum0: {}, sum1: 1 }), () => names(lib));
  });
  add('after a failed getSymbol', () => { const lib = library(); return kit.steps(() => lib.getSymbol('none'), () => names(lib)); });
  add('getFunctions() of all', () => { const lib = library(); lib.getFunction('sum0', {}); return Object.keys(lib.getFunctions()); });
  add('getSymbols()', () => { const lib = library(); lib.getSymbol('sum0'); return Object.keys(lib.getSymbols()); });
  add('getSymbols ignores its argument', () => { const lib = library(); lib.getSymbol('sum0'); return Object.keys(lib.getSymbols(['sum1'])); });
  add('symbols is a copy', () => { const lib = library(); lib.getSymbol('sum0'); delete lib.symbols.sum0; return Object.keys(lib.symbols); });
  add('functions is a copy', () => { const lib = library(); lib.getFunction('sum0', {}); delete lib.functions.sum0; return Object.keys(lib.functions); });
  add('functions shape', () => {
    const lib = library();
    lib.getFunction('sum0', {});
    return [Object.getPrototypeOf(lib.functions), Object.isFrozen(lib.functions), Object.getOwnPropertyDescriptor(lib.functions, 'sum0').writable];
  });
  add('symbol equals pointer', () => { const lib = library(); return lib.getSymbol('sum0') === lib.getFunction('sum0', {}).pointer; });
  add('dlsym equals getSymbol', () => { const lib = library(); return ffi.dlsym(lib, 'sum0') === lib.getSymbol('sum0'); });
  add('dlsym of a dlopen result', () => typeof ffi.dlsym(open(), 'sum0'));
  add('dlsym of a look-alike', () => ffi.dlsym({ getSymbol: () => 5n }, 'sum0'));
  add('dlclose of a look-alike', () => ffi.dlclose({ close: () => 5 }));
  add('dlclose of a dlopen result', () => ffi.dlclose(open()));
  add('path', () => library().path);
  add('which error first: name or signature', () => library().getFunction(1, 1));
  add('which error first: symbol or type', () => library().getFunction('none', { arguments: ['nonsense'] }));
  add('which error first: argument or return', () => library().getFunction('sum0', { arguments: ['x'], return: 'y' }));
  add('which error first: first or second function', () => library().getFunctions({ none: {}, sum0: 1 }));
  for (const method of ['getFunction', 'getFunctions', 'getSymbol', 'getSymbols', 'registerCallback']) {
    add(`${method}()`, () => library()[method]());
  }

  add('a function keeps its library', () => kit.program(['--experimental-ffi', '--no-warnings', '--expose-gc'], `
    const { DynamicLibrary } = require('node:ffi');
    const make = () => {
      const lib = new DynamicLibrary(process.env.COMPAT_LIBRARY);
      return [lib.getFunction('sum0', {}), new WeakRef(lib)];
    };
    const [f, ref] = make();
    setTimeout(() => { gc(); console.log(ref.deref() !== undefined, typeof f); }, 10);`));

  // After close.
  add('close', () => library().close());
  add('close twice', () => { const lib = library(); return [lib.close(), lib.close(), lib[Symbol.dispose](), ffi.dlclose(lib)]; });
  add('closed path', () => closed().path);
  for (const getter of ['functions', 'symbols']) add(`closed ${getter}`, () => closed()[getter]);
  add('closed getFunction', () => closed().getFunction('sum0', {}));
  add('closed getFunction, wrong name', () => closed().getFunction(1, {}));
  add('closed getFunction, wrong signature', () => closed().getFunction('sum0', 1));
  add('closed getFunction, throwing getter', () => closed().getFunction('sum0', { get arguments() { throw new RangeError('getter'); } }));
  add('closed getFunction()', () => closed().getFunction());
  add('closed getFunctions', () => closed().getFunctions({ sum0: {} }));
  add('closed getFunctions()', () => closed().getFunctions());
  add('closed getFunctions, wrong', () => closed().getFunctions(1));
  add('closed getSymbol', () => closed().getSymbol('sum0'));
  add('closed getSymbol()', () => closed().getSymbol());
  add('closed getSymbols', () => closed().getSymbols());
  add('closed dlsym', () => ffi.dlsym(closed(), 'sum0'));
  for (const method of ['registerCallback', 'unregisterCallback', 'refCallback', 'unrefCallback']) {
    add(`closed ${method}()`, () => closed()[method]());
    add(`closed ${method}(1n)`, () => closed()[method](1n));
    add(`closed ${method}(function)`, () => closed()[method](() => {}));
  }
  add('close with callbacks', () => { const lib = library(); lib.registerCallback(() => {}); return lib.close(); });
  add('close of one of two', () => {
    const [a, b] = [library(), library()];
    const f = b.getFunction('sum0', { return: 'int32' });
    a.close();
    return f();
  });

  // Wrong receivers.
  const receivers = { object: {}, undefined, null: null, number: 1, prototype: ffi.DynamicLibrary.prototype,
                      heir: Object.create(ffi.DynamicLibrary.prototype), proxy: new Proxy(library(), {}) };
  for (const [name, receiver] of Object.entries(receivers)) {
    for (const method of ['close', 'getFunction', 'getFunctions', 'getSymbol', 'getSymbols', 'registerCallback',
                          'unregisterCallback', 'refCallback', 'unrefCallback', Symbol.dispose]) {
      add(`${String(method)} on ${name}`, () => library()[method].call(receiver, 'sum0', {}));
    }
    for (const getter of ['path', 'functions', 'symbols']) {
      add(`${getter} on ${name}`, () => {
        const lib = library();
        const d = Object.getOwnPropertyDescriptor(ffi.DynamicLibrary.prototype, getter) ??
          Object.getOwnPropertyDescriptor(lib, getter);
        return d.get ? d.get.call(receiver) : Reflect.get(lib, getter, receiver);
      });
    }
  }
  return list;
}

module.exports = { groups, cases, modes };
