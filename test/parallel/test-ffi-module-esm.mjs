// Flags: --experimental-ffi

// Every export of node:ffi is a named export for ECMAScript modules.

import '../common/index.mjs';
import assert from 'node:assert';
import { createRequire } from 'node:module';
import ffi, { dlopen } from 'node:ffi';
import * as namespace from 'node:ffi';

assert.strictEqual(ffi, createRequire(import.meta.url)('node:ffi'));
assert.strictEqual(dlopen, ffi.dlopen);
assert.deepStrictEqual(Object.keys(namespace).sort(),
                       [...Object.keys(ffi), 'default'].sort());
