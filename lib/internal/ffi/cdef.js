'use strict';

// Declarations as C writes them. What is in cdef/ reads them; this gives a program what
// they say, in the types of node:ffi.

const {
  ArrayIsArray,
  Number,
  ObjectKeys,
} = primordials;

const assert = require('internal/assert');
const { getOptionValue } = require('internal/options');
const { assertPermitted } = internalBinding('ffi');
const { describe, isHandle, sizeOf, strip } = require('internal/ffi/cdef/c_types');
const { parseText } = require('internal/ffi/cdef/declarations');
const { Given } = require('internal/ffi/cdef/given');
const { Mapper, describeProblem } = require('internal/ffi/cdef/mapping');
const { throwInvalidArgType } = require('internal/ffi/errors');
const { defineLazily } = require('internal/ffi/lazy_functions');
const { describeValue, readOptions, shorten } = require('internal/ffi/type_errors');
const { getType } = require('internal/ffi/types');

function checkType(parser, type, name, at) {
  const problem = describeProblem(type);
  if (problem === undefined) return;
  const advice = strip(type).refused === undefined ? '' : `: leave '${shorten(name)}' out`;
  parser.fail(problem + advice, at);
}

function checkFunction(parser, { type: { target, parameters }, name, typeAt }) {
  checkType(parser, target, name, typeAt);
  for (let i = 0; i < parameters.length; i++) {
    checkType(parser, parameters[i].type, name, parameters[i].at);
  }
}

function getFunctions(parser, mapper) {
  const functions = { __proto__: null };
  for (let i = 0; i < parser.functions.length; i++) {
    const found = parser.functions[i];
    checkFunction(parser, found);
    const { name, type, symbol } = found;
    functions[name] = mapper.mapDefinition(name, type, symbol === name ? undefined : symbol);
  }
  return functions;
}

function getVariables(parser, mapper) {
  const variables = { __proto__: null };
  for (let i = 0; i < parser.variables.length; i++) {
    const { name, type, at, typeAt } = parser.variables[i];
    if (sizeOf(type) === undefined && strip(type).kind === 'array') {
      parser.fail(`The length of the array '${name}' is not known`, at);
    }
    checkType(parser, type, name, typeAt);
    variables[name] = mapper.mapPlaced(type);
  }
  return variables;
}

function getConstants(parser) {
  const constants = { __proto__: null };
  for (const { 0: name, 1: { kind, value, owner } } of parser.names) {
    // All of one enumeration are numbers, or bigints.
    if (kind === 'constant') constants[name] = owner.size > 4 ? value : Number(value);
  }
  return constants;
}

// Arrays and structs without a length of their own have views.
const hasValues = (type) => describeProblem(type) === undefined ||
  (type.refused === undefined && (type.kind === 'array' || type.isFlexible));

function addType(types, name, type, mapper) {
  const plain = strip(type);
  if (isHandle(plain)) {
    types[name] = plain.given;
  } else if (hasValues(plain)) {
    defineLazily(types, name, () => mapper.map(plain));
  }
}

function getTypes(parser, mapper) {
  const types = { __proto__: null };
  for (const { 1: type } of parser.tags) addType(types, describe(type), type, mapper);
  for (const { 0: name, 1: found } of parser.names) {
    if (found.kind === 'typedef') addType(types, name, found.type, mapper);
  }
  for (const { 0: tag, 1: type } of parser.tags) {
    if (parser.names.get(tag)?.kind !== 'typedef') addType(types, tag, type, mapper);
  }
  return types;
}

// Types can't be made any more once the permission was dropped, but those that there are
// can be used.
function makeAll(types, mapper) {
  const names = ObjectKeys(types);
  for (let i = 0; i < names.length; i++) assert(types[names[i]] !== undefined);
  mapper.mapAll();
}

const kOptions = ['types'];

function readTypes(options) {
  const { types } = readOptions(options, 'cdef()', kOptions);
  if (types === undefined) return;
  if (typeof types !== 'object' || types === null || ArrayIsArray(types) ||
      getType(types) !== undefined) {
    const received = describeValue(types);
    throwInvalidArgType(
      `The option 'types' of cdef() must be an object of types by name. Received ${received}`);
  }
  return types;
}

/**
 * Reads C declarations.
 * @param {string} text
 * @param {{types: object}} [options] Types that the text may use by name
 * @returns {{functions: object, types: object, constants: object, variables: object}}
 */
function cdef(text, options) {
  assertPermitted();
  if (typeof text !== 'string') {
    const received = describeValue(text);
    throwInvalidArgType(`The first argument of cdef() must be a string. Received ${received}`);
  }
  const parser = parseText(text, new Given(readTypes(options)));
  const mapper = new Mapper();
  const declared = {
    functions: getFunctions(parser, mapper),
    types: getTypes(parser, mapper),
    constants: getConstants(parser),
    variables: getVariables(parser, mapper),
  };
  if (getOptionValue('--permission')) makeAll(declared.types, mapper);
  return declared;
}

module.exports = {
  cdef,
};
