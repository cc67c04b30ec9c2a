// Flags: --experimental-ffi --expose-internals --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { internalBinding } = require('internal/test/binding');
const { getRawPointer } = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');
const {
  Library,
  ForeignFunction,
  TypeLayout,
  mayGenerateCode,
  typeNames: { double, float, int, int64, uint8 },
} = internalBinding('ffi');

// In optimised code, too, aggregates are passed by address, by a thunk that reads and
// writes there.

const struct = (types) =>
  TypeLayout.aggregate(false, types, types.map(() => undefined), types.map(() => false),
                       types.map(() => 0), 0, 0);
const Pair = struct([double, double]);
const Mixed = struct([int, float, double]);
const Three = struct([TypeLayout.array(uint8, 3)]);
const Large = struct([TypeLayout.array(int64, 5)]);

const library = new Library(pathOf('by_value'));

function getRaw(name, result, args, withNumbers) {
  const handle = new ForeignFunction(library.getSymbol(name, 'name'), result, args);
  library.addFunction(handle);
  return { handle, raw: handle.createRaw(withNumbers), target: handle.getTarget() };
}

const a = new Float64Array([1, 2]);
const b = new Float64Array([10, 20]);
const pair = new Float64Array(2);
const mixed = new DataView(new ArrayBuffer(16));
mixed.setInt32(0, 1, true);
mixed.setFloat32(4, 0.5, true);
mixed.setFloat64(8, -2, true);
const scaled = new DataView(new ArrayBuffer(16));
const three = new Uint8Array([1, 2, 3]);
const reversed = new Uint8Array(5);
const large = new BigInt64Array([1n, 2n, 3n, 4n, 5n]);
const sum = new BigInt64Array(5);

const { raw } = getRaw('sum_pair', double, [Pair], true);
// Only x86-64 has such thunks.
assert.strictEqual(raw !== undefined, mayGenerateCode() && process.arch === 'x64');

for (const withNumbers of eachCase(raw === undefined ? [] : [true, false])) {
  const at = (view, offset = 0) => {
    const address = getRawPointer(view) + BigInt(offset);
    return withNumbers ? Number(address) : address;
  };

  {
    const { raw, target } = getRaw('sum_pair', double, [Pair], withNumbers);
    const address = at(a);
    const call = optimize(() => raw(address, target));
    assert.strictEqual(call(), 3);
  }
  {
    const { raw, target } = getRaw('add_pairs', Pair, [Pair, Pair], withNumbers);
    const [room, x, y] = [at(pair), at(a), at(b)];
    const call = optimize(() => raw(room, x, y, target));
    pair.fill(0);
    assert.strictEqual(call(), undefined);
    assert.deepStrictEqual(pair, new Float64Array([11, 22]));
  }
  {
    const { raw, target } = getRaw('scale_mixed', Mixed, [int, Mixed], withNumbers);
    const [room, from] = [at(scaled), at(mixed)];
    const call = optimize((factor) => raw(room, factor, from, target), 2);
    call(-3);
    assert.strictEqual(scaled.getInt32(0, true), -3);
    assert.strictEqual(scaled.getFloat32(4, true), -1.5);
    assert.strictEqual(scaled.getFloat64(8, true), 6);
  }
  {
    const { raw, target } = getRaw('reverse_three', Three, [Three], withNumbers);
    const [room, from] = [at(reversed, 1), at(three)];
    const call = optimize(() => raw(room, from, target));
    reversed.fill(0);
    call();
    assert.deepStrictEqual([...reversed], [0, 3, 2, 1, 0]);
  }
  {
    const { raw, target } = getRaw('add_large', Large, [Large, int64], withNumbers);
    const [room, from, value] = [at(sum), at(large), withNumbers ? 100 : 100n];
    const call = optimize(() => raw(room, from, value, target));
    sum.fill(0n);
    call();
    assert.deepStrictEqual([...sum], [101n, 102n, 103n, 104n, 105n]);
    assert.strictEqual(large[0], 1n);
  }
}
