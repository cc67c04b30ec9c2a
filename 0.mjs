// save as cos.mjs, run: out/node --experimental-ffi cos.mjs
import { dlopen } from 'node:ffi';

const libm = dlopen('libm.so.6', {
  cos: { arguments: ['double'], return: 'double' },
});

console.log(libm.functions.cos(0)); // Prints: 1
libm.lib.close();
