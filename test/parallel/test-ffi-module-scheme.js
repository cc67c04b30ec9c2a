// Flags: --experimental-ffi
'use strict';

// node:ffi exists only under the `node:` scheme.

const common = require('../common');
const assert = require('assert');
const { builtinModules, isBuiltin } = require('module');

assert.throws(() => require('ffi'), { code: 'MODULE_NOT_FOUND' });
assert.rejects(import('ffi'), { code: 'ERR_MODULE_NOT_FOUND' }).then(common.mustCall());
assert.strictEqual(isBuiltin('ffi'), false);
assert.strictEqual(builtinModules.includes('ffi'), false);
assert.strictEqual(process.getBuiltinModule('ffi'), undefined);
assert.throws(() => process.binding('ffi'), { message: 'No such module: ffi' });
