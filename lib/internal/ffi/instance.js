'use strict';

// What instances of aggregates have, whatever their type.

const {
  privateSymbols: {
    kMemory,
    kOffset,
  },
} = internalBinding('ffi');

/**
 * @param {any} value
 * @returns {any} The address of an instance, or bytes that have it, if they may move;
 *   any other value as it is
 */
function addressOf(value) {
  if (typeof value !== 'object' || value === null) return value;
  const memory = value[kMemory];
  if (memory === undefined) return value;
  return memory.address + value[kOffset];
}

module.exports = {
  addressOf,
};
