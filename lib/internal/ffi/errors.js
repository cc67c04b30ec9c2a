'use strict';

// How errors about a program's definitions are thrown: with messages of the form
// that Node.js 26 has, and with stacks that start at the program's own line.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSort,
  Error,
  MathMax,
  MathMin,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  globalThis,
  hardenRegExp,
} = primordials;

const {
  isErrorStackTraceLimitWritable,
  overrideStackTrace,
  prepareStackTraceCallback,
} = require('internal/errors');
const binding = internalBinding('ffi');
const { createList, push } = require('internal/ffi/list');

function isOurs(frame) {
  const file = frame.getFileName() ?? '';
  return file === 'node:ffi' || StringPrototypeStartsWith(file, 'node:internal/ffi/');
}

// Of as many frames as our own calls may be deep.
const kOurFrames = 20;

// In place, since a new array would be one of the class that the program says
// that arrays are of, in Array[Symbol.species]. What is left is formatted as the
// stack of any other error is.
function formatFromFirstUserFrame(limit, error, trace) {
  const { length } = trace;
  let first = 0;
  while (first < length && isOurs(trace[first])) first++;
  if (first === length) first = 0;
  const count = MathMin(length - first, MathMax(limit, 0));
  for (let i = 0; i < count; i++) trace[i] = trace[first + i];
  trace.length = count;
  return prepareStackTraceCallback(globalThis, error, trace);
}

/**
 * Runs what throws no error but our own, and has the stack of that start where
 * the program called.
 * @param {Function} fn
 * @param {...any} args
 * @returns {any} What `fn` returns
 */
function withUserStack(fn, ...args) {
  const limit = Error.stackTraceLimit;
  const isRaised = typeof limit === 'number' && isErrorStackTraceLimitWritable();
  if (isRaised) Error.stackTraceLimit = limit + kOurFrames;
  try {
    return ReflectApply(fn, undefined, args);
  } catch (error) {
    if (typeof error === 'object' && error !== null) {
      overrideStackTrace.set(error, (error, trace) =>
        formatFromFirstUserFrame(isRaised ? limit : trace.length, error, trace));
    }
    throw error;
  } finally {
    if (isRaised) Error.stackTraceLimit = limit;
  }
}

/**
 * The same, for what seldom throws: only then, what may be done twice is done again.
 * @param {Function} fn
 * @returns {any} What `fn` returns
 */
function tryWithUserStack(fn) {
  try {
    return fn();
  } catch {
    return withUserStack(fn);
  }
}

const throwInvalidArgType =
  (message) => withUserStack(binding.throwInvalidArgType, message);
const throwInvalidArgValue =
  (message) => withUserStack(binding.throwInvalidArgValue, message);

// How many characters have to be inserted, removed or replaced.
function editDistance(a, b) {
  let row = createList();
  for (let j = 0; j <= b.length; j++) push(row, j);
  for (let i = 1; i <= a.length; i++) {
    const next = createList();
    push(next, i);
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      push(next, MathMin(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

const kMaxEdits = 2;
const kMaxNames = 3;
// What is longer is no misspelling of any name.
const kMaxLength = 64;

const kMinStart = 3;

// A word that begins with a name may be a longer form of it, as 'integer' is. Two names
// in one, as in 'longdouble', are something else.
function beginsWith(wanted, names) {
  // Made here, since that takes long for what only errors need.
  const letters = hardenRegExp(/^[a-z]+$/);
  if (RegExpPrototypeExec(letters, wanted) === null) return '';
  let longest = '';
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name.length >= kMinStart && name.length > longest.length &&
        StringPrototypeStartsWith(wanted, name)) {
      longest = name;
    }
  }
  const rest = StringPrototypeSlice(wanted, longest.length);
  for (let i = 0; i < names.length; i++) {
    if (names[i] === rest) return '';
  }
  return longest === '' ? '' : `; did you mean '${longest}'?`;
}

/**
 * Says which names are near to one that does not exist, for the end of a message.
 * @param {string} name
 * @param {string[]} names
 * @returns {string} Empty if none is near
 */
function didYouMean(name, names) {
  if (name.length > kMaxLength) return '';
  const wanted = StringPrototypeToLowerCase(name);
  const near = createList();
  for (let i = 0; i < names.length; i++) {
    const distance = editDistance(wanted, StringPrototypeToLowerCase(names[i]));
    // A name that would have to be replaced as a whole is no guess.
    if (distance <= kMaxEdits && distance < wanted.length) {
      push(near, { __proto__: null, name: names[i], distance });
    }
  }
  if (near.length === 0) return beginsWith(wanted, names);
  ArrayPrototypeSort(near, (a, b) => a.distance - b.distance);
  const quoted = createList();
  for (let i = 0; i < MathMin(near.length, kMaxNames); i++) {
    push(quoted, `'${near[i].name}'`);
  }
  return `; did you mean ${ArrayPrototypeJoin(quoted, ', ')}?`;
}

module.exports = {
  didYouMean,
  throwInvalidArgType,
  throwInvalidArgValue,
  tryWithUserStack,
  withUserStack,
};
