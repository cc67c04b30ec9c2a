// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  Callback, array, bits, consumes, dlopen, enumeration, func, handle, inout, owned, pointer, struct,
} = require('node:ffi');
const { eachCase, invalidType, invalidValue, pathOf } = require('../common/ffi');

// What is wrong with the type of a handle, and where there can be none.

const Box = handle('box', { close: 'box_close' });
const definitions = {
  box_open: { arguments: ['int'], return: Box },
  box_close: { arguments: ['pointer'], return: 'int' },
  two: { symbol: 'box_close', arguments: ['pointer', 'pointer'] },
  none: { symbol: 'box_close' },
  number: { symbol: 'box_close', arguments: ['int'] },
};
const { lib, functions } = dlopen(pathOf('handles'), definitions);

for (const name of eachCase([undefined, null, 5, {}, Symbol('box')])) {
  assert.throws(() => handle(name), invalidType(/^The name of handle\(\) must be a string\. Received /));
}
assert.throws(() => handle(''), invalidValue('The name of handle() must not be empty'));
for (const close of eachCase([null, 5, 5n, {}, Box.prototype])) {
  assert.throws(() => handle('box', { close }), invalidType(
    /^The option 'close' of handle\(\) must be a native function or the name of a symbol\. Received /));
}
for (const close of eachCase([() => {}, Box, new Proxy(functions.box_close, {})])) {
  assert.throws(() => handle('box', { close }), invalidType(
    /^The option 'close' of handle\(\) must be a native function\. Received /));
}
for (const name of eachCase(['two', 'none', 'number'])) {
  assert.throws(() => handle('box', { close: functions[name] }), invalidValue(
    "The option 'close' of handle() must be a native function with one parameter, a pointer"));
}
assert.throws(() => handle('box', { close: '' }),
              invalidValue("The option 'close' of handle() must not be empty"));
assert.throws(() => handle('box', { close: 'a\0b' }),
              invalidValue("The option 'close' of handle() must not contain null bytes"));
assert.throws(() => handle('box', { nullable: 1 }),
              invalidType(/^The option 'nullable' of handle\(\) must be a boolean\. Received /));
assert.throws(() => handle('box', { closes: 'x' }),
              invalidValue("handle() has no option 'closes'; did you mean 'close'?"));
assert.throws(() => handle('box', 5), invalidType(/^The options of handle\(\) must be an object\. Received /));

// There are no pointers to handles, as memory has no owners.
const problem = "must not be of type box, which is for parameters, results and out(); use 'pointer'";
const places = [
  [() => struct({ box: Box }, { name: 'S' }), `The field box of struct S ${problem}`],
  [() => array(Box), `The elements of array() ${problem}`],
  [() => array(Box, 2), `The elements of array() ${problem}`],
  [() => pointer(Box), `What pointer() points to ${problem}`],
  [() => inout(Box), `What inout() points to ${problem}`],
  [() => lib.getVariable('box_open', Box), `Variable box_open ${problem}`],
  [() => bits(Box, 3) && struct({ a: bits(Box, 3) }, { name: 'S' }),
   'The bit-field a of struct S can\'t be of type box, which is no integer type'],
  [() => enumeration({ a: 1 }, Box), 'The type of enumeration() must be an integer type, not box'],
];
for (const [make, message] of eachCase(places)) assert.throws(make, invalidValue(message));
const Late = pointer(() => Box);
assert.throws(() => struct({ a: Late }).from(new ArrayBuffer(8)).a = Buffer.alloc(8),
              invalidValue(`What pointer() points to ${problem}`));

// Only native code gives handles.
const box = functions.box_open(1);
for (const args of eachCase([[], [undefined], [1n], [box], [box.pointer], [{}]])) {
  assert.throws(() => new Box(...args), { name: 'TypeError', code: 'ERR_ILLEGAL_CONSTRUCTOR' });
}
assert.throws(() => Box(), { name: 'TypeError' });
assert.throws(() => structuredClone(box), { name: 'DataCloneError' });
assert.throws(() => structuredClone(Box), { name: 'DataCloneError' });

const { get } = Object.getOwnPropertyDescriptor(Box.prototype, 'pointer');
const Lid = handle('lid');
const { functions: { lid_open } } = dlopen(pathOf('handles'), { lid_open: { return: Lid } });
for (const receiver of eachCase([undefined, null, 5, {}, Box.prototype, lid_open(), new Proxy(box, {})])) {
  for (const method of [get, Box.prototype.close, Box.prototype[Symbol.dispose]]) {
    assert.throws(() => Reflect.apply(method, receiver, []), {
      name: 'TypeError', code: 'ERR_INVALID_THIS', message: 'Value of "this" must be of type box',
    });
  }
}
assert.strictEqual(functions.box_close(box.pointer), 1);

// consumes() is for parameters that are handles.
for (const type of eachCase(['pointer', 'int', pointer('int'), owned('cstring', 'free')])) {
  assert.throws(() => consumes(type), invalidValue(
    /^The type of consumes\(.*\) must be one of handle\(\)$/));
}
assert.throws(() => consumes(), invalidType(/^The first argument of consumes\(\) must be a type or the name of one/));
assert.throws(() => consumes('box'), invalidValue(/^Unsupported FFI type 'box' for consumes\(\)/));
const parameter = consumes(Box);
assert.strictEqual(parameter.name, 'consumes(box)');
const only = /consumes\(box\), which is for parameters of functions only$/;
assert.throws(() => struct({ a: parameter }), invalidValue(only));
assert.throws(() => lib.getFunction('box_open', { return: parameter }), invalidValue(only));
assert.throws(() => new Callback({ arguments: [parameter] }, () => {}), invalidValue(
  'Signature of function <callback>: consumes(box) is for functions that JavaScript calls'));

// What closes it has to be there when a function is defined that gives it.
const Missing = handle('missing', { close: 'box_clos' });
const missing = {
  code: 'ERR_FFI_CALL_FAILED',
  message: /^dlsym failed: .*undefined symbol: box_clos; did you mean 'box_close'\?/,
};
assert.throws(() => lib.getFunction('box_same', { return: Missing }), missing);
assert.throws(() => dlopen(pathOf('handles'), { box_same: { return: Missing } }), missing);
// But not for one that takes it.
lib.getFunction('box_number', { arguments: [Missing], return: 'int' });
assert.throws(() => func({ return: Box }).at(lib.getSymbol('box_open')), invalidValue(
  "The option 'close' of handle() must be a native function for the return value of a function, " +
  "which is of no library that could have 'box_close'"));
