'use strict';
// Loaded before everything else, this has node:ffi make no fast calls: without
// WebAssembly, it takes it that V8 may not generate code.

const { WebAssembly } = globalThis;
delete globalThis.WebAssembly;
require('node:ffi');
globalThis.WebAssembly = WebAssembly;
