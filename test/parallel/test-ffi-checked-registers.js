// Flags: --experimental-ffi --ffi-checked
'use strict';
const common = require('../common');
if (process.arch !== 'x64' || process.platform !== 'linux') {
  common.skip('only x86-64 has generated code that compares registers');
}
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// With --ffi-checked, a function that does not leave as it was what the calling
// convention says it has to is told, and the caller goes on with what it had.

const { functions } = dlopen(pathOf('checked'), {
  clobber_rbx: {},
  clobber_others: {},
  pop_too_much: {},
  set_direction: {},
  set_mxcsr: {},
  add_with_x87: { arguments: ['int', 'int'], return: 'int' },
});
const cases = {
  clobber_rbx: 'the register rbx',
  clobber_others: 'the register rbp, the register r12 and the register r15',
  pop_too_much: 'the stack pointer',
  set_direction: 'the direction flag',
  set_mxcsr: 'the floating-point mode (mxcsr)',
  add_with_x87: 'the floating-point mode (x87 control word)',
};
for (let i = 0; i < 3; i++) {
  for (const [name, what] of Object.entries(cases)) {
    assert.throws(() => functions[name](...(functions[name].length === 2 ? [1, 2] : [])), {
      message: `Function ${name} did not preserve ${what}`,
    });
  }
}
// As nothing of that is left.
assert.strictEqual(0.1 + 0.2, 0.30000000000000004);

// C's functions that change the mode are there for that.
{
  const { fesetround, fegetround } = dlopen('libm.so.6', {
    fesetround: { arguments: ['int'], return: 'int' },
    fegetround: { return: 'int' },
  }).functions;
  const kUpward = 0x800;
  assert.strictEqual(fesetround(kUpward), 0);
  assert.strictEqual(fegetround(), kUpward);
  assert.strictEqual(fesetround(0), 0);
}
