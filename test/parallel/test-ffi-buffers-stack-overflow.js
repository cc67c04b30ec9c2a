// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread } = require('node:worker_threads');
const { eachCase, libraryPath } = require('../common/ffi');

// A view that seems to be empty may lie outside of its buffer, which takes a
// JavaScript function to find out. If there is no more stack for that function,
// the call throws a RangeError, and says nothing of bounds.

const { functions: { identity_pointer } } = dlopen(libraryPath, {
  identity_pointer: { arguments: ['buffer'], return: 'pointer' },
});

const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
const views = {
  'empty array': new Uint8Array(buffer, 4, 0),
  'empty view': new DataView(buffer, 4, 0),
  'tracking array': new Uint16Array(buffer, 8),
};
const outside = {
  'array outside': new Uint8Array(buffer, 8, 0),
  'view outside': new DataView(buffer, 6, 2),
};
const address = identity_pointer(buffer);

// The more arguments a call has, the less of the stack is left, by 8 bytes each:
// up to as many as a frame takes. There are as many frames as a call may need.
const kPadding = 24;
const kFrames = 200;

// Not by assert, which takes more stack than there is.
function attempt(view) {
  try {
    // A call that asks nothing, at the same depth.
    identity_pointer(null);
  } catch {
    return 'no call at all';
  }
  try {
    return identity_pointer(view);
  } catch (error) {
    return error;
  }
}

function probe(argumentLists, outcomes) {
  for (let i = 0; i < argumentLists.length; i++) {
    try {
      outcomes.push(Reflect.apply(attempt, undefined, argumentLists[i]));
    } catch {
      // There is no stack for the attempt itself.
    }
  }
}

// Gives how many frames are above this one, and probes in the last of them.
function descend(argumentLists, outcomes) {
  let above;
  try {
    above = descend(argumentLists, outcomes) + 1;
  } catch {
    above = 0;
  }
  if (above < kFrames) {
    try {
      probe(argumentLists, outcomes);
    } catch {
      // There is no stack for this.
    }
  }
  return above;
}

// `expected` gives what a call gives where there is stack enough.
function check(views, expected) {
  for (const name of eachCase(Object.keys(views))) {
    const argumentLists = [];
    for (let i = 0; i < kPadding; i++) argumentLists.push([views[name], ...new Array(i).fill(0)]);
    // To compile a function takes much stack.
    probe(argumentLists, []);
    const outcomes = [];
    assert.ok(descend(argumentLists, outcomes) > kFrames);

    let overflows = 0;
    let others = 0;
    for (const outcome of outcomes) {
      if (outcome === 'no call at all') continue;
      if (outcome instanceof RangeError) {
        assert.strictEqual(outcome.message, 'Maximum call stack size exceeded');
        overflows++;
      } else {
        assert.strictEqual(outcome.message ?? outcome, expected(views[name]));
        others++;
      }
    }
    // Both happened, or this tests nothing.
    assert.ok(overflows > 0, `${name}: ${overflows} of ${overflows + others}`);
    assert.ok(others > 0, `${name}: ${others} of ${overflows + others}`);
  }
}

check(views, (view) => address + BigInt(view.byteOffset));
buffer.resize(6);
check(outside, () => 'Argument 0 is an ArrayBufferView outside the bounds of its ArrayBuffer');

if (isMainThread) {
  for (const stackSizeMb of eachCase([0.5, 1, 4])) {
    const worker = new Worker(__filename, { resourceLimits: { stackSizeMb } });
    worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
  }
}
