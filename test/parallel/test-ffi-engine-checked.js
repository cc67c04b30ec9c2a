'use strict';
require('../common');
const { runExcept } = require('../common/ffi_engines');

// Calls that are checked, which behave as all others where there is nothing wrong.

runExcept([
  // Addresses that are not mapped, which are refused.
  'access-violation-text', 'errno-throw', 'errno-value', 'fast-argument-counts', 'fast-arguments', 'fast-close',
  'fast-patched-globals', 'fast-throw', 'parameter-out', 'pointers', 'scalar-safe-integers',
  'scalar-text-results', 'signature-abi', 'variadic-list',
  // The address of bytes that C is passed, which is that of a copy.
  'variadic-inferred',
  // A struct that C keeps.
  'func-table',
  // What shows that a file is not mapped any more, as it is where debug information was
  // looked for in it.
  'function-gc', 'scalar-text-unload',
], '--ffi-checked');
