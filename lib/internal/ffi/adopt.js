'use strict';

// adopt(): native memory that JavaScript owns.

const {
  ObjectDefineProperty,
  SymbolDispose,
} = primordials;

const { FastBuffer } = require('internal/buffer');
const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const { adoptBytes, afterCalls, assertAddressesPermitted, getCallDepth } = internalBinding('ffi');
const { withUserStack } = require('internal/ffi/errors');
const { detach, lock } = require('internal/ffi/locked_buffer');
const { readLength } = require('internal/ffi/memory_block');
const { Release, checkReleaser } = require('internal/ffi/release');

/**
 * Gives bytes that are native memory, which is released once nothing has them.
 * @param {bigint} pointer
 * @param {number|bigint} length In bytes
 * @param {Function} free The native function that releases it, of one pointer
 * @returns {Buffer} Has [Symbol.dispose](), which releases it at once
 */
function adopt(pointer, length, free) {
  throwIfBuildingSnapshot('Adopting memory with node:ffi');
  assertAddressesPermitted();
  const buffer = withUserStack(adoptBytes, pointer, readLength(length));
  checkReleaser(free, 'The free function');
  const bytes = new FastBuffer(buffer);
  // Views that the program makes of the buffer have the memory, too.
  const release = pointer === 0n ? undefined : new Release(buffer, free, pointer);
  const depth = getCallDepth();
  let isDisposed = release === undefined;
  lock(buffer);
  ObjectDefineProperty(bytes, SymbolDispose, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value() {
      if (isDisposed) return;
      release.assertPossible();
      isDisposed = true;
      const dispose = () => {
        detach(buffer);
        release.run();
      };
      // A call that is in flight may use it.
      if (!afterCalls(depth, dispose)) dispose();
    },
  });
  return bytes;
}

module.exports = {
  adopt,
};
