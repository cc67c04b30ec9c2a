// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { dlopen, suffix } = require('node:ffi');
const tmpdir = require('../common/tmpdir');
const { libraryPath } = require('../common/ffi');

// A dlopen() whose definitions are wrong leaves no library loaded.

if (!common.isLinux) common.skip('looks at /proc/self/maps');

tmpdir.refresh();
const copy = tmpdir.resolve(`libffi_fixture_copy.${suffix}`);
fs.copyFileSync(libraryPath, copy);
const isLoaded = () => fs.readFileSync('/proc/self/maps', 'utf8').includes(copy);

{
  using library = dlopen(copy, { noop: {} });
  assert.strictEqual(library.functions.noop(), undefined);
  assert.ok(isLoaded());
}
assert.ok(!isLoaded());

for (const definitions of [
  null, 1, { noop: 1 }, { noop: {}, no_such_symbol: {} }, { noop: { x: 1 } },
  { noop: { return: 'x' } }, { noop: {}, get other() { throw new Error('x'); } },
]) {
  assert.throws(() => dlopen(copy, definitions), Error);
  assert.ok(!isLoaded());
}
