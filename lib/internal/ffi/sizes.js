'use strict';

// sizeof(), alignof() and offsetof().

const {
  RegExpPrototypeExec,
  StringPrototypeSlice,
  hardenRegExp,
} = primordials;

const { assertPermitted } = internalBinding('ffi');
const { throwInvalidArgType, throwInvalidArgValue } = require('internal/ffi/errors');
const { nameOf, readTypeArgument } = require('internal/ffi/fields');
const { describeValue, shorten } = require('internal/ffi/type_errors');
const { getType } = require('internal/ffi/types');

/**
 * @param {string|object|Function} type
 * @returns {number} In bytes
 */
function sizeof(type) {
  assertPermitted();
  const record = readTypeArgument(type, 'sizeof()');
  if (record === getType('void') || record.form === 'flexible') {
    throwInvalidArgValue(`The type ${nameOf(type, record)} has no size`);
  }
  return record.size;
}

/**
 * @param {string|object|Function} type
 * @returns {number} In bytes
 */
function alignof(type) {
  assertPermitted();
  const record = readTypeArgument(type, 'alignof()');
  if (record === getType('void')) throwInvalidArgValue('The type void has no alignment');
  return record.alignment;
}

const kName = hardenRegExp(/^[^.[\]]+/);
const kIndex = hardenRegExp(/^\[(\d{1,15})\]/);
const kChar = getType('char');

// What comes first in `path`, and how long that is there; or nothing.
function findMember(record, path) {
  // Names may have dots, too.
  const name = record.byName.has(path) ? path : RegExpPrototypeExec(kName, path)?.[0];
  const member = name === undefined ? undefined : record.byName.get(name);
  if (member === undefined) return;
  return { __proto__: null, member, type: member.type,
           offset: member.offset, length: name.length };
}

function findElement(record, path) {
  const match = RegExpPrototypeExec(kIndex, path);
  if (match === null) return;
  const index = +match[1];
  const { form } = record;
  const count = form === 'chars' ? record.size : record.count;
  if (count !== undefined && index >= count) return;
  const type = form === 'chars' ? kChar : record.element;
  return { __proto__: null, type, offset: index * type.size, length: match[0].length };
}

function findStep(record, path) {
  switch (record.form) {
    case 'struct':
    case 'union':
      return findMember(record, path);
    case 'array':
    case 'flexible':
    case 'chars':
      return findElement(record, path);
  }
}

/**
 * @param {Function} type A struct, a union or an array
 * @param {string} path A field's name, or what JavaScript would have: `a.b[1]`
 * @returns {number} In bytes
 */
function offsetof(type, path) {
  assertPermitted();
  let record = readTypeArgument(type, 'offsetof()');
  if (typeof path !== 'string') {
    const received = describeValue(path);
    throwInvalidArgType(
      `The second argument of offsetof() must be a string. Received ${received}`);
  }
  const { name } = record;
  let offset = 0;
  let rest = path;
  do {
    const step = findStep(record, rest);
    if (step === undefined) {
      throwInvalidArgValue(`There is no '${shorten(path)}' in ${name}`);
    }
    if (step.member?.bitWidth !== undefined) {
      throwInvalidArgValue(
        `The bit-field '${shorten(path)}' of ${name} has no offset in bytes`);
    }
    offset += step.offset;
    record = step.type;
    rest = StringPrototypeSlice(rest, step.length);
    if (rest[0] === '.' && step.length < path.length && rest.length > 1) {
      rest = StringPrototypeSlice(rest, 1);
      // What an index ends is followed by a dot or another index.
    } else if (rest !== '' && rest[0] !== '[') {
      throwInvalidArgValue(`There is no '${shorten(path)}' in ${name}`);
    }
  } while (rest !== '');
  return offset;
}

module.exports = {
  alignof,
  offsetof,
  sizeof,
};
