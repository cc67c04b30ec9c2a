'use strict';

// What a signature may have in the place of a parameter's type: where C writes results
// to, and the lengths of other arguments. They are specifiers (specifiers.js), whose
// `parameter` is a record of these forms, with an `id`, a `name`, and a `core`, which
// is what C++ gets:
// - 'out' and 'inout': `type`, the record of what C writes; `given`, what a program gave
//   for that; `isNullable`; and createFrame() and put(), which are as below
// - 'length': `index`, that of the declared argument; `type`, that of the number;
//   `isCount`, whether elements are counted; `maximum`, what the type has room for; and
//   getLength(), which gives the number
// - 'consumed': what handle.js says
// Only if `isPassed`, the caller passes a value.

const {
  NumberIsInteger,
  NumberMAX_SAFE_INTEGER,
} = primordials;

const { assertPermitted } = internalBinding('ffi');
const { struct } = require('internal/ffi/aggregates');
const { put } = require('internal/ffi/convert');
const { throwInvalidArgType, throwInvalidArgValue } = require('internal/ffi/errors');
const { nameOf, readTypeArgument } = require('internal/ffi/fields');
const { kMemory, kOffset } = require('internal/ffi/instance');
const { Path } = require('internal/ffi/instance_errors');
const { getLength } = require('internal/ffi/lengths');
const { createList, push } = require('internal/ffi/list');
const { createSpecifier } = require('internal/ffi/specifiers');
const { describeValue, readOptions, refuseUnstored } = require('internal/ffi/type_errors');
const { getType, referenceType } = require('internal/ffi/types');

/**
 * Makes the type of what a call has of its out parameters: a struct with a field for
 * each, called `slot0` and so on.
 * @param {object[]} parameters Their records
 * @returns {{create: Function, offsets: number[], sizes: number[]}} What makes an instance,
 *   all zeros; where the fields are in it, and how many bytes each has
 */
function createFrame(parameters) {
  const fields = createList();
  for (let i = 0; i < parameters.length; i++) {
    const { given, type } = parameters[i];
    const field = createList();
    push(field, `slot${i}`, type.slot ?? given);
    push(fields, field);
  }
  const { create, members } = getType(struct(fields, { __proto__: null, name: 'out' }));
  const offsets = createList();
  const sizes = createList();
  for (let i = 0; i < members.length; i++) {
    push(offsets, members[i].offset);
    push(sizes, members[i].type.size);
    // For errors: `out[0] is no safe integer`.
    members[i].name = i;
  }
  return { __proto__: null, create, offsets, sizes };
}

// Writes what the caller passed to its field at `offset`.
function putSlot(type, frame, offset, value, subject) {
  put(type, frame, frame[kMemory], frame[kOffset] + offset, value,
      new Path(undefined, subject));
}

function readResult(value, call) {
  const type = readTypeArgument(value, call);
  const { countedBy, form, isFlexible, name } = type;
  if (type === getType('void')) {
    throwInvalidArgValue(`The type of ${call} must not be void`);
  }
  if (isFlexible && form === 'struct') {
    throwInvalidArgValue(
      `The type of ${call} must not be ${name}, which ends with an array without a length`);
  }
  if (isFlexible || typeof countedBy === 'number') {
    throwInvalidArgValue(`The type of ${call} must not be ${name}, which has no length`);
  }
  return type;
}

function createParameter(properties) {
  const parameter = { __proto__: null, isParameter: true, ...properties };
  return createSpecifier({ __proto__: null, name: parameter.name, parameter });
}

function createResult(form, given, isNullable) {
  const type = readResult(given, `${form}()`);
  if (form === 'inout') refuseUnstored(type, 'What inout() points to');
  const suffix = isNullable ? ', nullable' : '';
  return createParameter({
    __proto__: null,
    form,
    id: `${form}(${type.id}${suffix})`,
    name: `${form}(${nameOf(given, type)})`,
    core: referenceType,
    isPassed: form === 'inout',
    isNullable,
    type,
    given,
    createFrame,
    put: (frame, offset, value, subject) => putSlot(type, frame, offset, value, subject),
  });
}

/**
 * A parameter that points to where C writes a result, which the caller does not pass.
 * @param {string|object|Function} type That of the result
 * @returns {object}
 */
function out(type) {
  assertPermitted();
  return createResult('out', type, false);
}

/**
 * A parameter that points to a value that the caller passes, and that C may change.
 * @param {string|object|Function} type That of the value
 * @param {{nullable: boolean}} [options] Whether C gets NULL for null
 * @returns {object}
 */
function inout(type, options) {
  assertPermitted();
  const { nullable = false } = readOptions(options, 'inout()', ['nullable']);
  if (typeof nullable !== 'boolean') {
    const received = describeValue(nullable);
    throwInvalidArgType(
      `The option 'nullable' of inout() must be a boolean. Received ${received}`);
  }
  return createResult('inout', type, nullable);
}

const isInteger = ({ form, isFloat, values }) => form === 'scalar' && !isFloat &&
  (values === 'Number' || values === 'BigInt' || values === 'SafeInteger');

function createLength(call, index, given, isCount) {
  if (typeof index !== 'number') {
    const received = describeValue(index);
    throwInvalidArgType(`The index of ${call} must be a number. Received ${received}`);
  }
  if (!NumberIsInteger(index) || index < 0 || index > NumberMAX_SAFE_INTEGER) {
    throwInvalidArgValue(
      `The index of ${call} must be that of an argument. Received ${index}`);
  }
  const type = readTypeArgument(given, call, 'second');
  if (!isInteger(type)) {
    throwInvalidArgValue(
      `The type of ${call} must be an integer type, not ${nameOf(given, type)}`);
  }
  const name = isCount ? 'countOf' : 'lengthOf';
  // As a number in any case, which a length always is.
  const core = type.size < 8 ? type : getType(type.isSigned ? 'int53' : 'uint53');
  return createParameter({
    __proto__: null,
    form: 'length',
    id: `${name}(${index}, ${core.id})`,
    name: `${name}(${index})`,
    core,
    isPassed: false,
    index: index + 0,
    type,
    isCount,
    maximum: type.size === 8 ? NumberMAX_SAFE_INTEGER :
      2 ** (type.size * 8 - (type.isSigned ? 1 : 0)) - 1,
    getLength,
  });
}

/**
 * A parameter that is how many bytes another argument has.
 * @param {number} index That of the other one, as it is declared
 * @param {string} [type] An integer type
 * @returns {object}
 */
function lengthOf(index, type = 'size_t') {
  assertPermitted();
  return createLength('lengthOf()', index, type, false);
}

/**
 * A parameter that is how many elements another argument has.
 * @param {number} index That of the other one, as it is declared
 * @param {string} [type] An integer type
 * @returns {object}
 */
function countOf(index, type = 'size_t') {
  assertPermitted();
  return createLength('countOf()', index, type, true);
}

module.exports = {
  countOf,
  inout,
  lengthOf,
  out,
};
