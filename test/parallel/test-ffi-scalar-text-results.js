// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');

// Text that C gives, as result or as argument of a callback, is a string, and NULL is
// null. What is no text in its encoding becomes U+FFFD; lone surrogates stay in UTF-16.

const texts = [null, '', 'hello, world', 'grüß dich 😀'];
const types = {
  cstring: ['text8', [...texts, 'a\uFFFDz', '\uFFFD\uFFFD\uFFFD', '\uFFFD']],
  string16: ['text16', [...texts, 'a\uD800z']],
  string32: ['text32', [...texts, 'a\uFFFD\uFFFD\uFFFDz']],
  wstring: ['text_wide', texts],
};

for (const [type, [symbol, expected]] of eachCase(Object.entries(types))) {
  const { functions: { [symbol]: text } } = dlopen(pathOf('scalars_values'), {
    [symbol]: { arguments: ['int'], return: type },
  });
  const { functions: { [symbol]: address } } = dlopen(pathOf('scalars_values'), {
    [symbol]: { arguments: ['int'], return: 'pointer' },
  });
  const { lib, functions: { call_pointer: call } } = dlopen(pathOf('scalars_values'), {
    call_pointer: { arguments: ['function', 'pointer'], return: 'pointer' },
  });
  const optimized = optimize((which) => text(which), 2);
  for (const [which, value] of eachCase(expected.entries())) {
    assert.strictEqual(text(which), value);
    assert.strictEqual(optimized(which), value);
    const callback = lib.registerCallback(
      { arguments: [type], return: 'pointer' }, common.mustCall((given) => {
        assert.strictEqual(given, value);
        return address(which);
      }));
    assert.strictEqual(call(callback, address(which)), address(which));
  }

  // As a callback's result, nothing would keep a string's memory.
  for (const value of eachCase(['text', Buffer.from('text'), 5])) {
    const callback = lib.registerCallback({ return: type }, common.mustCall(() => value));
    assert.throws(() => call(callback, 0n), {
      code: 'ERR_INVALID_ARG_VALUE',
      message: 'Callback result must be a bigint, null or undefined: ' +
               'nothing would keep the memory of a string or a buffer',
    });
  }
  for (const [value, result] of eachCase([[16n, 16n], [null, 0n], [undefined, 0n]])) {
    const callback = lib.registerCallback({ return: type }, common.mustCall(() => value));
    assert.strictEqual(call(callback, 0n), result);
  }
}
