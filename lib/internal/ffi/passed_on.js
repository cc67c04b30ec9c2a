'use strict';

const { setPassedOn } = internalBinding('ffi');
const { isToAsk } = require('internal/ffi/is_to_ask');

/**
 * Calls a native function with an address that native code gave, which needs no
 * permission, as a program's own would.
 * @param {Function} fn
 * @param {bigint} address
 * @returns {any} What it returns
 */
function passOn(fn, address) {
  if (!isToAsk) return fn(address);
  const before = setPassedOn(address);
  try {
    return fn(address);
  } finally {
    setPassedOn(before);
  }
}

module.exports = {
  passOn,
};
