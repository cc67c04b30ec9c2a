// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, eachCase, isLoaded } = require('../common/ffi');

// A dlopen() whose definitions are wrong leaves no library loaded.

if (!common.isLinux) common.skip('looks at /proc/self/maps');

tmpdir.refresh();
const copy = copyOfLibrary();

{
  using library = dlopen(copy, { noop: {} });
  assert.strictEqual(library.functions.noop(), undefined);
  assert.ok(isLoaded(copy));
}
assert.ok(!isLoaded(copy));

for (const definitions of eachCase([
  null, 1, { noop: 1 }, { noop: {}, no_such_symbol: {} }, { noop: { x: 1 } },
  { noop: { return: 'x' } }, { noop: {}, get other() { throw new Error('x'); } },
])) {
  assert.throws(() => dlopen(copy, definitions), Error);
  assert.ok(!isLoaded(copy));
}
