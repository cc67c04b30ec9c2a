// Flags: --permission --allow-ffi --experimental-ffi --allow-fs-read=*
'use strict';
require('../common');
const assert = require('node:assert');
const { getRawPointer, struct } = require('node:ffi');

// To see native memory takes the permission; JavaScript's own does not.

const Point = struct({ x: 'int' });
const bytes = new Int32Array([5]);
const address = getRawPointer(bytes);
assert.strictEqual(Point.at(address).x, 5);
const view = Point.at(address);

process.permission.drop('ffi');

const denied = { code: 'ERR_ACCESS_DENIED' };
assert.throws(() => Point.at(address), denied);
assert.throws(() => Point.at(address, 2), denied);
assert.throws(() => struct({ x: 'int' }), denied);
assert.strictEqual(new Point({ x: 3 }).x, 3);
assert.strictEqual(Point.from(bytes).x, 5);
// As a Buffer that was made of native memory.
assert.strictEqual(view.x, 5);
