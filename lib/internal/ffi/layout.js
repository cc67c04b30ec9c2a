'use strict';

// How types lie in memory, which src/node_ffi/type_layout.h finds out.

const {
  ArrayIsArray,
  ObjectDefineProperty,
} = primordials;

const { TypeLayout } = internalBinding('ffi');
const {
  namespace: { isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

/**
 * Sets what the binding takes for a type. A snapshot, which may have the record,
 * can't have a TypeLayout: there, it is made each time that somebody asks.
 * @param {object} record
 * @param {Function} getLayout Gives the same one each time, or one like it
 */
function setLayout(record, getLayout) {
  if (!isBuildingSnapshot()) {
    record.layout = getLayout();
    return;
  }
  let layout;
  ObjectDefineProperty(record, 'layout', {
    __proto__: null,
    get() {
      if (isBuildingSnapshot()) return getLayout();
      return layout ??= getLayout();
    },
  });
}

/**
 * Lays out a type.
 * @param {Function} getLayout Gives a TypeLayout, or what is wrong
 * @param {Function} onError What is called with that: what it is, and the index of
 *   the field, if it is of one
 * @returns {number[]} The size, the alignment, and then for each field its offset in
 *   bytes and the bit there
 */
function layOut(getLayout, onError) {
  const layout = getLayout();
  if (ArrayIsArray(layout)) onError(layout[0], layout[1]);
  return layout.describe();
}

module.exports = {
  TypeLayout,
  layOut,
  setLayout,
};
