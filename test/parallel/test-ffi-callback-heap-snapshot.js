// Flags: --experimental-ffi --expose-internals
'use strict';
require('../common');
const { dlopen } = require('node:ffi');
const { validateByRetainingPath } = require('../common/heap');
const { libraryPath } = require('../common/ffi');
const assert = require('node:assert');

// Heap snapshots show libraries, what keeps them loaded, and callbacks.

const { lib, functions } = dlopen(libraryPath, { noop: {} });
lib.registerCallback({ arguments: ['i32'], return: 'i32' }, function named() { return 0; });

const [callback] = validateByRetainingPath('Node / Library', [
  { edge_name: 'loaded', node_name: 'Node / LoadedLibrary' },
  { edge_name: 'callback', node_name: 'Node / Callback' },
]);
assert.ok(callback.self_size > 0);
validateByRetainingPath('Node / Callback', [
  { edge_name: 'function', node_name: 'named' },
]);
validateByRetainingPath('Node / Callback', [
  { edge_name: 'signature', node_name: 'Node / Signature' },
]);
validateByRetainingPath('Node / Callback', [
  { edge_name: 'closure', node_name: 'Node / closure' },
]);
assert.strictEqual(functions.noop(), undefined);
