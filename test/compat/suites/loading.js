'use strict';
/* eslint-disable @stylistic/js/max-len -- one case a line */
// How the module is found: names, flags, warnings, module systems, realms.

const fs = require('fs');
const path = require('path');

const groups = [''];
const modes = ['unoptimised'];

function cases(group, kit) {
  const list = [];
  const add = (name, flags, source, options) => list.push([name, () => kit.program(flags, source, options)]);
  const on = ['--experimental-ffi', '--no-warnings'];
  const esm = [...on, '--input-type=module'];

  // By which name, with and without the flag.
  for (const [label, flags] of [['on', on], ['off', []], ['negated', ['--no-experimental-ffi']], ['none', ['--no-warnings']]]) {
    for (const name of ['node:ffi', 'ffi', 'node:ffi/promises', 'internal/ffi', 'node:internal/ffi']) {
      add(`require ${name}, ${label}`, flags, `console.log(typeof require('${name}').dlopen)`);
      add(`import ${name}, ${label}`, [...flags, '--input-type=module'], `import ffi from '${name}'; console.log(typeof ffi.dlopen)`);
      add(`import() ${name}, ${label}`, flags,
          `import('${name}').then((m) => console.log(Object.keys(m).length > 5), (e) => console.log(e.code, e.message))`);
      add(`getBuiltinModule ${name}, ${label}`, flags, `console.log(typeof process.getBuiltinModule('${name}'))`);
      add(`isBuiltin ${name}, ${label}`, flags, `console.log(require('module').isBuiltin('${name}'))`);
    }
    add(`builtinModules, ${label}`, flags, `console.log(require('module').builtinModules.filter((n) => /ffi/.test(n)).join())`);
    add(`execArgv and options, ${label}`, flags, `console.log(process.allowedNodeEnvironmentFlags.has('--experimental-ffi'), process.allowedNodeEnvironmentFlags.has('--allow-ffi'))`);
    add(`features and config, ${label}`, flags, `console.log(Object.keys(process.features).filter((k) => /ffi/.test(k)).join(), Object.keys(process.config.variables).filter((k) => /ffi/.test(k)).sort().join())`);
    add(`versions, ${label}`, flags, `console.log(typeof process.versions.ffi, /^\\d+\\.\\d+/.test(process.versions.ffi))`);
    add(`libffi's version, ${label}`, flags, `console.log(/^\\d+\\.\\d+/.test(process.versions.libffi))`);
    add(`global ffi, ${label}`, flags, `console.log(typeof ffi)`);
    add(`worker, ${label}`, flags, `new (require('worker_threads').Worker)('try { console.log(typeof require("node:ffi").dlopen) } catch (e) { console.log(e.code) }', { eval: true })`);
    add(`worker turns it on, ${label}`, flags, `try { new (require('worker_threads').Worker)('try { console.log(typeof require("node:ffi").dlopen) } catch (e) { console.log(e.code) }', { eval: true, execArgv: ['--experimental-ffi', '--no-warnings'] }) } catch (e) { console.log(e.code) }`);
    add(`NODE_OPTIONS, ${label}`, flags, `console.log(typeof require('node:ffi').dlopen)`, { env: { NODE_OPTIONS: '--experimental-ffi --no-warnings' } });
  }

  // The warning.
  const warned = ['--experimental-ffi'];
  add('warning once', warned, `require('node:ffi'); require('node:ffi'); process.getBuiltinModule('node:ffi');`);
  add('warning of import', [...warned, '--input-type=module'], `import 'node:ffi';`);
  add('warning not without loading', warned, `1`);
  add('warning event', warned, `process.on('warning', (w) => console.log(w.name, w.message, w.code)); require('node:ffi')`);
  add('warning in a worker', warned, `new (require('worker_threads').Worker)('require("node:ffi")', { eval: true })`);
  add('warning disabled by name', [...warned, '--disable-warning=ExperimentalWarning'], `require('node:ffi')`);
  add('use prints no other', warned, `require('node:ffi').dlopen(process.env.COMPAT_LIBRARY, { sum0: { return: 'int32' } }).functions.sum0();`);

  // Named and default exports.
  add('named exports', esm, `import * as ffi from 'node:ffi'; console.log(Object.keys(ffi).filter((k) => /^(default|DynamicLibrary|dl|export|get|set|suffix|to|types)/.test(k) && !/FunctionFrom|SharedArray/.test(k)).sort().join());`);
  add('default is the module', esm, `import ffi, { dlopen, types } from 'node:ffi'; import { createRequire } from 'node:module';
    const other = createRequire('/x')('node:ffi'); console.log(ffi === other, ffi.dlopen === dlopen, ffi.types === types);`);
  add('named import calls', esm, `import { dlopen } from 'node:ffi'; console.log(dlopen(process.env.COMPAT_LIBRARY, { sum0: { return: 'int32' } }).functions.sum0());`);
  add('missing named export', esm, `import { nothing } from 'node:ffi';`);
  add('import with attributes', esm, `import ffi from 'node:ffi' with { type: 'json' };`);
  add('syncBuiltinESMExports', esm, `import ffi, { suffix } from 'node:ffi'; import { syncBuiltinESMExports } from 'node:module';
    try { ffi.suffix = 'x'; } catch (e) { console.log(e.message); } syncBuiltinESMExports(); console.log(suffix);`);
  add('monkey patching', on, `const ffi = require('node:ffi'); const old = ffi.dlsym; ffi.dlsym = 1; console.log(require('node:ffi').dlsym); ffi.dlsym = old;`);
  add('mock by require.cache', on, `console.log(Object.keys(require.cache).filter((k) => /ffi/.test(k)).length)`);
  add('createRequire', esm, `import { createRequire } from 'node:module'; console.log(typeof createRequire(import.meta.url)('node:ffi').dlopen)`);
  add('require.resolve', on, `console.log(require.resolve('node:ffi'))`);
  add('import.meta.resolve', esm, `console.log(import.meta.resolve('node:ffi'))`);
  list.push(['a package named ffi', () => {
    const folder = path.join(kit.tmp, `package-${process.pid}`);
    fs.mkdirSync(path.join(folder, 'node_modules/ffi'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'node_modules/ffi/index.js'), 'module.exports = "the package";');
    return kit.program(on, `process.chdir(${JSON.stringify(folder)}); console.log(require('module').createRequire(process.cwd() + '/x.js')('ffi'))`);
  }]);

  // Other ways to run.
  const use = `console.log(require('node:ffi').dlopen(process.env.COMPAT_LIBRARY, { sum2: { arguments: ['int32', 'int32'], return: 'int32' } }).functions.sum2(1, 2))`;
  add('plain', on, use);
  add('jitless', [...on, '--jitless'], use);
  add('no optimisation', [...on, '--no-opt'], use);
  add('frozen intrinsics', [...on, '--frozen-intrinsics'], use);
  add('disable-proto', [...on, '--disable-proto=delete'], use);
  add('disallow code generation', [...on, '--disallow-code-generation-from-strings'], use);
  add('vm context', on, `require('vm').runInNewContext(${JSON.stringify(use)}, { require, console, process })`);
  add('polluted prototypes', on, `Object.prototype.arguments = ['int8']; Object.prototype.get = 1; Array.prototype[Symbol.iterator] = null; Function.prototype.call = null; Function.prototype.apply = null; ${use}`);
  add('polluted, no signature', on, `Object.prototype.return = 'int32'; console.log(require('node:ffi').dlopen(process.env.COMPAT_LIBRARY, { sum0: {} }).functions.sum0())`);
  add('heap snapshot', on, `${use}; const s = require('v8').getHeapSnapshot(); s.resume(); s.on('end', () => console.log('end'))`);
  add('report', on, `${use}; console.log(JSON.parse(JSON.stringify(process.report.getReport())).sharedObjects.some((l) => l.includes('compat')))`);
  add('worker use', on, `new (require('worker_threads').Worker)(${JSON.stringify(use)}, { eval: true })`);
  add('two workers', on, `for (let i = 0; i < 2; i++) new (require('worker_threads').Worker)(${JSON.stringify(use)}, { eval: true })`);
  add('library to a worker', on, `const lib = new (require('node:ffi').DynamicLibrary)(process.env.COMPAT_LIBRARY);
    try { new (require('worker_threads').Worker)('', { eval: true, workerData: lib }) } catch (e) { console.log(e.name, e.code) }`);
  add('worker_threads isMarkedAsUntransferable', on, `const { toArrayBuffer } = require('node:ffi'); const lib = new (require('node:ffi').DynamicLibrary)(process.env.COMPAT_LIBRARY);
    const b = toArrayBuffer(lib.getSymbol('block'), 8, false); try { structuredClone(b, { transfer: [b] }); console.log('moved', b.byteLength) } catch (e) { console.log(e.name, e.message) }`);
  add('exit with everything open', on, `${use}; const l = new (require('node:ffi').DynamicLibrary)(process.env.COMPAT_LIBRARY); l.registerCallback(() => {}); process.on('exit', () => console.log('exit'));`);
  add('use in exit handler', on, `const ffi = require('node:ffi'); process.on('exit', () => { ${use} });`);
  add('check syntax', [...on, '--check'], '1');
  add('print', [...on, '-p'], 'typeof require("node:ffi").types');
  return list;
}

module.exports = { groups, cases, modes };
