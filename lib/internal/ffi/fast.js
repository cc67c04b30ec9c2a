'use strict';

// Functions that V8 can inline into their callers, so that optimised code
// calls C code without leaving it. For each signature there is one wrapper,
// generated here. It checks the arguments (checks.js), and then calls the
// signature's raw function, for which optimised code jumps to a thunk
// (src/node_ffi/raw_function.h). Raw functions don't look at what they get: it
// must be right.
//
// JavaScript may run on top of a fast call. V8's optimised code must not go on
// then as it would after any other call: what it relies on may not hold any
// more, which V8 has no way to tell it, and its constants may be gone. So a
// wrapper looks after each call whether V8 was entered meanwhile
// (src/node_ffi/reentry.h), and uses nothing before but what it has in registers
// and on the stack. If so, it calls a function in the ordinary way that has V8
// deoptimise all code, by which it goes on in the interpreter. That takes long,
// but happens once at most for each C function: one on top of which JavaScript
// runs is not called fast again. See doc/contributing/ffi-internals.md.

const {
  ArrayFrom,
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  Int32Array,
  ReflectApply,
  SafeSet,
} = primordials;

const {
  afterCall,
  callSlow,
  getCallState,
  getErrorNumber,
  getMissedCalls,
  // Indexes of what a CallState has.
  kCallStateEntries: kEntries,
  kCallStateErrorNumber: kErrorNumber,
  kCallStateTemporaries: kTemporaries,
  leave,
  mayGenerateCode,
  onFirstAddon,
  textAfterCall,
} = internalBinding('ffi');
const { generateCheck, generateResult, getHelpers } = require('internal/ffi/checks');
const { compile, describe, generateMethod, isProfiled } = require('internal/ffi/codegen');
const { createList, push } = require('internal/ffi/list');
const { SignatureCache } = require('internal/ffi/signature_cache');
const { isText } = require('internal/ffi/types');

// Whether all native code that uses V8 is noticed. V8 takes a property that
// never changed for a constant, and notices when it does; not so in an object
// without a prototype, which is a hash table.
class Gate {
  isOpen = true;
}
const gate = new Gate();

// Whether JavaScript never ran on top of a C function. There is one for each.
class Mode {
  isFast = true;
}

// What wrappers call after V8 was entered. They read this before, when it is
// still there, and keep it on the stack. As it was assigned to twice, V8 doesn't
// take it for a constant.
class Exit {
  leave;
}
const exit = new Exit();
exit.leave = leave;

// Integers of 64 bits are numbers or bigints to V8, all of those of a signature:
// numbers only where none of them is a bigint in JavaScript. Addresses of
// aggregates are numbers.
function isWithNumbers(signature) {
  let hasSafeIntegers = false;
  for (let i = -1; i < signature.arguments.length; i++) {
    const type = i < 0 ? signature.result : signature.arguments[i];
    if (type.values !== 'Aggregate') {
      if (type.size < 8 || type.isFloat) continue;
      if (type.values !== 'SafeInteger') return false;
    }
    hasSafeIntegers = true;
  }
  return hasSafeIntegers;
}

// Of an argument that may be a string, and so have a copy in the thread's area
// of temporaries: what it takes to reset that.
const kSave = 'let mark = -1;\n';
const kReset = `if (mark >= 0) state[${kTemporaries}] = mark;\n`;

// Of an argument that is read at its address: the thunk could not, and has called
// nothing. The slow function says why.
const kRepeat = `if (missed[0] !== 0) {
missed[0] = 0;
break fast;
}
`;

// Of a function that errno is asked of. It is read before anything else can change
// it, and what is due after the call may make calls of its own.
const kWithErrno = {
  __proto__: null,
  clear: 'errnos[0] = 0;\n',
  read: 'const errno = errnos[0];\n',
  keep: `state[${kErrorNumber}] = errno;\n`,
};
const kWithoutErrno = { __proto__: null, clear: '', read: '', keep: '' };

// A maker is a function that gives the wrapper of one C function. V8 takes what
// a wrapper refers to for constants, as none of that is ever assigned to. A
// method is no constructor, and has no prototype.
function generateMaker(signature, withNumbers, name) {
  const count = signature.arguments.length;
  const parameters = createList();
  const conditions = createList();
  push(conditions, 'gate.isOpen', 'mode.isFast', `count === ${count}`);
  const passed = createList();
  const uses = new SafeSet();
  let statements = '';
  let hasTemporaries = false;
  let hasAddresses = false;
  const hasRoom = signature.result.values === 'Aggregate';
  for (let i = hasRoom ? -1 : 0; i < count; i++) {
    const type = i < 0 ? signature.result : signature.arguments[i];
    const parameter = i < 0 ? 'room' : `p${i}`;
    const check = generateCheck(type, parameter, i, withNumbers);
    push(parameters, parameter);
    if (check.condition !== undefined) {
      push(conditions, check.condition);
    }
    statements += check.statements;
    push(passed, check.pass);
    for (let j = 0; j < check.uses.length; j++) uses.add(check.uses[j]);
    hasTemporaries ||= check.usesArea;
    hasAddresses ||= i >= 0 && type.values === 'Aggregate';
  }
  const result = generateResult(signature.result, withNumbers);
  for (let i = 0; i < result.uses.length; i++) uses.add(result.uses[i]);
  const errno = signature.errno === undefined ? kWithoutErrno : kWithErrno;
  const after = isText(signature.result) ?
    `const text = textAfterCall(result, ${signature.result.layout}, entries);
${errno.keep}return text` : 'afterCall(entries)';
  const { values } = signature.result;
  const keep = values === 'Pointer' || values === 'Reference' ? 'handle.keepLost(result);\n' : '';
  push(passed, 'target');
  push(parameters, 'count');
  const list = ArrayPrototypeJoin(parameters, ', ');
  const reset = hasTemporaries ? kReset : '';
  const body = `${hasTemporaries ? kSave : ''}fast: if (${ArrayPrototypeJoin(conditions, ' && ')}) {
${statements}const { leave } = exit;
const entries = state[${kEntries}];
${errno.clear}const result = raw(${ArrayPrototypeJoin(passed, ', ')});
${errno.read}${hasAddresses ? kRepeat : ''}${reset}if (state[${kEntries}] !== entries) {
if (leave(entries)) {
mode.isFast = false;
${keep}${after}; /* node-do-not-add-exception-line */
}
}
${result.statements}${errno.keep}return ${result.value};
}
${reset}return slow(${list}, handle);
`;
  const source = `'use strict';\nreturn ${generateMethod(name, list, body)};`;
  return { __proto__: null, source, uses: ArrayFrom(uses) };
}

// By signature: a maker, and what it is called with; null where there is no
// fast way.
const makers = new SignatureCache();
let state;
let missed;
let errnos;

function createMaker(handle, signature, name) {
  const withNumbers = isWithNumbers(signature);
  const raw = mayGenerateCode() ? handle.createRaw(withNumbers) : undefined;
  if (raw === undefined) return null;
  // A snapshot, which may have this module, can have none of these.
  if (state === undefined) {
    state = new Int32Array(getCallState());
    missed = new Int32Array(getMissedCalls());
    watchAddons();
  }
  if (signature.errno !== undefined) {
    errnos ??= new Int32Array(getErrorNumber());
  }
  const { source, uses } = generateMaker(signature, withNumbers, name);
  const constants = createList();
  push(constants, afterCall, errnos, exit, gate, missed, raw, callSlow, state, textAfterCall);
  ArrayPrototypePushApply(constants, getHelpers(uses));
  const names = createList();
  push(names, 'handle', 'mode', 'target',
       'afterCall', 'errnos', 'exit', 'gate', 'missed', 'raw', 'slow', 'state',
       'textAfterCall');
  ArrayPrototypePushApply(names, uses);
  const make = compile(`call ${describe(signature)}`, source, names);
  return { __proto__: null, make, constants };
}

function getMaker(handle, signature, name) {
  if (isProfiled() && name !== '') return createMaker(handle, signature, name);
  let maker = makers.get(signature);
  if (maker === undefined) {
    maker = createMaker(handle, signature, 'fast');
    makers.set(signature, maker);
  }
  return maker;
}

/**
 * Makes the function that optimised code is to call a C function with.
 * @param {ForeignFunction} handle
 * @param {object} signature What readSignature() gives
 * @param {string} name
 * @returns {Function|undefined} Nothing where there are no fast calls
 */
function createFast(handle, signature, name) {
  const maker = getMaker(handle, signature, name);
  if (maker === null) return;
  const constants = createList();
  push(constants, handle, new Mode(), handle.getTarget());
  ArrayPrototypePushApply(constants, maker.constants);
  return ReflectApply(maker.make, undefined, constants);
}

// Has the gate closed once an addon is loaded that uses V8's API. Its C
// functions may change JavaScript's objects without entering V8, whichever
// library calls them.
function watchAddons() {
  const onLoad = () => { gate.isOpen = false; };
  if (onFirstAddon(onLoad)) onLoad();
}

module.exports = {
  createFast,
};
