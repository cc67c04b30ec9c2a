'use strict';

// The step from source to function, for the modules that generate code. What they
// give consists of constants of this folder only: nothing of a program's, no name
// and no value, is ever part of a source. But the names of functions are, as strings,
// where the process is profiled.
//
// NODE_DEBUG=ffi_code prints all that is generated.

const {
  ArrayPrototypeJoin,
  JSONStringify,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeRepeat,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { compileFunction, isProfiledByV8 } = internalBinding('ffi');
const { getOptionValue } = require('internal/options');
const {
  vm_dynamic_import_missing_flag: missingFlag,
} = internalBinding('symbols');
const { hideStackFramesOf } = require('internal/errors');
const { makeContextifyScript, runScriptInThisContext } = require('internal/vm');
const { createList, push } = require('internal/ffi/list');
const debug = require('internal/util/debuglog').debuglog('ffi_code');

// What is generated is no one's code: stacks show what called it.
const kScriptPrefix = 'node:internal/ffi/generated/';
hideStackFramesOf(kScriptPrefix);

/**
 * @param {object} signature What readSignature() gives
 * @returns {string} Such as `int32 (int32, pointer)`
 */
function describe(signature) {
  const names = createList();
  for (let i = 0; i < signature.arguments.length; i++) {
    push(names, signature.arguments[i].name);
  }
  return `${signature.result.name} (${ArrayPrototypeJoin(names, ', ')})`;
}

/**
 * Profiles have the names that functions are compiled with. To compile each for itself
 * takes longer, so that is only done where the process was started to be profiled. A
 * snapshot may have this module, and is run with other flags.
 * @returns {boolean}
 */
const isProfiled = () => getOptionValue('--cpu-prof') || isProfiledByV8();

/**
 * @param {string} name What profiles call it
 * @param {string} parameters
 * @param {string} body
 * @returns {string} An expression, of a function that is no constructor
 */
function generateMethod(name, parameters, body) {
  const string = JSONStringify(name);
  const key = RegExpPrototypeExec(/^[A-Za-z_]\w*$/, name) === null ? string : name;
  return `({ ${key}(${parameters}) {\n${body}} }[${string}])`;
}

// For whoever reads it: two spaces for each brace that is open.
function indent(source) {
  const lines = StringPrototypeSplit(source, '\n');
  let text = '';
  let depth = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (StringPrototypeStartsWith(line, '}')) depth--;
    text += `\n${StringPrototypeRepeat('  ', depth)}${line}`;
    if (StringPrototypeEndsWith(line, '{')) depth++;
  }
  return text;
}

/**
 * @param {string} title What the code is for, which is what V8 calls the script
 * @param {string} body The body of a function
 * @param {string[]} parameters The names of its parameters
 * @returns {Function}
 */
function compile(title, body, parameters) {
  if (debug.enabled) {
    debug('%s: (%s) =>%s', title, ArrayPrototypeJoin(parameters, ', '), indent(body));
  }
  return compileFunction(body, parameters, kScriptPrefix + title);
}

/**
 * Compiles an expression that gives a function. Each time that it is evaluated, V8
 * starts anew to learn what the function is used for.
 * @param {string} title What V8 calls the script
 * @param {string} expression
 * @returns {() => Function}
 */
function compileShared(title, expression) {
  debug('%s: %s', title, expression);
  const script = makeContextifyScript(
    expression, kScriptPrefix + title, 0, 0, undefined, false, undefined,
    missingFlag, undefined);
  return () => runScriptInThisContext(script, true, false);
}

module.exports = {
  compile,
  compileShared,
  describe,
  generateMethod,
  isProfiled,
};
