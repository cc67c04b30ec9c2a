'use strict';

// What instances are as plain objects: toObject(), JSON, structuredClone(), and what
// util.inspect() prints.

const {
  ArrayIsArray,
  ArrayPrototype,
  BigInt,
  MathMax,
  MathMin,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
} = primordials;

const { customInspectSymbol } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { kClone } = require('internal/worker/js_transferable');
const { determineSpecificType } = require('internal/errors');
const { assertPermitted } = internalBinding('ffi');
const { kMemory, kOffset, locateAt, sizeOf, typeOf } = require('internal/ffi/instance');
const { throwInvalidArgType, throwWrongReceiver } = require('internal/ffi/instance_errors');
const { createList, push } = require('internal/ffi/list');
const { leads } = require('internal/ffi/raw_value');

/**
 * @param {any} value
 * @param {boolean} [isRaw] Whether it shares its bytes with others (raw_value.js)
 * @returns {any} A plain object or array of an instance; anything else as it is
 */
function plainOf(value, isRaw = false) {
  const type = typeOf(value);
  return type === undefined ? value : type.toPlain(value, isRaw);
}

function checkReceiver(instance) {
  const type = typeOf(instance);
  if (type === undefined) {
    throwWrongReceiver({ __proto__: null, name: 'an instance of a type of node:ffi' });
  }
  return type;
}

/**
 * @param {object} instance
 * @param {object} [target] What gets the fields
 * @returns {object} The target, or a new plain object or array
 */
function toObject(instance, target) {
  const type = checkReceiver(instance);
  const plain = type.toPlain(instance, false);
  if (target === undefined) return plain;
  if (typeof target !== 'object' || target === null) {
    throwInvalidArgType(
      `The target must be an object. Received ${determineSpecificType(target)}`);
  }
  if (ArrayIsArray(plain)) {
    for (let i = 0; i < plain.length; i++) target[i] = plain[i];
  } else {
    for (let i = 0; i < type.members.length; i++) {
      const { name } = type.members[i];
      target[name] = plain[name];
    }
  }
  return target;
}

// What stands for a field that can't be read.
function tryTo(read) {
  try {
    return read();
  } catch (error) {
    return { __proto__: null, [customInspectSymbol]: () => `[${error.message}]` };
  }
}

function describeFields(instance, type) {
  const { getters, members } = type;
  const fields = {};
  let plain;
  for (let i = 0; i < members.length; i++) {
    const { isShared, name, type: memberType } = members[i];
    const value = tryTo(() => {
      if (!isShared || !leads(memberType, members[i])) {
        return ReflectApply(getters[i], instance, []);
      }
      plain ??= type.toPlain(instance, false);
      return plain[name];
    });
    ObjectDefineProperty(fields, name, { __proto__: null, value, enumerable: true });
  }
  return fields;
}

function describeElements(instance, type, limit) {
  const length = type.getLength(instance);
  const shown = MathMin(MathMax(0, limit), length);
  const list = createList();
  for (let i = 0; i < shown; i++) push(list, tryTo(() => type.getElement(instance, i)));
  if (shown < length) {
    const rest = length - shown;
    const text = `... ${rest} more item${rest === 1 ? '' : 's'}`;
    push(list, { __proto__: null, [customInspectSymbol]: () => text });
  }
  return ObjectSetPrototypeOf(list, ArrayPrototype);
}

function describe(instance, depth, options) {
  const type = checkReceiver(instance);
  if (depth < 0) return options.stylize(`[${type.name}]`, 'special');
  const isArray = type.element !== undefined;
  const limit = options.maxArrayLength ?? Infinity;
  const shown = isArray ? describeElements(instance, type, limit) :
    describeFields(instance, type);
  const nested = {
    ...options,
    depth: options.depth === null ? null : depth,
    maxArrayLength: null,
  };
  return `${type.name} ${inspect(shown, nested)}`;
}

function getPointer(instance) {
  assertPermitted();
  const { path } = checkReceiver(instance);
  return BigInt(locateAt(instance[kMemory], instance[kOffset], sizeOf(instance), path));
}

const methods = {
  __proto__: null,
  toObject(target = undefined) { return toObject(this, target); },
  toJSON() { return toObject(this); },
  [customInspectSymbol](depth, options) { return describe(this, depth, options); },
  [kClone]() {
    const data = toObject(this);
    const kind = ArrayIsArray(data) ? 'PlainArray' : 'PlainObject';
    return { data, deserializeInfo: `internal/ffi/instance_clone:${kind}` };
  },
};

const pointerProperty = {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() { return getPointer(this); },
};

const hidden = (value) =>
  ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });

/**
 * Adds the methods that all instances have. A field of such a name takes their place.
 * @param {object} prototype
 */
function addMethods(prototype) {
  ObjectDefineProperties(prototype, {
    __proto__: null,
    toObject: hidden(methods.toObject),
    toJSON: hidden(methods.toJSON),
    [customInspectSymbol]: hidden(methods[customInspectSymbol]),
    [kClone]: hidden(methods[kClone]),
    pointer: pointerProperty,
  });
}

module.exports = {
  addMethods,
  plainOf,
  toObject,
};
