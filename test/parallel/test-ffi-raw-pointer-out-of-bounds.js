// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { exportArrayBufferView, getRawPointer } = require('node:ffi');
const { eachCase } = require('../common/ffi');

// A view outside the bounds of its shrunk buffer has no address.

const views = {
  'typed array': (buffer) => new Uint8Array(buffer, 8, 4),
  'length-tracking typed array': (buffer) => new Uint16Array(buffer, 8),
  'DataView': (buffer) => new DataView(buffer, 8, 4),
  'length-tracking DataView': (buffer) => new DataView(buffer, 8),
};

for (const [name, make] of eachCase(Object.entries(views))) {
  const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
  const view = make(buffer);
  const room = Buffer.alloc(32);

  const pointer = getRawPointer(view);
  assert.strictEqual(pointer, getRawPointer(buffer) + 8n, name);
  exportArrayBufferView(view, getRawPointer(room), room.length);

  buffer.resize(4);
  assert.throws(() => getRawPointer(view), { code: 'ERR_INVALID_ARG_VALUE' }, name);
  assert.throws(() => exportArrayBufferView(view, getRawPointer(room), room.length),
                { code: 'ERR_INVALID_ARG_VALUE' }, name);

  buffer.resize(16);
  assert.strictEqual(getRawPointer(view), pointer, name);
}
