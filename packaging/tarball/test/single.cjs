'use strict';

// What becomes a single executable: a copy of node with this script inside.
const { isSea } = require('node:sea');
const { dlopen } = require('node:ffi');

const { functions: { strlen } } = dlopen('libc.so.6', 'size_t strlen(const char *text);');
console.log(isSea(), strlen('single'));
