// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { dlopen, handle, out } = require('node:ffi');
const { invalidValue, optimize, pathOf } = require('../common/ffi');

// The class of a handle may be extended. Results are instances of the class that the
// definition has, and its constructors have run.

let made = 0;
class Box extends handle('box', { close: 'box_close' }) {
  kind = 'a box';
  #number;

  constructor(...args) {
    super(...args);
    made++;
    // It can be used already.
    this.#number = box_number(this);
  }

  get number() { return this.#number; }
  static open(number) { return box_open(number); }
}
class BigBox extends Box {
  get number() { return super.number + 1000; }
}
const Plain = Object.getPrototypeOf(Box);

const { lib, functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  open_big: { symbol: 'box_open', arguments: ['int'], return: BigBox },
  open_plain: { symbol: 'box_open', arguments: ['int'], return: Plain },
  box_open_to: { arguments: ['int', out(Box)], return: 'int' },
  box_number: { arguments: [Box], return: 'int' },
  number_of_plain: { symbol: 'box_number', arguments: [Plain], return: 'int' },
  count_open_boxes: { return: 'int' },
});
const { box_open, box_number, count_open_boxes } = functions;

const box = Box.open(3);
assert.deepStrictEqual([made, box.kind, box.number], [1, 'a box', 3]);
assert.ok(box instanceof Box && box instanceof Plain);
assert.strictEqual(inspect(box), `Box { pointer: 0x${box.pointer.toString(16)}n }`);
assert.strictEqual(functions.box_open_to(4).out[0].number, 4);
const big = functions.open_big(5);
assert.ok(big instanceof BigBox);
assert.strictEqual(big.number, 1005);
const plain = functions.open_plain(6);
assert.strictEqual(plain.constructor, Plain);

// They are of one type.
for (const value of [box, big, plain]) {
  const fn = () => box_number(value) === functions.number_of_plain(value);
  assert.strictEqual(fn(), true);
  assert.strictEqual(optimize(fn)(), true);
}
assert.throws(() => box_number(5), invalidValue('Argument 0 must be a Box'));
big.close();
assert.throws(() => box_number(big), {
  code: 'ERR_INVALID_STATE', message: 'Invalid state: Argument 0 is a BigBox that is closed',
});
for (const opened of [box, plain]) opened.close();

// Only native code makes any.
for (const Class of [Box, BigBox]) {
  assert.throws(() => new Class(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
  assert.throws(() => new Class({}), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
}
// With what the constructor is called with, once.
let token;
class Thief extends Plain {
  constructor(given) {
    super(given);
    token = given;
  }
}
using thief = lib.getFunction('as_thief', { symbol: 'box_open', arguments: ['int'], return: Thief })(1);
assert.strictEqual(box_number(thief), 1);
assert.throws(() => new Thief(token), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
assert.throws(() => new Plain(token), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
assert.deepStrictEqual(Reflect.ownKeys(token), []);
const Lid = handle('lid');
assert.throws(() => new Lid(token), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });

// What no program got is closed.
const before = count_open_boxes();
const failing = [
  [class extends Plain { constructor() { super({}); } }, { code: 'ERR_ILLEGAL_CONSTRUCTOR' }],
  [class Throws extends Plain {
    constructor(given) {
      super(given);
      throw new RangeError('mine');
    }
  }, { name: 'RangeError', message: 'mine' }],
  [class Early extends Plain { constructor() { throw new RangeError('early'); } },
   { name: 'RangeError', message: 'early' }],
  [class Other extends Plain { constructor() { return {}; } }, // eslint-disable-line no-constructor-return
   invalidValue('The constructor of Other must call super() with what it was called with')],
  [class Another extends Plain {
    constructor(given) {
      super(given);
      return thief; // eslint-disable-line no-constructor-return
    }
  },
   invalidValue('The constructor of Another must call super() with what it was called with')],
  [class Closes extends Plain {
    constructor(given) {
      super(given);
      this.close();
      throw new RangeError('closed');
    }
  }, { name: 'RangeError', message: 'closed' }],
];
for (const [i, [Class, error]] of failing.entries()) {
  const open = lib.getFunction(`failing${i}`, { symbol: 'box_open', arguments: ['int'], return: Class });
  assert.throws(() => open(i), error);
  assert.strictEqual(count_open_boxes(), before);
}
