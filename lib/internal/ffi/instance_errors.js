'use strict';

// What is wrong with a value, or with the memory, of an instance: errors say where.
//
// A Path says where a value belongs. Its root has the name of the whole, which may be
// an argument ("Argument 0") or a type ("Point").

const {
  ObjectSetPrototypeOf,
  RegExpPrototypeExec,
  hardenRegExp,
} = primordials;

const {
  codes: {
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const binding = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');

class Path {
  /**
   * @param {Path|undefined} parent
   * @param {string|number} key What the whole is called, or a field's name, or an index
   * @param {boolean} isType Whether the whole is called by its type: `Point.x`, where
   *   it is `Argument 0: x` else
   */
  constructor(parent, key, isType = false) {
    this.parent = parent;
    this.key = key;
    this.isType = isType;
  }
}

// No setter of Object.prototype sees what is assigned.
ObjectSetPrototypeOf(Path.prototype, null);

let identifier;

function describeStep(key, isFirst) {
  if (typeof key === 'number') return `[${key}]`;
  // To make it takes as long as to load ten modules.
  identifier ??= hardenRegExp(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u);
  if (RegExpPrototypeExec(identifier, key) === null) return `['${key}']`;
  return isFirst ? key : `.${key}`;
}

/**
 * @param {Path} path
 * @returns {string} `Point.points[3].x`, or `Argument 0: points[3].x`
 */
function describePath(path) {
  let text = '';
  let step = path;
  while (step.parent !== undefined) {
    const isFirst = step.parent.parent === undefined && !step.parent.isType;
    text = describeStep(step.key, isFirst) + text;
    step = step.parent;
  }
  if (text === '') return step.key;
  return step.isType ? step.key + text : `${step.key}: ${text}`;
}

/**
 * @param {Path} path
 * @param {string} problem The end of the message: 'must be a double'
 */
function fail(path, problem) {
  throwInvalidArgValue(`${describePath(path)} ${problem}`);
}

function failRange(path, problem) {
  throwOutOfRange(`${describePath(path)} ${problem}`);
}

const throwOutOfRange =
  (message) => withUserStack(binding.throwOutOfRange, message);
const throwInvalidPointer =
  (message) => withUserStack(binding.throwInvalidPointer, message);

// What an integer that no number can have is reported by, until somebody says where
// it is.
const unsafe = { __proto__: null };

/**
 * @param {Path} path What has no memory any more
 */
function throwGone(path) {
  withUserStack(() => {
    throw new ERR_INVALID_STATE(
      `${describePath(path)} has no memory, as its ArrayBuffer is detached or too short`);
  });
}

function throwWrongReceiver(record) {
  withUserStack(() => { throw new ERR_INVALID_THIS(record.name); });
}

function throwNoMemory(name, size) {
  withUserStack(binding.throwNoMemory, `There is no memory for ${name} (${size} bytes)`);
}

module.exports = {
  Path,
  describePath,
  fail,
  failRange,
  throwGone,
  throwInvalidArgType,
  throwInvalidArgValue,
  throwInvalidPointer,
  throwNoMemory,
  throwOutOfRange,
  throwWrongReceiver,
  unsafe,
};
