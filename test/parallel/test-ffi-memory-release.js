// Flags: --experimental-ffi --expose-internals --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, out } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, invalidType, invalidValue, libraryClosed, pathOf } =
  require('../common/ffi');
const { Release, checkReleaser } = require('internal/ffi/release');

// A Release calls its function once: when it is run, or after its owner was collected.

const definitions = {
  take: { arguments: ['size_t'], return: 'pointer' },
  give_back: { arguments: ['pointer'], return: 'int' },
  count_released: { return: 'int' },
  count_wrong: { return: 'int' },
};
const { functions } = dlopen(pathOf('releases'), definitions);
const { take, give_back, count_released, count_wrong } = functions;
let expected = 0;

function check() {
  assert.strictEqual(count_released(), expected);
  assert.strictEqual(count_wrong(), 0);
}

async function collect(name) {
  await gcUntil(name, () => count_released() >= expected);
  check();
}

function makeGarbage(fn, count) {
  for (let i = 0; i < count; i++) new Release({}, fn, take(8));
}

async function test() {
  // At once, with the result.
  const owner = {};
  const release = new Release(owner, give_back, take(8));
  assert.strictEqual(release.isDone, false);
  check();
  assert.strictEqual(release.run(), 42);
  assert.strictEqual(release.isDone, true);
  expected++;
  check();

  // By collection.
  makeGarbage(give_back, 100);
  expected += 100;
  await collect('owners');

  // Not by both.
  (() => {
    for (let i = 0; i < 100; i++) {
      const release = new Release({}, give_back, take(8));
      if (i % 2 === 0) release.run();
      else release.cancel();
      assert.strictEqual(release.isDone, true);
    }
  })();
  expected += 50;
  check();
  makeGarbage(give_back, 1);
  expected++;
  await collect('the last owner');

  // A library that was closed can't be called any more.
  const closed = dlopen(pathOf('releases'), definitions);
  const late = new Release(owner, closed.functions.give_back, take(8));
  makeGarbage(closed.functions.give_back, 3);
  assert.ok(late.isPossible());
  late.assertPossible();
  closed.lib.close();
  assert.ok(!late.isPossible());
  assert.throws(() => late.assertPossible(), libraryClosed);
  assert.throws(() => late.run(), libraryClosed);
  assert.strictEqual(late.isDone, false);
  process.on('warning', common.mustCall(({ name, message }) => {
    assert.strictEqual(name, 'Warning');
    assert.match(message, /^Memory or a handle of a library stays allocated/);
  }));
  let isWarned = false;
  process.once('warning', () => { isWarned = true; });
  await gcUntil('those of the closed library', () => isWarned);
  check();
}

test().then(common.mustCall());

// What is to be called.
checkReleaser(give_back, 'The free function');
const other = dlopen(pathOf('releases'), {
  none: { symbol: 'give_back' },
  number: { symbol: 'give_back', arguments: ['address'] },
  integer: { symbol: 'give_back', arguments: ['uint64'] },
  two: { symbol: 'give_back', arguments: ['pointer', 'pointer'] },
  given: { symbol: 'give_back', arguments: [out('pointer')] },
  variadic: { symbol: 'give_back', arguments: ['pointer'], variadic: true },
});
for (const name of eachCase(Object.keys(other.functions))) {
  assert.throws(
    () => checkReleaser(other.functions[name], 'The free function'),
    invalidValue('The free function must be a native function with one parameter, a pointer'));
}
for (const wrong of eachCase([undefined, null, 1n, {}, () => {}, new Proxy(give_back, {})])) {
  assert.throws(
    () => checkReleaser(wrong, 'The free function'),
    invalidType(/^The free function must be a native function\. Received /));
}
