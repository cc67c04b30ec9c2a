// Flags: --permission --allow-ffi --experimental-ffi --allow-fs-read=*
'use strict';
require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');

// To declare takes the permission, as to make a type does. What was declared can still be
// asked for.

const { types } = cdef('struct s { int a; }; typedef unsigned u;');
assert.strictEqual(types.u, 'uint');
process.permission.drop('ffi');
assert.throws(() => cdef('int f(void);'), { code: 'ERR_ACCESS_DENIED' });
assert.throws(() => types.s, { code: 'ERR_ACCESS_DENIED' });
assert.strictEqual(types.u, 'uint');
