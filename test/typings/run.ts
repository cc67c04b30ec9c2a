// Node.js runs this file as it is.
import { dlopen, pointer, struct } from 'node:ffi';
import type { NativeFunction } from 'node:ffi';

class Time extends struct({
  sec: 'int', min: 'int', hour: 'int', mday: 'int', mon: 'int', year: 'int',
  wday: 'int', yday: 'int', isdst: 'int', gmtoff: 'long', zone: 'cstring',
}) {
  get date(): string { return `${this.year + 1900}-${this.mon + 1}-${this.mday}`; }
}

using libc = dlopen(null, {
  abs: { arguments: ['int'], return: 'int' },
  gmtime_r: { arguments: [pointer('time_t'), pointer(Time)], return: 'pointer' },
});

const time = new Time();
libc.functions.gmtime_r(BigInt64Array.of(86_400n * 365n), time);
console.log(time.date);
// Prints: 1971-1-1

const abs: NativeFunction<[number], number> = libc.functions.abs;
console.log(abs(-5));
// Prints: 5
