'use strict';

// Members of unions as plain values. Nobody knows which of them is the one that was
// written, so none may lead anywhere: what C has as a pointer to text is an address, and
// an integer that no number can have a bigint.

const { getAccess } = require('internal/ffi/access');
const { isAggregate } = require('internal/ffi/instance');
const { unsafe } = require('internal/ffi/instance_errors');
const { getType, isText } = require('internal/ffi/types');

const kPointer = getType('pointer');

/**
 * Marks the members that share their bytes with others, as `isShared`.
 * @param {object[]} nodes Those of a struct or union
 * @param {boolean} isShared Whether all do
 */
function markShared(nodes, isShared) {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node.nodes === undefined) node.isShared = isShared;
    else markShared(node.nodes, isShared || node.form === 'union');
  }
}

/**
 * @param {object} type
 * @param {object} [member] What it is in a struct or union
 * @returns {boolean} Whether its values say more than their bytes
 */
function leads(type, member) {
  if (isText(type) || type.values === 'SafeInteger' || member?.counter !== undefined) return true;
  if (!isAggregate(type)) return false;
  if (type.element !== undefined) return leads(type.element);
  for (let i = 0; i < type.members.length; i++) {
    if (leads(type.members[i].type, type.members[i])) return true;
  }
  return false;
}

/**
 * @param {object} type That of a value which leads somewhere, and is no aggregate
 * @param {object} memory A Memory
 * @param {number} offset
 * @returns {number|bigint}
 */
function readRaw(type, memory, offset) {
  if (type.values !== 'SafeInteger') return getAccess(kPointer).read(memory, offset);
  try {
    return getAccess(type).read(memory, offset);
  } catch (error) {
    if (error !== unsafe) throw error;
    return getAccess(getType(type.isSigned ? 'int64' : 'uint64')).read(memory, offset);
  }
}

module.exports = {
  leads,
  markShared,
  readRaw,
};
