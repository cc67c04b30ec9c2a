// Flags: --permission --allow-ffi --experimental-ffi --allow-fs-read=*
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, cdef } = require('node:ffi');

// To declare takes the permission, as to make a type does. What was declared can still be
// used, also if it was not before.

const { types } = cdef('struct s { int a; struct { int b; } *inner; }; typedef unsigned u;');
const { functions: { gmtime_r } } = dlopen(null, `
  struct tm { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, rest[10]; };
  void *gmtime_r(const time_t *time, struct tm *result);
`);
process.permission.drop('ffi');
assert.throws(() => cdef('int f(void);'), { code: 'ERR_ACCESS_DENIED' });
assert.strictEqual(new types.s({ a: 5, inner: null }).a, 5);
assert.strictEqual(types.u, 'uint');
assert.throws(() => gmtime_r(new BigInt64Array(1), new types.s()), {
  code: 'ERR_INVALID_ARG_VALUE',
  message: /^Argument 1 must be an instance of tm/,
});
