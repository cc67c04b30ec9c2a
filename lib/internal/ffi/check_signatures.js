'use strict';

// checkSignatures(): whether functions are declared as the debug information of their
// library has them; and the same of one function, for --ffi-checked.

const {
  ArrayPrototype,
  ArrayPrototypeJoin,
  ObjectSetPrototypeOf,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');
const {
  DebugInfo,
  assertPermitted,
  throwCallFailed,
} = internalBinding('ffi');
const { describe } = require('internal/ffi/codegen');
const { TypeComparison } = require('internal/ffi/compare_types');
const { getTarget } = require('internal/ffi/constructors');
const { DebugTypes, isAggregate } = require('internal/ffi/debug_types');
const { throwInvalidArgValue, withUserStack } = require('internal/ffi/errors');
const { getDefinitions, isDynamicLibrary } = require('internal/ffi/library');
const { createList, push } = require('internal/ffi/list');
const { kInferred } = require('internal/ffi/signature');
const { getType } = require('internal/ffi/types');

const kVoid = getType('void');
// The index of a contradiction about the result. One about all parameters has none.
const kResult = -1;

// Those of one file, as to read its debug information takes a while, and most functions
// are of the library that the one before was of.
let last;

// Of the file that an address is in; undefined if it is in none.
function getTypes(address) {
  if (last === undefined || !last.covers(address)) {
    const info = withUserStack(() => new DebugInfo(address));
    last = info.path === undefined ? undefined : new DebugTypes(info);
  }
  return last;
}

const plural = (count) => `${count} parameter${count === 1 ? '' : 's'}`;

// One function, against what debug information has.
class FunctionComparison {
  #types;
  #comparison;

  // What a function says that a pointer points to is asked for if `isComplete`.
  constructor(types, isComplete, isAlias) {
    this.#types = types;
    const findTarget = isComplete ? getTarget : ({ target }) => target;
    const compareFunction = (signature, actual, isGiven) => {
      const problems = this.compare(signature, actual, isGiven);
      if (problems.length > 0) return `of that function, ${problems[0].text}`;
    };
    this.#comparison = new TypeComparison(types, isAlias, findTarget, compareFunction);
  }

  /**
   * @param {object} signature What readSignature() gives
   * @param {object} actual The function type that the debug information has
   * @param {boolean} [isGiven] Whether C gives the arguments, as it does to callbacks
   * @returns {object[]} A list of problems: `index`, `declared`, `actual`, `text`
   */
  compare(signature, actual, isGiven = false) {
    const problems = createList();
    if (actual.isPrototyped) {
      const problem = this.#compareCounts(signature, actual);
      if (problem === undefined) {
        this.#compareParameters(signature, actual, isGiven, problems);
      } else {
        push(problems, problem);
      }
    }
    const problem = this.#compareResult(signature.result, actual, !isGiven);
    if (problem !== undefined) push(problems, problem);
    return problems;
  }

  #describeAll(signature, actual, text) {
    return {
      __proto__: null,
      index: undefined,
      declared: describe(signature),
      actual: this.#types.spell(actual.number),
      text,
    };
  }

  #compareCounts(signature, actual) {
    const { arguments: { length }, variadic } = signature;
    const fixed = variadic === undefined || variadic === kInferred ? length : variadic;
    const inC = `in C, \`${this.#types.spell(actual.number)}\``;
    if (fixed !== actual.fields.length) {
      return this.#describeAll(
        signature, actual, `it has ${plural(actual.fields.length)} ${inC}, declared with ${fixed}`);
    }
    if (actual.isVariadic !== (variadic !== undefined)) {
      return this.#describeAll(signature, actual, actual.isVariadic ?
        `it is variadic ${inC}, declared without 'variadic'` :
        `it is not variadic ${inC}, declared with 'variadic'`);
    }
  }

  #compareParameters({ arguments: args }, { fields }, isGiven, problems) {
    for (let i = 0; i < fields.length; i++) {
      const { name, type } = fields[i];
      const details = this.#comparison.comparePassed(args[i], type, isGiven);
      if (details === undefined) continue;
      const subject = `parameter ${i}${name === '' ? '' : ` (${name})`}`;
      push(problems, this.#describe(i, subject, args[i], type, details));
    }
  }

  // Nobody has to look at a result, but one in memory needs the room for it.
  #compareResult(result, { target }, isGiven) {
    const actual = this.#types.resolve(target);
    let details;
    if (result === kVoid || actual.kind === 'void') {
      const isFine = result === kVoid ? !isAggregate(actual) : false;
      details = isFine ? undefined : '';
    } else {
      details = this.#comparison.comparePassed(result, target, isGiven);
    }
    if (details !== undefined) {
      return this.#describe(kResult, 'the result', result, target, details);
    }
  }

  #describe(index, subject, { name }, number, details) {
    const suffix = details === '' ? '' : `: ${details}`;
    return {
      __proto__: null,
      index,
      declared: name,
      actual: this.#types.spell(number),
      text: `${subject} is ${this.#types.quote(number)} in C, declared as '${name}'${suffix}`,
    };
  }
}

function withoutVersion(symbol) {
  const end = StringPrototypeIndexOf(symbol, '@');
  return end === -1 ? symbol : StringPrototypeSlice(symbol, 0, end);
}

// Compilers make one function of several that do the same, and keep the types of one.
function isOfOtherName({ name, linkageName }, symbol) {
  const wanted = withoutVersion(symbol);
  return wanted !== '' && wanted !== name && wanted !== linkageName;
}

// Gives the problems, or undefined where the debug information has no such function.
function check(types, symbol, address, signature, isComplete) {
  const actual = types?.findFunction(address);
  if (actual === undefined) return;
  const isAlias = isOfOtherName(actual, symbol);
  return new FunctionComparison(types, isComplete, isAlias).compare(signature, actual);
}

function describeMissing({ path, buildId = '', hasInformation = false }, name) {
  if (hasInformation) {
    return `The debug information of ${path} has no function ${name}`;
  }
  const id = buildId === '' ? '' : ` (build id ${buildId})`;
  return `No debug information found for ${path}${id}; compile it with -g, or install ` +
         'the package of its debug symbols (Debian: -dbgsym or -dbg)';
}

/**
 * Compares how functions are declared with the debug information of their libraries.
 * @param {DynamicLibrary} library All functions that were defined of it are compared
 * @returns {object[]} The contradictions
 */
function checkSignatures(library) {
  assertPermitted();
  if (!isDynamicLibrary(library)) {
    const error = new ERR_INVALID_ARG_TYPE('library', 'DynamicLibrary', library);
    withUserStack(() => { throw error; });
  }
  const definitions = withUserStack(getDefinitions, library);
  const contradictions = createList();
  let compared = 0;
  for (let i = 0; i < definitions.length; i++) {
    const { name, symbol, address, signature } = definitions[i];
    const problems = check(getTypes(address), symbol, address, signature, true);
    if (problems === undefined) continue;
    compared++;
    for (let j = 0; j < problems.length; j++) {
      const { index, declared, actual, text } = problems[j];
      push(contradictions, { name, index, declared, actual, message: `${name}: ${text}` });
    }
  }
  // To find nothing wrong without having looked would be no help.
  if (compared === 0 && definitions.length > 0) {
    const { name, address } = definitions[0];
    const message = describeMissing(getTypes(address) ?? library, name);
    withUserStack(() => throwCallFailed(message));
  }
  return ObjectSetPrototypeOf(contradictions, ArrayPrototype);
}

let isReadable = true;

// The same, where it is no error that there is nothing to read debug information with.
function tryGetTypes(address) {
  if (!isReadable) return;
  try {
    return getTypes(address);
  } catch (error) {
    if (error.code !== 'ERR_FFI_CALL_FAILED') throw error;
    // It won't be read for the next function, either.
    isReadable = false;
    process.emitWarning(`Signatures of functions are not checked: ${error.message}`);
  }
}

/**
 * Throws if a function is declared otherwise than the debug information has it, if there
 * is any.
 * @param {string} symbol
 * @param {bigint} address
 * @param {object} signature
 */
function assertAgrees(symbol, address, signature) {
  const types = tryGetTypes(address);
  const problems = check(types, symbol, address, signature, false);
  if (problems === undefined || problems.length === 0) return;
  const texts = createList();
  for (let i = 0; i < problems.length; i++) push(texts, problems[i].text);
  // What was given as an address has a name there.
  const name = symbol === '' ? types.findFunction(address).name : symbol;
  throwInvalidArgValue(
    `Signature of function ${name} contradicts the debug information of ` +
    `${types.path}: ${ArrayPrototypeJoin(texts, '; ')}`);
}

module.exports = {
  assertAgrees,
  checkSignatures,
};
