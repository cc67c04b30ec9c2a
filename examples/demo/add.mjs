// cc -shared -fPIC -o libadd.so add.c && node --experimental-ffi add.mjs
import { dlopen, suffix } from 'node:ffi';

using handle = dlopen(`./libadd.${suffix}`, {
  add_i32: { parameters: ['i32', 'i32'], result: 'i32' },
});

console.log(handle.functions.add_i32(20, 22));
