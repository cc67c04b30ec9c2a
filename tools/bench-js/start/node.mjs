// The whole program: one call. That of node:ffi, here and in Node.js 26.
import { dlopen } from 'node:ffi';

const { functions } = dlopen(process.argv[2], { add_i32: { arguments: ['i32', 'i32'], return: 'i32' } });
if (functions.add_i32(1, 2) !== 3) throw new Error('The sum is wrong');
