// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { getSystemErrorMessage, getSystemErrorName } = require('node:util');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// With `errno: 'throw'`, a function gives its result, or throws the error that Node.js
// has for an errno, if the result says that the C function failed.

const path = pathOf('errno');
const errno = 'throw';
const { ECHILD, ENOENT } = require('node:os').constants.errno;

// Type, results that say that it failed, and those that don't.
for (const [name, type, failed, succeeded] of eachCase([
  ['i8', 'int8', [-1], [0, 1, -2]], ['u8', 'uint8', [], [255, 0]],
  ['i16', 'int16', [-1], [0, 1, -2]], ['u16', 'uint16', [], [65535, 0]],
  ['i32', 'int32', [-1], [0, 1, -2]], ['u32', 'uint32', [2 ** 32 - 1], [0, 1, 2 ** 32 - 2]],
  ['i64', 'int64', [-1n], [0n, 1n, -2n]], ['u64', 'uint64', [2n ** 64n - 1n], [0n, 1n, 2n ** 64n - 2n]],
  ['i64', 'int53', [-1], [0, 1, -2, 2 ** 53 - 1]],
  ['f32', 'float', [], [-1, 0, NaN]], ['f64', 'double', [], [-1, 0, NaN]],
  ['bool', 'boolean', [], [true, false]],
  ['pointer', 'pointer', [0n, 2n ** 64n - 1n], [1n, 2n ** 64n - 2n]],
  ['pointer', 'address', [0], [1, 2 ** 53 - 1]],
  ['text', 'cstring', [null], ['text', '']],
])) {
  const definition = { symbol: `give_${name}`, arguments: ['int', type], return: type, errno };
  const { functions: { give } } = dlopen(path, { give: definition });
  const call = optimize((error, value) => give(error, value), 0, succeeded[0]);
  for (const fn of [give, call]) {
    for (const value of failed) {
      assert.strictEqual(fn(0, value), value);
      assert.throws(() => fn(ENOENT, value), {
        name: 'Error',
        message: `ENOENT: no such file or directory, give_${name}`,
        errno: -ENOENT,
        code: 'ENOENT',
        syscall: `give_${name}`,
      });
    }
    for (const value of succeeded) {
      assert.strictEqual(fn(0, value), value);
      assert.strictEqual(fn(ENOENT, value), value);
    }
  }
}

// An unsigned -1 that is no safe integer: it failed, or the result is unsafe.
for (const [name, type, wide] of eachCase([
  ['u64', 'uint53', 'uint64'], ['pointer', 'address', 'pointer'],
])) {
  const { functions: { give } } = dlopen(path, {
    give: { symbol: `give_${name}`, arguments: ['int', wide], return: type, errno },
  });
  const call = optimize((error, value) => give(error, value), 0, 1n);
  for (const fn of [give, call]) {
    assert.strictEqual(fn(ENOENT, 2n ** 53n - 1n), 2 ** 53 - 1);
    assert.throws(() => fn(ENOENT, 2n ** 64n - 1n), { code: 'ENOENT' });
    const unsafe = { code: 'ERR_OUT_OF_RANGE', message: 'Result is no safe integer' };
    assert.throws(() => fn(0, 2n ** 64n - 1n), unsafe);
    assert.throws(() => fn(ENOENT, 2n ** 53n), unsafe);
  }
}

{
  const { lib, functions } = dlopen(path, {
    give_i32: { arguments: ['int', 'int'], return: 'int', errno },
    give_nothing: { arguments: ['int'], errno },
  });
  const { give_i32: give } = functions;
  // What has no result can't say that it failed.
  assert.strictEqual(functions.give_nothing(ENOENT), undefined);

  const catchError = (fn) => {
    try {
      fn();
    } catch (error) {
      return error;
    }
    assert.fail('nothing was thrown');
  };

  // Such errors are as those of node:fs.
  const error = catchError(() => give(ENOENT, -1));
  const ofFs = catchError(() => fs.openSync('/no/such/file'));
  assert.strictEqual(Object.getPrototypeOf(error), Error.prototype);
  const { path: file, ...expected } = ofFs;
  assert.deepStrictEqual({ ...error }, { ...expected, syscall: 'give_i32' });
  assert.deepStrictEqual(Object.keys(error), ['errno', 'code', 'syscall']);
  assert.strictEqual(getSystemErrorName(error.errno), error.code);
  assert.strictEqual(error.message,
                     `ENOENT: ${getSystemErrorMessage(error.errno)}, give_i32`);
  assert.strictEqual(ofFs.message, `${error.message.replace('give_i32', 'open')} '${file}'`);
  // The stack starts where the program called.
  assert.ok(error.stack.split('\n')[1].includes(__filename), error.stack);

  // Those that Node.js has no name for have that of the C library.
  const child = catchError(() => give(ECHILD, -1));
  assert.deepStrictEqual({ ...child }, { errno: -ECHILD, code: 'ECHILD', syscall: 'give_i32' });
  assert.match(child.message, /^ECHILD: no child process(es)?, give_i32$/);
  for (const unknown of [4000, -5, 2 ** 31 - 1, -(2 ** 31)]) {
    const { code, message, syscall } = catchError(() => give(unknown, -1));
    assert.match(code, /^Unknown system error /);
    assert.ok(message.startsWith(`${code}: `), message);
    assert.strictEqual(syscall, 'give_i32');
  }

  // The name is C's, without the version, and there may be none.
  const signature = { arguments: ['int', 'int'], return: 'int', errno };
  const renamed = lib.getFunction('renamed', { ...signature, symbol: 'give_i32' });
  assert.throws(() => renamed(ENOENT, -1), { syscall: 'give_i32' });
  const nameless = lib.getFunctionFromPointer(give.pointer, signature);
  const { message, syscall } = catchError(() => nameless(ENOENT, -1));
  assert.strictEqual(message, 'ENOENT: no such file or directory');
  assert.strictEqual(syscall, undefined);
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { functions: { wait } } = dlopen('libc.so.6', {
      wait: { symbol: 'wait@GLIBC_2.2.5', arguments: ['pointer'], return: 'int', errno },
    });
    assert.throws(() => wait(null), { code: 'ECHILD', syscall: 'wait' });
  }

  // What a program put on prototypes has no part in it.
  for (const key of ['errno', 'code', 'syscall']) {
    Object.defineProperty(Error.prototype, key, {
      configurable: true, get() { return 'inherited'; }, set() { assert.fail(`${key} was set`); },
    });
  }
  assert.throws(() => give(ENOENT, -1), { code: 'ENOENT' });
  for (const key of ['errno', 'code', 'syscall']) delete Error.prototype[key];

  assert.throws(() => give(ENOENT), invalidValue('Invalid argument count: expected 2, got 1'));
  assert.throws(() => give(ENOENT, 0.5), invalidValue('Argument 1 must be an int32'));
}
