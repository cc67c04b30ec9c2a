// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { Arena, toBuffer, toString } = require('node:ffi');
const { eachCase, invalidValue } = require('../common/ffi');

// arena.string() copies text, with a NUL behind it, and gives a Buffer of the text.

const arena = new Arena();
for (const text of eachCase(['', 'a', 'h\u00e9llo \u{1f600}', 'x'.repeat(10_000)])) {
  for (const encoding of eachCase([undefined, 'utf8', 'utf16le', 'UCS2', 'latin1', 'hex', 'base64'])) {
    // Half of a surrogate pair is one.
    if (encoding === 'latin1' && text.includes('\u{1f600}')) continue;
    const bytes = arena.string(text, encoding);
    assert.ok(Buffer.isBuffer(bytes));
    assert.deepStrictEqual([...bytes], [...Buffer.from(text, encoding)]);
    const isWide = /^u.*[26]/i.test(encoding);
    assert.deepStrictEqual([...toBuffer(bytes.pointer + BigInt(bytes.length), isWide ? 2 : 1)],
                           isWide ? [0, 0] : [0]);
    if (isWide) assert.strictEqual(bytes.pointer % 2n, 0n);
  }
  assert.strictEqual(toString(arena.string(text).pointer), text);
}
// What is behind one is the next one's.
const first = arena.string('first');
const second = arena.string('second');
first.fill(0x78);
assert.strictEqual(toString(first.pointer), 'xxxxx');
assert.strictEqual(toString(second.pointer), 'second');

assert.throws(() => arena.string('a\0b'), invalidValue('The text must not contain null bytes'));
// By the bytes of it, too.
for (const [text, encoding] of eachCase([['a\u0100b', 'latin1'], ['610062', 'hex'], ['YQBi', 'base64']])) {
  assert.throws(() => arena.string(text, encoding), invalidValue('The text must not contain null bytes'));
}
assert.strictEqual(arena.string('a\u0100b', 'utf16le').length, 6);
for (const wrong of eachCase([undefined, null, 1, {}, Buffer.from('x')])) {
  assert.throws(() => arena.string(wrong), { code: 'ERR_INVALID_ARG_TYPE' });
}
for (const wrong of eachCase([null, 1, {}])) {
  assert.throws(() => arena.string('x', wrong), { code: 'ERR_INVALID_ARG_TYPE' });
}
assert.throws(() => arena.string('x', 'utf-32'), { code: 'ERR_UNKNOWN_ENCODING' });
assert.throws(() => Arena.prototype.string.call({}, 'x'), TypeError);
