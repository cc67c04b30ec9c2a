// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');
const {
  kPage,
  missing,
  mprotect,
  readOnly,
  unreadable: allUnreadable,
  violation,
  writable,
} = require('../common/ffi_pages');

// Instances on native memory that is not there: to read them, or to write to them, is an
// error, as is to pass them by value.

// Others are refused by T.at().
const unreadable = allUnreadable.filter((address) => address < 2n ** 53n);
const Point = ffi.struct({ x: 'int', y: 'int' });
const types = {
  int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, uint64: 8,
  int53: 8, uint53: 8, float: 4, double: 8, boolean: 1, pointer: 8, address: 8,
};
const values = { boolean: true, int64: 1n, uint64: 1n, pointer: 1n };

for (const [type, size] of eachCase(Object.entries(types))) {
  const Holder = ffi.struct({ before: 'int64', value: type });
  const value = values[type] ?? 1;
  const read = (holder) => holder.value;
  const write = (holder, value) => { holder.value = value; };
  const check = () => {
    for (const address of eachCase(unreadable)) {
      const holder = Holder.at(address - 8n);
      assert.throws(() => read(holder), violation('read', address, size));
      assert.throws(() => write(holder, value), violation('write', address, size));
    }
    const holder = Holder.at(readOnly);
    assert.throws(() => write(holder, value), violation('write', readOnly + 8n, size));
    assert.strictEqual(Number(read(holder)), 0);
    write(Holder.at(writable), value);
    assert.strictEqual(read(Holder.at(writable)), value);
    if (size < 4) return;
    // What fast functions give for what can't be read is a value like any other.
    const failed = typeof value === 'bigint' ? 0x5A5A_5A00n : 0x5A5A_5A00;
    write(Holder.at(writable), failed);
    assert.strictEqual(read(Holder.at(writable)), failed);
  };
  check();
  optimize(read, Holder.at(writable));
  optimize(write, Holder.at(writable), value);
  check();
}

// What is put together of several values, or copied.
const Bits = ffi.struct({ a: ffi.bits('uint32', 5), b: ffi.bits('uint32', 20), c: ffi.bits('int64', 40) });
const Ends = ffi.struct({ big: ffi.bigEndian('int32') });
const Name = ffi.struct({ text: ffi.chars(8) });
const Line = ffi.struct({ from: Point, to: Point });
const Either = ffi.union({ number: 'int', point: Point });
const Points = ffi.array(Point, 3);
for (const address of eachCase(unreadable)) {
  const read = (length = 4) => ({ ...violation('read', address, length), message: /^Cannot read / });
  const write = { code: 'ERR_FFI_ACCESS_VIOLATION', address, message: /^Cannot (read|write) / };
  assert.throws(() => Bits.at(address).a, { code: 'ERR_FFI_ACCESS_VIOLATION' });
  assert.throws(() => Bits.at(address).c, { code: 'ERR_FFI_ACCESS_VIOLATION' });
  assert.throws(() => { Bits.at(address).b = 1; }, { code: 'ERR_FFI_ACCESS_VIOLATION' });
  assert.throws(() => Ends.at(address).big, { code: 'ERR_FFI_ACCESS_VIOLATION', message: /read/ });
  assert.throws(() => { Ends.at(address).big = 1; }, { code: 'ERR_FFI_ACCESS_VIOLATION', message: /write/ });
  assert.throws(() => Name.at(address).text, read(8));
  assert.throws(() => { Name.at(address).text = 'a'; }, write);
  assert.throws(() => Line.at(address).from.x, read());
  assert.throws(() => Line.at(address).toObject(), read());
  assert.throws(() => new Line(Line.at(address)), read(16));
  assert.throws(() => { Line.at(address).from = new Point({ x: 1, y: 2 }); }, write);
  assert.throws(() => { new Line().from = Point.at(address); }, read(8));
  assert.throws(() => { Line.at(address).from = { x: 1, y: 2 }; }, write);
  assert.throws(() => Either.at(address).number, read());
  assert.throws(() => Points.at(address)[0].x, read());
  assert.throws(() => Points.at(address).toObject(), read());
  assert.throws(() => [...Point.at(address, 2)][0].y, { code: 'ERR_FFI_ACCESS_VIOLATION' });
  assert.throws(() => ffi.copy(Buffer.alloc(8), Point.at(address), 8), read(8));
}
assert.throws(() => { Line.at(readOnly).from = new Point(); }, violation('write', readOnly, 8));

// Passed by value, and given by a callback.
process.env.FFI_TEST_NO_HANDLER = '1';
const Pair = ffi.struct({ a: 'int64', b: 'int64' });
const Large = ffi.struct({ a: ffi.array('int64', 8) });
const { functions } = ffi.dlopen(pathOf('faults'), {
  sum_pair: { arguments: [Pair], return: 'int64' },
  sum_large: { arguments: [Large], return: 'int64' },
  call_for_pair: { arguments: [ffi.func({ return: Pair })], return: Pair },
});
ffi.fill(writable, 0, 64);
for (const [name, Type] of eachCase([['sum_pair', Pair], ['sum_large', Large]])) {
  const sum = (value) => functions[name](value);
  const check = () => {
    for (const address of eachCase([...unreadable, missing - 8n])) {
      assert.throws(() => sum(Type.at(address)), violation('read', address, ffi.sizeof(Type)));
    }
    assert.strictEqual(sum(Type.at(writable)), 0n);
  };
  check();
  optimize(sum, Type.at(writable));
  check();
}
for (const address of eachCase(unreadable)) {
  assert.throws(() => functions.call_for_pair(common.mustCall(() => Pair.at(address))),
                violation('read', address, 16));
}

// The variable of a library whose page was taken away.
const lib = new ffi.DynamicLibrary(pathOf('faults'));
const variable = lib.getVariable('lonely', 'int');
const elements = lib.getVariable('lonely', ffi.array('int', 16));
variable.value = 5;
assert.strictEqual(variable.value, 5);
assert.strictEqual(mprotect(variable.pointer, kPage, 0), 0);
assert.throws(() => variable.value, violation('read', variable.pointer, 4));
assert.throws(() => { variable.value = 6; }, violation('write', variable.pointer, 4));
assert.throws(() => elements.value[1], violation('read', variable.pointer + 4n, 4));
assert.strictEqual(mprotect(variable.pointer, kPage, 1), 0);
assert.throws(() => { variable.value = 6; }, violation('write', variable.pointer, 4));
assert.strictEqual(variable.value, 5);
