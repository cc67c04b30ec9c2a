'use strict';
// Loaded before everything else, this has node:ffi generate no code.

require('internal/test/binding').internalBinding('ffi').forbidGeneratedCode();
