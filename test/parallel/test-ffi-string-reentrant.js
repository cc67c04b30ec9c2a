// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, toString } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// A string argument's copy is the call's own: no call inside changes it, and
// what native code writes there is gone with it.

if (common.isWindows) common.skip('needs the C library by dlopen(null)');

const { functions: { bsearch } } = dlopen(null, {
  bsearch: { arguments: ['string', 'buffer', 'u64', 'u64', 'function'], return: 'pointer' },
});
const { lib, functions: { string_length, string_upper_first } } = dlopen(libraryPath, {
  string_length: { arguments: ['string'], return: 'i64' },
  string_upper_first: { arguments: ['string'], return: 'i32' },
});

const compare = (f) => lib.registerCallback({ arguments: ['pointer', 'pointer'], return: 'i32' }, f);

// The comparison is given the key that is still in use by the outer call.
for (const key of eachCase(['short', 'a key that is a good deal longer than the others '.repeat(10),
                            '\u00e9\u{1f600}'])) {
  for (const inner of eachCase(['other', 'x'.repeat(1000), ''])) {
    bsearch(key, Buffer.alloc(1), 1n, 1n, compare(common.mustCall((pointer) => {
      assert.strictEqual(toString(pointer), key);
      string_length(inner);
      assert.strictEqual(toString(pointer), key);
      bsearch(inner, Buffer.alloc(1), 1n, 1n, compare(common.mustCall((innerPointer) => {
        assert.strictEqual(toString(innerPointer), inner);
        assert.strictEqual(toString(pointer), key);
        return 0;
      })));
      assert.strictEqual(toString(pointer), key);
      return 0;
    })));
  }
}

const text = 'lower';
for (let i = 0; i < 3; i++) {
  assert.strictEqual(string_upper_first(text), 'L'.charCodeAt(0));
  assert.strictEqual(text, 'lower');
}
