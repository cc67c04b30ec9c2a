// Flags: --experimental-ffi --expose-gc --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread } = require('node:worker_threads');
const { Callback, array, dlopen, getRawPointer, struct, union } = require('node:ffi');
const { eachCase, invalidValue, libraryPath, optimize, pathOf } = require('../common/ffi');

// Parameters of the plain pointer-like types take instances, and C gets the address
// where these are.

const Point = struct({ x: 'int', y: 'double' }, { name: 'Point' });
const Two = struct({ first: Point, second: Point });
const Either = union({ i: 'int', d: 'double' });
const Ints = array('int', 4);
const Empty = struct({});
const Tailed = struct({ n: 'int', items: array('int') });

const instances = [
  new Point({ x: 1, y: 2 }), new Two().second, new Either({ d: 0.5 }), new Ints([1, 2, 3, 4]),
  new Tailed({ n: 3, items: [1, 2, 3] }), new (struct({ big: array('int', 10_000) }))(),
];

function getFunctions(type) {
  const { functions } = dlopen(libraryPath, {
    identity_pointer: { arguments: [type], return: 'pointer' },
    sum_bytes: { arguments: [type, 'size_t'], return: 'u64' },
  });
  return functions;
}

const types = ['pointer', 'string', 'buffer', 'arraybuffer', 'function', 'cstring'];

for (const type of eachCase(types)) {
  const { identity_pointer, sum_bytes } = getFunctions(type);
  const check = (instance) =>
    assert.strictEqual(identity_pointer(instance), getRawPointer(instance));
  for (const instance of instances) check(instance);
  check(new Empty());
  optimize(check, instances[0]);
  for (const instance of instances) check(instance);

  // In native memory, and in memory of the program's, which is on V8's heap at first.
  check(Point.at(getRawPointer(instances[0])));
  const bytes = new Uint8Array(24).fill(1);
  const view = Point.from(bytes.subarray(8));
  assert.strictEqual(identity_pointer(view), getRawPointer(bytes) + 8n);
  assert.strictEqual(sum_bytes(view, 16), 16n);

  // It stays where it is, and alive, while garbage is collected.
  for (let i = 0; i < 3; i++) {
    const instance = new Point({ x: i, y: 0 });
    const address = identity_pointer(instance);
    globalThis.gc();
    assert.strictEqual(identity_pointer(instance), address);
    assert.strictEqual(sum_bytes(new Ints([i, 1, 2, 3]), 16), BigInt(i + 6));
  }

  const buffer = new ArrayBuffer(16);
  const detached = Point.from(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  assert.throws(() => identity_pointer(detached), {
    code: 'ERR_INVALID_STATE',
    message: 'Invalid state: Point has no memory, as its ArrayBuffer is detached or too short',
  });

  // What has an instance for its prototype, or stands for one, is none.
  for (const value of [{ __proto__: instances[0] }, new Proxy(instances[0], {}), Point, {}]) {
    assert.throws(
      () => identity_pointer(value),
      invalidValue('Argument 0 must be a buffer, an ArrayBuffer, a string, or a bigint'));
  }
}

// What C does there is what the instance has, also if it calls back.
{
  const { functions: { fill_bytes } } = dlopen(libraryPath, {
    fill_bytes: { arguments: ['pointer', 'u8', 'size_t'] },
  });
  const point = new Point({ x: 5, y: 0 });
  fill_bytes(point, 255, 4);
  assert.strictEqual(point.x, -1);

  const { functions: { point_sum, point_move } } = dlopen(pathOf('instances'), {
    point_sum: { arguments: [Point], return: 'double' },
    point_move: { arguments: ['buffer', 'size_t', 'int'], return: 'int' },
  });
  assert.strictEqual(point_move(point, 1, 4), 1);
  assert.strictEqual(point_sum(point), 3);
}

// Nothing keeps what a callback returns.
{
  const { lib } = dlopen(libraryPath);
  using callback = new Callback({ return: 'pointer' }, () => instances[0]);
  const call = lib.getFunctionFromPointer(callback.pointer, { return: 'pointer' });
  assert.throws(call, invalidValue(
    'Callback result must be a bigint, null or undefined: ' +
    'nothing would keep the memory of a string or a buffer'));
}

if (isMainThread) new Worker(__filename).on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
