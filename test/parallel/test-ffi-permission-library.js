// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, the libraries that it names can be used, with all that the
// module has for them but addresses, until they are dropped. Others can't be loaded.

const common = require('../common');
const assert = require('node:assert');
const path = require('node:path');
const ffi = require('node:ffi');
const { libraryPath, pathOf } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');

if (process.argv.length === 2) {
  runLimited(__filename, [pathOf('handles'), libraryPath], [pathOf('handles'), libraryPath, pathOf('initializer')]);
} else {
  const [handles, library, other] = process.argv.slice(2);
  const { has } = process.permission;

  assert.strictEqual(has('ffi'), false);
  assert.strictEqual(has('ffi', handles), true);
  assert.strictEqual(has('ffi', other), false);
  assert.strictEqual(has('addon'), false);
  assert.throws(() => ffi.dlopen(other, {}), denied(other));
  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, undefined);

  // What native code gives.
  const Point = ffi.struct({ x: 'double', y: 'int' });
  const Box = ffi.handle('Box', { close: 'box_close' });
  const { functions } = ffi.dlopen(handles, {
    box_open: { arguments: ['int'], return: Box },
    box_number: { arguments: [Box], return: 'int' },
    give_all: {
      arguments: ['int64', ffi.out('int64'), ffi.out(Box), ffi.out('cstring')],
      return: ffi.owned('cstring', 'free_it'),
    },
    give_text: { arguments: ['int'], return: ffi.owned('cstring', 'free_it') },
    give_point: {
      arguments: ['double', 'int'],
      return: ffi.owned(ffi.pointer(Point), 'free_it'),
    },
    give_counted: {
      arguments: ['int', ffi.out('int64')],
      return: ffi.owned(ffi.array('int', { countedBy: 1 }), 'free_it'),
    },
    count_open_boxes: { return: 'int' },
    count_allocated: { return: 'int' },
    count_freed: { return: 'int' },
    count_wrong: { return: 'int' },
  });
  for (let i = 0; i < 1000; i++) assert.strictEqual(functions.give_text(0), 'grün');
  assert.deepStrictEqual(functions.give_point(0.5, 2).toObject(), { x: 0.5, y: 2 });
  assert.deepStrictEqual([...functions.give_counted(2).value], [1, 2]);
  {
    using box = functions.box_open(3);
    assert.strictEqual(functions.box_number(box), 3);
    const { value, out } = functions.give_all(7n);
    assert.strictEqual(value, 'all');
    assert.strictEqual(out[0], 7n);
    assert.strictEqual(functions.box_number(out[1]), 1);
    out[1].close();
    assert.strictEqual(out[2], 'text');
  }
  assert.strictEqual(functions.count_open_boxes(), 0);
  assert.strictEqual(functions.count_wrong(), 0);
  // The text of give_all() has no owner.
  assert.strictEqual(functions.count_freed(), functions.count_allocated() - 1);

  // What a program has.
  const fixture = ffi.dlopen(library, {
    string_length: { arguments: ['string'], return: 'int64' },
    sum_bytes: { arguments: ['buffer', ffi.lengthOf(0)], return: 'uint64' },
    apply: {
      arguments: [ffi.func({ arguments: ['int', 'int'], return: 'int' }), 'int', 'int'],
      return: 'int',
    },
    get_subtract: { return: ffi.func({ arguments: ['int', 'int'], return: 'int' }) },
    is_null: { arguments: ['pointer'], return: 'boolean' },
  });
  const { apply, get_subtract, is_null, string_length, sum_bytes } = fixture.functions;
  assert.strictEqual(string_length('four'), 4n);
  assert.strictEqual(sum_bytes(new Uint8Array([1, 2])), 3n);
  assert.strictEqual(apply((a, b) => a * b, 6, 7), 42);
  assert.strictEqual(get_subtract()(5, 2), 3);
  assert.strictEqual(apply(get_subtract(), 5, 2), 3);
  using callback = new ffi.Callback({ arguments: ['int', 'int'], return: 'int' }, (a, b) => a + b);
  assert.strictEqual(apply(callback, 5, 2), 7);
  assert.strictEqual(is_null(null), true);
  assert.strictEqual(is_null(0n), true);
  assert.strictEqual(is_null(new Point()), false);
  using arena = new ffi.Arena();
  const point = arena.alloc(Point);
  point.y = 3;
  assert.strictEqual(is_null(point), false);
  assert.strictEqual(fixture.lib.getVariable('exported_variable', 'int').value, 42);
  assert.strictEqual(ffi.cdef('struct s { int a; };').types.s.size, 4);
  using thread = new ffi.NativeThread();
  const slow = new ffi.DynamicLibrary(library).getFunction('string_length', {
    arguments: ['string'], return: 'int64', nonblocking: thread,
  });
  slow('abc').then(common.mustCall((length) => {
    assert.strictEqual(length, 3n);

    // One is dropped as it was named, then all.
    process.permission.drop('ffi', path.dirname(handles));
    assert.strictEqual(has('ffi', handles), true);
    process.permission.drop('ffi', handles);
    assert.strictEqual(has('ffi', handles), false);
    assert.throws(() => ffi.dlopen(handles, {}), denied(handles));
    assert.strictEqual(functions.give_text(0), 'grün');
    ffi.dlopen(library, {}).lib.close();
    process.permission.drop('ffi');
    assert.strictEqual(has('ffi', library), false);
    assert.throws(() => ffi.dlopen(library, {}), denied(''));
    assert.throws(() => ffi.struct({ x: 'int' }), denied(''));
    assert.throws(() => fixture.lib.getSymbol('string_length'), denied(''));
    assert.strictEqual(string_length('four'), 4n);
  }));
}
