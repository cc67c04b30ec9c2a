'use strict';

// ArrayBuffers whose memory is given back by us only: C has its address, or has the
// function that frees it. They can't be transferred, neither to another thread nor to
// another ArrayBuffer.

const {
  Symbol,
} = primordials;

const { setDetachKey } = internalBinding('buffer');
const { detachBuffer } = internalBinding('ffi');
const {
  privateSymbols: {
    untransferable_object_private_symbol: kUntransferable,
  },
} = internalBinding('util');

const kKey = Symbol('kDetachKey');

/**
 * @param {ArrayBuffer} buffer
 */
function lock(buffer) {
  buffer[kUntransferable] = true;
  setDetachKey(buffer, kKey);
}

/**
 * Detaches an ArrayBuffer that is locked: all views of it have nothing from then on.
 * @param {ArrayBuffer} buffer
 */
function detach(buffer) {
  detachBuffer(buffer, kKey);
}

module.exports = {
  detach,
  lock,
};
