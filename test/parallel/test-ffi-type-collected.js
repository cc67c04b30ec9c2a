// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { bits, enumeration, pointer, struct } = require('node:ffi');
const { gcUntil } = require('../common/gc');

// Types that nothing refers to are collected, though they refer to each other.

const kTypes = 100;
let collected = 0;
const registry = new FinalizationRegistry(() => collected++);

function make() {
  class Node extends struct({
    next: pointer(() => Node),
    color: enumeration({ RED: 1 }),
    flag: bits('int', 1),
  }) {}
  for (const type of [Node, Object.getPrototypeOf(Node), Node.fields.next.type, Node.fields.color.type]) {
    registry.register(type);
  }
}
for (let i = 0; i < kTypes; i++) make();
gcUntil('types', () => collected === 4 * kTypes).then(common.mustCall(() => {
  assert.strictEqual(collected, 4 * kTypes);
}));
