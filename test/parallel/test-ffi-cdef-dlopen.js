// Flags: --experimental-ffi
'use strict';

// dlopen() takes declarations as C writes them, and has what they declare.

require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { isLoaded, copyOfLibrary } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

tmpdir.refresh();

{
  using libm = dlopen('libm.so.6', 'double pow(double base, double exponent);');
  assert.strictEqual(libm.functions.pow(2, 10), 1024);
  assert.deepStrictEqual(Object.keys(libm),
                         ['lib', 'functions', 'types', 'constants', 'variables']);
}

{
  const { functions, types, constants, variables } = dlopen(null, `
    typedef struct { int quot, rem; } div_t;
    div_t div(int numerator, int denominator);
    size_t strlen(const char *s);
    int snprintf(char str[restrict .size], size_t size, const char *restrict format, ...);
    enum { EINTR = 4 };
    extern const char *const program_invocation_short_name;
  `);
  const result = functions.div(17, 5);
  assert.ok(result instanceof types.div_t);
  assert.deepStrictEqual(result.toObject(), { quot: 3, rem: 2 });
  assert.strictEqual(functions.strlen('hello'), 5n);
  const bytes = Buffer.alloc(16);
  assert.strictEqual(functions.snprintf(bytes, bytes.length, '%d %s', 7, 'x'), 3);
  assert.strictEqual(bytes.toString('latin1', 0, 4), '7 x\0');
  assert.strictEqual(constants.EINTR, 4);
  assert.match(variables.program_invocation_short_name.value, /^node/);
}

// What is wrong in the text is told before the library is loaded, and what the library
// lacks leaves it closed.
{
  const path = copyOfLibrary();
  assert.throws(() => dlopen(path, 'int f(void)'), { code: 'ERR_FFI_DECLARATION' });
  assert.throws(() => dlopen(path, 'int there_is_no_such_function(void);'),
                { code: 'ERR_FFI_CALL_FAILED' });
  assert.throws(() => dlopen(path, 'extern int there_is_no_such_variable;'),
                { code: 'ERR_FFI_CALL_FAILED' });
  assert.ok(!isLoaded(path));
}

// Without text, nothing is declared.
assert.deepStrictEqual(Object.keys(dlopen(null)), ['lib', 'functions']);
