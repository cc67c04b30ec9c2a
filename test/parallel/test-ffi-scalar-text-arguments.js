// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, getRawPointer } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// A string that is passed as text is copied in the type's encoding, aligned, with a
// NUL behind. Everything else is passed as for 'pointer'.

const types = {
  cstring: { suffix: '8', unit: Uint8Array, units: (text) => [...Buffer.from(text)] },
  string16: { suffix: '16', unit: Uint16Array, units: units16 },
  string32: { suffix: '32', unit: Uint32Array, units: units32 },
  wstring: process.platform === 'win32' ?
    { suffix: 'wide', unit: Uint16Array, units: units16 } :
    { suffix: 'wide', unit: Uint32Array, units: units32 },
};

function units16(text) {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

function units32(text) {
  return Array.from(text.toWellFormed(), (character) => character.codePointAt(0));
}

const texts = [
  '', 'a', 'hello, world', 'grüß dich', '😀', 'a😀b', '\uD800', '\uDC00\uD800', 'a\uD83D',
  '\uDE00😀', 'x'.repeat(70_000), '😀'.repeat(20_000), 'ü'.repeat(16_382),
];

for (const [type, { suffix, unit, units }] of eachCase(Object.entries(types))) {
  const { functions } = dlopen(pathOf('scalars_values'), {
    [`length_${suffix}`]: { arguments: [type], return: 'int53' },
    [`length_behind_${suffix}`]: { arguments: ['cstring', type], return: 'int53' },
    [`unit_${suffix}`]: { arguments: [type, 'int'], return: 'uint32' },
    [`same_${suffix}`]: { arguments: [type], return: type },
  });
  const length = functions[`length_${suffix}`];
  const behind = functions[`length_behind_${suffix}`];
  const unitOf = functions[`unit_${suffix}`];
  const same = functions[`same_${suffix}`];
  const lengthOptimized = optimize((value) => length(value), 'abc');
  const sameOptimized = optimize((value) => same(value), 'abc');

  for (const text of eachCase(texts)) {
    const expected = units(text);
    assert.strictEqual(length(text), expected.length);
    assert.strictEqual(lengthOptimized(text), expected.length);
    for (let i = 0; i < expected.length; i += Math.ceil(expected.length / 20)) {
      assert.strictEqual(unitOf(text, i), expected[i]);
    }
    const back = type === 'string16' ? text : text.toWellFormed();
    assert.strictEqual(same(text), back);
    assert.strictEqual(sameOptimized(text), back);
  }
  // Behind a string of any length, which takes that many bytes.
  for (const first of eachCase(['', 'a', 'ab', 'abc', 'abcd'])) {
    assert.strictEqual(behind(first, 'grüß'), first.length * 1000 + units('grüß').length);
  }

  const bytes = unit.from([...units('text'), 0]);
  for (const fn of eachCase([length, lengthOptimized])) {
    assert.strictEqual(fn(bytes), 4);
    assert.strictEqual(fn(bytes.buffer), 4);
    assert.strictEqual(fn(getRawPointer(bytes)), 4);
    assert.strictEqual(fn(null), -1);
    assert.strictEqual(fn(undefined), -1);
    for (const text of eachCase(['\0', 'a\0b', 'ü\0'])) {
      assert.throws(() => fn(text), invalidValue('Argument 0 must not contain null bytes'));
    }
    for (const value of eachCase([1, true, {}, Symbol('text'), []])) {
      assert.throws(() => fn(value), invalidValue(
        'Argument 0 must be a buffer, an ArrayBuffer, a string, or a bigint'));
    }
  }
}
