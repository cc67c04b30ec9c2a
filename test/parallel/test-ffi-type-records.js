// Flags: --experimental-ffi --expose-internals
'use strict';
const common = require('../common');
const assert = require('node:assert');
const vm = require('node:vm');
const { anonymous, array, bits, chars, enumeration, func, pointer, struct, union } = require('node:ffi');
const { getTarget } = require('internal/ffi/constructors');
const { getType } = require('internal/ffi/types');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// What the module itself knows of types: one record for each, also for classes that
// extend one; what pointers point to, when that is first needed; who counts arrays.

const names = Object.getOwnPropertyNames(Object.prototype);
const unknown = [
  undefined, null, 1, '', 'integer', Symbol('int'), {}, [], () => {}, class {}, Function.prototype,
  { __proto__: null }, new Proxy({}, {}), { __proto__: pointer('int') }, bits('int', 3), ...names,
];
for (const value of eachCase(unknown)) assert.strictEqual(getType(value), undefined);
assert.strictEqual(getType('int'), getType('i32'));

const ids = new Set();
for (const type of eachCase(['int', 'uint', pointer('int'), pointer('int'), chars(3), func({}), struct({})])) {
  const record = getType(type);
  assert.strictEqual(getType(type), record);
  assert.strictEqual(Object.getPrototypeOf(record), null);
  ids.add(record.id);
}
assert.strictEqual(ids.size, 7);

{
  const Base = struct({ x: 'int' });
  class Derived extends Base {}
  class Last extends Derived {}
  const [base, derived, last] = [Base, Derived, Last].map(getType);
  assert.deepStrictEqual([base.class, derived.class, last.class], [Base, Derived, Last]);
  assert.deepStrictEqual([base.base, derived.base, last.base], [undefined, base, derived]);
  assert.deepStrictEqual([base.core, derived.core, last.core], [base, derived, last]);
  assert.strictEqual(new Set([base.id, derived.id, last.id]).size, 3);
  assert.strictEqual(derived.layout, base.layout);
  assert.strictEqual(derived.members, base.members);
  assert.strictEqual(getType(Last), last);
  // Whoever makes the classes may want to know.
  base.onDerived = common.mustCall((record) => assert.strictEqual(record.base, base), 2);
  class Told extends Base {}
  assert.strictEqual(getType(Told).class, Told);
  // What stands in for a class, or was made in another context.
  assert.strictEqual(getType(new Proxy(Last, {})).base, derived);
  const Foreign = vm.runInNewContext('(class Foreign extends Base {})', { Base });
  assert.strictEqual(getType(Foreign).base, base);
  assert.throws(() => getType(new Proxy(Last, { getPrototypeOf() { throw new Error('trap'); } })),
                { message: 'trap' });
}

{
  const find = common.mustCall(() => Node);
  const type = pointer(find);
  const Node = struct({ next: type }, { name: 'Node' });
  const record = getType(type);
  assert.strictEqual(getTarget(record), getType(Node));
  assert.strictEqual(getTarget(record), getType(Node));
  assert.strictEqual(type.name, 'pointer(Node)');
  const self = pointer(() => self);
  assert.strictEqual(getTarget(getType(self)), getType(self));
  assert.strictEqual(getTarget(getType(pointer('int'))), getType('int'));

  const given = 'What the function of pointer() gives';
  const isNoType = `${given} must be a type or the name of one. Received`;
  for (const [value, received] of eachCase([[undefined, 'undefined'], [{}, 'an instance of Object']])) {
    assert.throws(() => getTarget(getType(pointer(() => value))), invalidType(`${isNoType} ${received}`));
  }
  assert.throws(
    () => getTarget(getType(pointer(() => bits('int', 3)))),
    invalidValue(`${given} must not be bits(int, 3), which is for fields of structs and unions only`));
  assert.throws(() => getTarget(getType(pointer(() => 'integer'))),
                invalidValue("Unsupported FFI type 'integer' for pointer(); did you mean 'int'?"));
  assert.throws(() => getTarget(getType(pointer(() => { throw new Error('program'); }))),
                { message: 'program' });
}

{
  const type = struct({
    n: 'size_t',
    tail: anonymous(struct({ m: bits('u8', 4), p: pointer(array('int', { countedBy: 'm' })) })),
    items: array('int', { countedBy: 'n' }),
  });
  const { byName, isFlexible, members } = getType(type);
  assert.strictEqual(isFlexible, true);
  assert.deepStrictEqual(Array.from(members, ({ name }) => name), ['n', 'm', 'p', 'items']);
  assert.strictEqual(byName.get('items').counter, byName.get('n'));
  assert.strictEqual(byName.get('p').counter, byName.get('m'));
  assert.strictEqual(byName.get('m').offset, 8);
}

{
  // Members of anonymous ones are in groups, too; and the bytes that a bit-field is in.
  const { members, nodes } = getType(struct({
    a: 'char',
    u: anonymous(union({ i: 'int', _: anonymous(struct({ x: 'short', y: 'short' })) })),
    wide: bits('u64', 63),
  }, { packed: true }));
  assert.deepStrictEqual([nodes.length, nodes[1].form, nodes[1].nodes[1].form], [3, 'union', 'struct']);
  assert.strictEqual(nodes[1].nodes[1].nodes[1], members[3]);
  const { offset, bitOffset, bitWidth, storage } = members[4];
  assert.deepStrictEqual([offset, bitOffset, bitWidth, storage], [5, 0, 63, 8]);
  const crossing = getType(struct({ a: bits('int', 7), b: bits('u64', 64) }, { packed: true })).members[1];
  assert.deepStrictEqual([crossing.offset, crossing.bitOffset, crossing.storage], [0, 7, 9]);
}

{
  const { base, byName, byValue, asName } = getType(enumeration({ A: 1, B: 1, C: 2 }, 'u8', { as: 'name' }));
  assert.deepStrictEqual([base, asName], [getType('u8'), true]);
  assert.deepStrictEqual([...byName], [['A', 1], ['B', 1], ['C', 2]]);
  assert.deepStrictEqual([...byValue], [[1, 'A'], [2, 'C']]);
}
