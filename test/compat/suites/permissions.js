'use strict';
/* eslint-disable @stylistic/js/max-len -- one case a line */
// --permission with and without --allow-ffi: enforced, audited, dropped, in
// workers and in child processes.

const groups = [''];
const modes = ['unoptimised'];

const prelude = `
  const show = (name, f) => { try { const r = f(); console.log(name, typeof r); } catch (e) {
    console.log(name, e.constructor.name, e.code, e.permission, JSON.stringify(e.resource), e.message); } };
  const path = process.env.COMPAT_LIBRARY;
`;

// Every way in, with good arguments and with none.
const uses = {
  'dlopen': 'ffi.dlopen(path)',
  'dlopen()': 'ffi.dlopen()',
  'dlopen(null)': 'ffi.dlopen(null)',
  'dlopen missing': 'ffi.dlopen("/nothing.so")',
  'dlopen definitions': 'ffi.dlopen(path, { sum0: {} })',
  'dlopen wrong definitions': 'ffi.dlopen(path, 1)',
  'DynamicLibrary': 'new ffi.DynamicLibrary(path)',
  'DynamicLibrary()': 'new ffi.DynamicLibrary()',
  'DynamicLibrary without new': 'ffi.DynamicLibrary(path)',
  'dlclose': 'ffi.dlclose({})',
  'dlsym': 'ffi.dlsym({}, "x")',
  'suffix': 'ffi.suffix',
  'types': 'ffi.types',
  'toString': 'ffi.toString(0n)',
  'toString()': 'ffi.toString()',
  'toBuffer': 'ffi.toBuffer(0n, 0)',
  'toBuffer()': 'ffi.toBuffer()',
  'toArrayBuffer': 'ffi.toArrayBuffer(0n, 0)',
  'toArrayBuffer()': 'ffi.toArrayBuffer()',
  'exportString': 'ffi.exportString("", 0n, 0)',
  'exportString()': 'ffi.exportString()',
  'exportBuffer': 'ffi.exportBuffer(Buffer.alloc(0), 0n, 0)',
  'exportBuffer()': 'ffi.exportBuffer()',
  'exportArrayBuffer': 'ffi.exportArrayBuffer(new ArrayBuffer(0), 0n, 0)',
  'exportArrayBuffer()': 'ffi.exportArrayBuffer()',
  'exportArrayBufferView': 'ffi.exportArrayBufferView(new Uint8Array(0), 0n, 0)',
  'exportArrayBufferView()': 'ffi.exportArrayBufferView()',
  'getRawPointer': 'ffi.getRawPointer(Buffer.alloc(1))',
  'getRawPointer()': 'ffi.getRawPointer()',
  'getCurrentEventLoop': 'ffi.getCurrentEventLoop()',
};
for (const kind of ['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64', 'Float32', 'Float64']) {
  uses[`get${kind}`] = `ffi.get${kind}(ffi.getRawPointer(Buffer.alloc(8)), 0)`;
  uses[`get${kind}()`] = `ffi.get${kind}()`;
  uses[`set${kind}`] = `ffi.set${kind}(0n, 0, 1)`;
  uses[`set${kind}()`] = `ffi.set${kind}()`;
}
const useAll = `const ffi = require('node:ffi');\n${Object.entries(uses)
  .map(([name, code]) => `show(${JSON.stringify(name)}, () => ${code});`).join('\n')}`;

// What is left of a library that was opened before the permission was dropped.
const after = `
  const ffi = require('node:ffi');
  const lib = new ffi.DynamicLibrary(path);
  const f = lib.getFunction('sum0', { return: 'int32' });
  const p = lib.registerCallback(() => {});
  console.log('has', process.permission.has('ffi'));
  show('drop', () => process.permission.drop('ffi'));
  console.log('has', process.permission.has('ffi'));
  show('call', () => f());
  show('wrong call', () => f(1));
  for (const m of ['getFunction', 'getFunctions', 'getSymbol', 'getSymbols', 'registerCallback']) {
    show(m, () => lib[m]('sum0', { return: 'int32' })); show(m + '()', () => lib[m]());
  }
  for (const m of ['refCallback', 'unrefCallback', 'unregisterCallback']) { show(m + '()', () => lib[m]()); show(m, () => lib[m](p)); }
  for (const m of ['path', 'functions', 'symbols']) show(m, () => lib[m]);
  show('close', () => lib.close()); show('call after close', () => f()); show('close again', () => lib.close());
  show('dlopen', () => ffi.dlopen(path)); show('toString', () => ffi.toString(0n)); show('drop again', () => process.permission.drop('ffi'));`;

const modesOf = {
  'none': [],
  'allowed': ['--permission', '--allow-ffi'],
  'denied': ['--permission'],
  'audit': ['--permission-audit'],
  'audit allowed': ['--permission-audit', '--allow-ffi'],
  'allow without permission': ['--allow-ffi'],
};

function cases(group, kit) {
  const list = [];
  const add = (name, flags, source) => list.push([name, () =>
    kit.program(['--experimental-ffi', '--no-warnings', ...flags], prelude + source)]);
  const fs = '--allow-fs-read=*';
  for (const [mode, flags] of Object.entries(modesOf)) {
    const all = flags.length > 0 && flags[0] !== '--allow-ffi' ? [...flags, fs] : flags;
    for (const [name, code] of Object.entries(uses)) {
      // One process for all would do, if all went well.
      if (mode !== 'denied' && !/^(dlopen|DynamicLibrary|toString|getInt8|exportString|getRawPointer)/.test(name)) continue;
      add(`${mode}: ${name}`, all, `const ffi = require('node:ffi'); show(${JSON.stringify(name)}, () => ${code});`);
    }
    add(`${mode}: all in one`, all, useAll);
    add(`${mode}: has`, all, `console.log(typeof process.permission, process.permission?.has('ffi'), process.permission?.has('ffi', '/x'), process.permission?.has('ffi', path));`);
    add(`${mode}: drop`, all, after);
    add(`${mode}: drop with a resource`, all, `require('node:ffi'); show('drop', () => process.permission.drop('ffi', path)); console.log(process.permission.has('ffi'));`);
    add(`${mode}: worker`, all, `const { Worker } = require('worker_threads');
      show('worker', () => new Worker(${JSON.stringify(prelude + `show('dlopen', () => require('node:ffi').dlopen(path)); console.log(process.permission?.has('ffi'));`)}, { eval: true }).on('error', (e) => console.log(e.code)));`);
    add(`${mode}: allowed worker`, all.length ? [...all, '--allow-worker'] : [], `const { Worker } = require('worker_threads');
      show('worker', () => new Worker(${JSON.stringify(prelude + `show('dlopen', () => require('node:ffi').dlopen(path)); console.log(process.permission?.has('ffi'));`)}, { eval: true }).on('error', (e) => console.log(e.code)));`);
    add(`${mode}: worker with execArgv`, all.length ? [...all, '--allow-worker'] : [], `const { Worker } = require('worker_threads');
      show('worker', () => new Worker(${JSON.stringify(prelude + `show('dlopen', () => require('node:ffi').dlopen(path)); console.log(process.permission?.has('ffi'));`)}, { eval: true, execArgv: ['--permission', '--experimental-ffi'] }).on('error', (e) => console.log(e.code)));`);
    add(`${mode}: child`, all.length ? [...all, '--allow-child-process'] : [], `const { execFileSync } = require('child_process');
      show('child', () => console.log(execFileSync(process.execPath, ['--no-warnings', '--experimental-ffi', '-p', 'let r; try { r = typeof require("node:ffi").dlopen(process.env.COMPAT_LIBRARY) } catch (e) { r = e.code } r + " " + process.permission?.has("ffi")'], { encoding: 'utf8' }).trim()));`);
    add(`${mode}: child's NODE_OPTIONS`, all.length ? [...all, '--allow-child-process'] : [], `const { execFileSync } = require('child_process');
      console.log(execFileSync(process.execPath, ['-p', 'process.env.NODE_OPTIONS'], { encoding: 'utf8' }).trim().split(' ').filter((o) => /permission|allow|ffi/.test(o)).sort().join(' '));`);
    add(`${mode}: diagnostics channel`, all, `const seen = []; require('diagnostics_channel').subscribe('node:permission-model:ffi', (m) => console.log('published', Object.keys(m).sort().join(), m.permission, JSON.stringify(m.resource)));
      show('dlopen', () => require('node:ffi').dlopen(path)); show('toString', () => require('node:ffi').toString(0n));`);
    add(`${mode}: module loads`, all, `console.log(Object.keys(require('node:ffi')).length > 20);`);
  }
  add('false', ['--permission', fs, '--allow-ffi=false'], `show('dlopen', () => require('node:ffi').dlopen(path));`);
  add('negated', ['--permission', fs, '--no-allow-ffi'], `show('dlopen', () => require('node:ffi').dlopen(path));`);
  add('fs read of the library is not asked for', ['--permission', '--allow-ffi'], `show('dlopen', () => require('node:ffi').dlopen(path));`);
  add('addons are another scope', ['--permission', fs, '--allow-addons'], `show('dlopen', () => require('node:ffi').dlopen(path));`);
  list.push(['warning of --allow-ffi', () => kit.program(['--experimental-ffi', '--permission', '--allow-ffi', fs], 'require("node:ffi")')]);
  list.push(['warning of --allow-ffi, not loaded', () => kit.program(['--experimental-ffi', '--permission', '--allow-ffi', fs], '1')]);
  list.push(['warning of audit', () => kit.program(['--experimental-ffi', '--permission-audit', fs], prelude + 'require("node:ffi"); require("node:ffi").dlopen(path);')]);
  return list;
}

module.exports = { groups, cases, modes };
