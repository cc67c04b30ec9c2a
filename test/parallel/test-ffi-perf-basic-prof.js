// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen } = require('node:ffi');
const fs = require('node:fs');
const { libraryPath, optimize } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// With --perf-basic-prof, the file for `perf` has the names of native functions, and
// those of generated code, where V8 writes such: no line is lost.

if (!common.isLinux || process.arch !== 'x64') common.skip('what is generated differs');

if (process.argv[2] === 'child') {
  const { functions } = dlopen(libraryPath, {
    add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
    call_void: { arguments: ['function'] },
  });
  using callback = new Callback({}, () => {});
  functions.call_void(callback);
  optimize((a) => functions.add_i32(a, 1), 1);
} else {
  tmpdir.refresh();
  const child = spawnSync(process.execPath, [
    ...process.execArgv, '--perf-basic-prof', `--perf-basic-prof-path=${tmpdir.path}`,
    __filename, 'child',
  ], { encoding: 'utf8' });
  assert.strictEqual(child.status, 0, child.stderr);
  const text = fs.readFileSync(tmpdir.resolve(`perf-${child.pid}.map`), 'utf8');
  const lines = text.trimEnd().split('\n');
  for (const line of lines) assert.match(line, /^[0-9a-f]+ [0-9a-f]+ \S/);
  const named = new Set(lines.map((line) => line.split(' ').slice(2).join(' ')));
  for (const name of ['ffi:thunk', 'ffi:invoker', 'ffi:entry', 'ffi:stubs']) {
    assert.ok(named.has(name), `${name}: ${[...named].filter((name) => name.startsWith('ffi:'))}`);
  }
  assert.ok([...named].some((name) => /^JS:\S?add_i32 /.test(name)));
  assert.ok([...named].every((name) => !name.includes('nativeFunction ')));
}
