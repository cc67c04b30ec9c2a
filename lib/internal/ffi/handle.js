'use strict';

// handle(), borrowed() and consumes(). A handle is a pointer to what only native code
// knows. The records of such types have, beside what types.js says:
// - `class`, and of a class that extends one, `base` and onDerived(), as those of
//   aggregates (aggregates.js)
// - `handleKey`, the key of the HandleState in instances of the type, and of classes
//   that extend it
// - `live`, the LiveHandles of all these
// - `isNullable`, whether null may be passed
// - `isBorrowed`, of a type that borrowed() made
// - `bind`, which gives a Releaser (releaser.js)
// - `closeSymbol`, the name of what closes it, if that is a name
// The parameter that consumes() makes has `type`, the record of the handle's type, and
// `consume`, which is called with what its value was lowered to before the call is made,
// and `restore`, which takes that back if there is no call after all.

const {
  BigInt,
  BigIntPrototypeToString,
  Number,
  NumberMAX_SAFE_INTEGER,
  ObjectDefineProperties,
  ObjectPrototypeIsPrototypeOf,
  SymbolDispose,
} = primordials;

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
  },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const {
  assertPermitted,
  createPrivateSymbol,
} = internalBinding('ffi');
const {
  constants: {
    kCloneable,
  },
  privateSymbols: {
    transfer_mode_private_symbol: kTransferMode,
  },
} = internalBinding('util');
const { evaluate } = require('internal/ffi/access');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');
const { nameOf, readTypeArgument } = require('internal/ffi/fields');
const {
  HandleState,
  article,
  kHandle,
  leave,
  readState,
  throwInvalidState,
} = require('internal/ffi/handle_state');
const { createToken, readToken } = require('internal/ffi/instance');
const { throwWrongReceiver } = require('internal/ffi/instance_errors');
const { LiveHandles } = require('internal/ffi/live_handles');
const { refuseClones } = require('internal/ffi/refuse_clone');
const { discard } = require('internal/ffi/release');
const { noReleaser, readReleaser } = require('internal/ffi/releaser');
const { createSpecifier } = require('internal/ffi/specifiers');
const { describeValue, readOptions } = require('internal/ffi/type_errors');
const {
  createRecord,
  createTypeObject,
  createVariant,
  getType,
  referenceType,
  setRecord,
} = require('internal/ffi/types');

const kPointer = getType('pointer');

function isClosed({ isClosed, library }) {
  return isClosed || library.isClosed;
}

function createClass(record) {
  const { handleKey } = record;
  const stateOf = (instance) => instance?.[handleKey] ?? throwWrongReceiver(record);

  class Handle {
    static get name() { return record.name; }
    [kHandle] = undefined;
    [handleKey] = undefined;
    // To clone it would make another owner, so that is refused.
    [kTransferMode] = kCloneable;

    // Only node:ffi has what it is to be called with, which is good for one instance.
    constructor(token) {
      const room = readToken(token);
      const state = room?.key === handleKey ? room.memory : undefined;
      if (state === undefined || state.instance !== undefined) {
        withUserStack(() => { throw new ERR_ILLEGAL_CONSTRUCTOR(); });
      }
      this[kHandle] = state;
      this[handleKey] = state;
      state.setInstance(this);
    }

    get pointer() {
      const state = stateOf(this);
      if (state.isClosed) throwInvalidState(`The ${state.type.name} is closed`);
      return BigInt(state.address);
    }

    close() {
      const state = stateOf(this);
      if (state.isClosed) throwInvalidState(`The ${state.type.name} is closed already`);
      return state.close();
    }

    [SymbolDispose]() {
      // Of a class that extends this, it may be another one.
      if (!isClosed(stateOf(this))) this.close();
    }

    [customInspectSymbol](depth, { stylize }) {
      const { address, isClosed, type: { name } } = stateOf(this);
      if (depth < 0) return `[${name}]`;
      const pointer = `0x${BigIntPrototypeToString(BigInt(address), 16)}n`;
      return isClosed ? `${name} { closed: ${stylize('true', 'boolean')} }` :
        `${name} { pointer: ${stylize(pointer, 'bigint')} }`;
    }
  }
  refuseClones(Handle.prototype, (instance) => `The ${stateOf(instance).type.name}`);
  ObjectDefineProperties(Handle.prototype, {
    __proto__: null,
    close: kEnumerableProperty,
    pointer: kEnumerableProperty,
    [SymbolDispose]: kEnumerableProperty,
  });
  const hidden = (value) =>
    ({ __proto__: null, value, writable: false, enumerable: false, configurable: true });
  return ObjectDefineProperties(Handle, {
    __proto__: null, size: hidden(record.size), alignment: hidden(record.alignment),
  });
}

function throwNotPassedOn({ name }) {
  throwInvalidArgValue(
    `The constructor of ${name} must call super() with what it was called with`);
}

function throwOtherClass({ [kHandle]: { type } }, record) {
  throwInvalidArgValue(
    `Native code gave ${article(type)} that the program has already, but not as ` +
    article(record));
}

// Gives what a program has for an address, or makes it. The constructors of a class that
// extends the type's may throw: then, nobody has it.
function create(record, given, releaser) {
  if (given === 0n) return null;
  const { live } = record;
  const known = live.find(given);
  if (known !== undefined) {
    // A second one of another class would be there when the first one has closed it.
    if (!ObjectPrototypeIsPrototypeOf(record.class.prototype, known)) {
      throwOtherClass(known, record);
    }
    return known;
  }
  releaser = live.take(given) ?? releaser;
  const address = given <= NumberMAX_SAFE_INTEGER ? Number(given) : given;
  const state = new HandleState(record, address, releaser);
  try {
    const instance = new record.class(
      createToken(record.handleKey, state, 0, undefined, undefined));
    if (instance?.[record.handleKey] !== state) throwNotPassedOn(record);
    return instance;
  } catch (error) {
    state.abandon();
    throw error;
  }
}

// Evaluated for each type, so that V8 knows where the state is.
const kLower = `'use strict';
return { lower(v, subject) {
let state = v?.[key];
if (state === undefined || state.isClosed || state.library.isClosed) state = readOther(v, subject);
state.uses++;
return state;
} }.lower;`;

// Sets what has to do with a class: that of the type, or one that extends it.
function setConversions(record) {
  const nothing = new HandleState(record, 0, noReleaser);
  // What borrowed() made of it.
  record.borrowed = undefined;
  const read = (value, subject) => readState(record, value, subject, nothing);
  record.lower = evaluate(
    'lowering of a handle', kLower, ['key', 'readOther'], [record.handleKey, read]);
  record.leave = leave;
  record.lowerResult = (value, subject) => BigInt(read(value, subject).address);
  // An argument of a callback has another owner: to close it makes it unusable.
  record.lift = (address, releaser = noReleaser) => create(record, address, releaser);
}

function readName(value) {
  if (typeof value !== 'string') {
    const received = describeValue(value);
    throwInvalidArgType(`The name of handle() must be a string. Received ${received}`);
  }
  if (value === '') throwInvalidArgValue('The name of handle() must not be empty');
  return value;
}

const kOptions = ['close', 'nullable'];

/**
 * A pointer to what only native code knows, as a class.
 * @param {string} name
 * @param {object} [options]
 * @param {string|Function} [options.close] What closes it: a native function, or the
 *   name of one in the library of the function that gave it
 * @param {boolean} [options.nullable] Whether null may be passed
 * @returns {Function} A class
 */
function handle(name, options) {
  assertPermitted();
  const typeName = readName(name);
  const { close, nullable = false } = readOptions(options, 'handle()', kOptions);
  if (typeof nullable !== 'boolean') {
    const received = describeValue(nullable);
    throwInvalidArgType(
      `The option 'nullable' of handle() must be a boolean. Received ${received}`);
  }
  const bind = close === undefined ? () => noReleaser :
    readReleaser(close, "The option 'close' of handle()");
  const { size, alignment, values } = kPointer;
  const live = new LiveHandles();
  const record = createRecord({
    __proto__: null,
    form: 'handle',
    name: typeName,
    size,
    alignment,
    core: referenceType,
    isFloat: false,
    isSigned: false,
    values,
    isFlexible: false,
    slot: 'pointer',
    isNullable: nullable,
    handleKey: createPrivateSymbol('kHandle'),
    live,
    bind,
    closeSymbol: typeof close === 'string' ? close : undefined,
    // What the program has besides is not given back.
    discard(address, releaser) {
      if (!live.has(address)) discard(address, releaser);
    },
    onDerived: setConversions,
  }, () => kPointer.layout);
  setConversions(record);
  record.class = createClass(record);
  setRecord(record.class, record);
  return record.class;
}

// Calls take the same values as for the type itself.
const createBorrowed = (type, name) => createTypeObject(createVariant(type, {
  __proto__: null,
  name,
  isBorrowed: true,
  bind: undefined,
  lift: (address) => create(type, address, noReleaser),
}));

/**
 * The same kind of handle, as native code lends it: nothing closes that.
 * @param {Function} type What handle() gave, or a class that extends that
 * @returns {object}
 */
function borrowed(type) {
  assertPermitted();
  const record = readTypeArgument(type, 'borrowed()');
  const name = `borrowed(${nameOf(type, record)})`;
  if (record.form !== 'handle' || record.isBorrowed) {
    throwInvalidArgValue(`The type of ${name} must be one of handle()`);
  }
  record.borrowed ??= createBorrowed(record, name);
  return record.borrowed;
}

function createConsumedLower(type) {
  return (value, subject) => {
    const state = type.lower(value, subject);
    // Native code would give back what another call uses.
    if (state.uses > 1 && state.instance !== undefined) {
      leave(state);
      throwInvalidState(`${subject} is ${article(state.type)} that a call in flight uses`);
    }
    return state;
  };
}

/**
 * A parameter that takes a handle, which is closed by passing it.
 * @param {Function} type What handle() gave, or a class that extends that
 * @returns {object}
 */
function consumes(type) {
  assertPermitted();
  const record = readTypeArgument(type, 'consumes()');
  const name = `consumes(${nameOf(type, record)})`;
  if (record.form !== 'handle' || record.isBorrowed) {
    throwInvalidArgValue(`The type of ${name} must be one of handle()`);
  }
  const parameter = {
    __proto__: null,
    isParameter: true,
    form: 'consumed',
    id: `consumes(${record.id})`,
    name,
    core: referenceType,
    isPassed: true,
    type: record,
    lower: createConsumedLower(record),
    consume: (state) => state.consume(),
    restore: (state) => state.restore(),
    leave,
  };
  return createSpecifier({ __proto__: null, name, parameter });
}

module.exports = {
  borrowed,
  consumes,
  handle,
};
