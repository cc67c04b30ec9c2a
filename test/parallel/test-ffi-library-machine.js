// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('reads what the loader of Linux says');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { findLibrary } = require('node:ffi');

// A library of which node has one in itself is the machine's, as for any other
// program, and works with what is its own.

const names = [
  'ada-url0', 'brotlicommon', 'brotlidec', 'brotlienc', 'cares', 'crypto', 'ffi', 'hdr_histogram', 'icudata',
  'icui18n', 'icuuc', 'llhttp', 'nghttp2', 'nghttp3', 'ngtcp2', 'simdjson', 'simdutf', 'sqlite3', 'ssl',
  'stdc++', 'uv', 'z', 'zstd',
].filter((name) => findLibrary(name));
if (names.length === 0) common.skip('this machine has none of them');

// Not to be had: node has libuv's names for addons, and so has libuv.so.1 in itself.
// (With the option deepbind it takes its own.)
const shared = /^uv_/;
// What is the machine's own, in the program as in every other.
const everywhere = ['stdin', 'stdout', 'stderr'];

// The name by which a program asks for it: libz.so.1 is a link to libz.so.1.3.
function getSoname(name, file) {
  const folder = path.dirname(file);
  const versions = fs.readdirSync(folder).filter((entry) => entry.startsWith(`lib${name}.so.`) &&
    fs.existsSync(path.join(folder, entry)) && fs.realpathSync(path.join(folder, entry)) === file);
  return versions.sort((a, b) => a.length - b.length)[0];
}

for (const name of names) {
  const file = fs.realpathSync(findLibrary(name));
  const soname = getSoname(name, file);
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--experimental-ffi', '--no-warnings', '-e',
    `const { DynamicLibrary } = require('node:ffi');
     const library = new DynamicLibrary(${JSON.stringify(soname)});
     console.log(require('fs').readFileSync('/proc/self/maps', 'utf8'));`,
  ], { encoding: 'utf8', env: { ...process.env, LD_BIND_NOW: '1', LD_DEBUG: 'bindings' }, maxBuffer: 2 ** 28 });
  assert.strictEqual(status, 0, stderr);
  assert.ok(stdout.includes(file), `${soname} is not ${file}`);

  // A line of it: binding file A [0] to B [0]: normal symbol `s' [VERSION]
  const bindings = stderr.matchAll(/binding file (\S+) \[0\] to (\S+) \[0\]: \w+ symbol `([^']+)'/g);
  const taken = [];
  for (const [, from, to, symbol] of bindings) {
    if (path.basename(from) === soname && to === process.execPath) taken.push(symbol);
  }
  const wrong = taken.filter((symbol) => !shared.test(symbol) && !everywhere.includes(symbol));
  assert.deepStrictEqual(wrong, [], `what ${soname} takes from node`);
}
