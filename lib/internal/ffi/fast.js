'use strict';

// Functions that V8 can inline into their callers, so that optimised code
// calls C code without leaving it. For each signature there is one wrapper,
// generated here. It checks the arguments (checks.js), and then calls the
// signature's raw function, for which optimised code jumps to a thunk
// (src/node_ffi/raw_function.h). Raw functions don't look at what they get: it
// must be right.
//
// JavaScript must not run while a fast call is on the stack. V8 looks for one
// only at the top: deeper down, its return address goes stale when code moves,
// and code that it returns to is not deoptimised. So there are fast calls only as
// long as no native code can run JavaScript: not while there are callbacks, nor
// once a program has loaded an addon, or has the address of the event loop; and
// never of functions that Node.js itself consists of. Those of a closed library
// have none, since they throw, which can run a setter of the program's.

const {
  ArrayFrom,
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
  SafeSet,
} = primordials;

const {
  callSlow,
  mayGenerateCode,
  onFirstAddon,
  onNoCallbacks,
  typeKinds,
} = internalBinding('ffi');
const { generateCheck, getHelpers } = require('internal/ffi/checks');
const { compile, describe } = require('internal/ffi/codegen');
const { createList, push } = require('internal/ffi/list');

// Whether native code can't run JavaScript. V8 takes a property that never
// changed for a constant, and notices when it does; not so in an object without
// a prototype, which is a hash table.
class Gate {
  isOpen = true;
}
const gate = new Gate();

// The same for each library: whether it was not closed. Of another class, for
// which V8 has to notice that by itself.
class LibraryGate {
  isOpen = true;
}
let callbacksExist = false;
let isListening = false;
let isEventLoopExposed = false;
let hasAddon = false;

// A result, whose register has any bits beyond those of its type.
const kResult = {
  __proto__: null,
  [typeKinds.int8]: (call) => `${call} << 24 >> 24`,
  [typeKinds.uint8]: (call) => `${call} & 0xFF`,
  [typeKinds.int16]: (call) => `${call} << 16 >> 16`,
  [typeKinds.uint16]: (call) => `${call} & 0xFFFF`,
};

// A maker is a function that gives the wrapper of one C function. V8 takes what
// a wrapper refers to for constants, as none of that is ever assigned to. A
// method is no constructor, and has no prototype.
function generateMaker(signature) {
  const count = signature.arguments.length;
  const parameters = createList();
  const conditions = createList();
  push(conditions, 'gate.isOpen', 'library.isOpen', `arguments.length === ${count}`);
  const passed = createList();
  const uses = new SafeSet();
  let statements = '';
  for (let i = 0; i < count; i++) {
    const parameter = `p${i}`;
    const check = generateCheck(signature.arguments[i], parameter, i);
    push(parameters, parameter);
    if (check.condition !== undefined) {
      push(conditions, check.condition);
    }
    statements += check.statements;
    push(passed, check.pass);
    for (let j = 0; j < check.uses.length; j++) uses.add(check.uses[j]);
  }
  push(passed, 'target');
  const call = `raw(${ArrayPrototypeJoin(passed, ', ')})`;
  const list = ArrayPrototypeJoin(parameters, ', ');
  const body = `'use strict';
return { f(${list}) {
fast: if (${ArrayPrototypeJoin(conditions, ' && ')}) {
${statements}return ${kResult[signature.result]?.(call) ?? call};
}
return slow(${count === 0 ? '' : `${list}, `}handle, arguments.length);
} }.f;`;
  return { __proto__: null, body, uses: ArrayFrom(uses) };
}

// By signature: a maker, and what it is called with; null where there is no
// fast way.
const makers = new SafeMap();

function getMaker(handle, signature) {
  let maker = makers.get(signature.id);
  if (maker !== undefined) return maker;
  // A snapshot, which may have this module, can't have a function of C++'s.
  if (makers.size === 0) watchAddons();
  maker = null;
  const raw = mayGenerateCode() ? handle.createRaw() : undefined;
  if (raw !== undefined) {
    const { body, uses } = generateMaker(signature);
    const constants = createList();
    push(constants, gate, raw, callSlow);
    ArrayPrototypePushApply(constants, getHelpers(uses));
    const names = createList();
    push(names, 'handle', 'target', 'library', 'gate', 'raw', 'slow');
    ArrayPrototypePushApply(names, uses);
    const make = compile(`call ${describe(signature)}`, body, names);
    maker = { __proto__: null, make, constants };
  }
  makers.set(signature.id, maker);
  return maker;
}

/**
 * Makes the function that calls a C function.
 * @param {ForeignFunction} handle
 * @param {string} name
 * @param {bigint} address
 * @param {object} signature What readSignature() gives
 * @param {LibraryGate} library To be closed before the library is
 * @returns {Function}
 */
function createFunction(handle, name, address, signature, library) {
  // What is in Node.js itself may run JavaScript.
  const maker = handle.isOfNode() ? null : getMaker(handle, signature);
  if (maker === null) return handle.createCallable(name);
  const constants = createList();
  push(constants, handle, handle.getTarget(), library);
  ArrayPrototypePushApply(constants, maker.constants);
  const fn = ReflectApply(maker.make, undefined, constants);
  ObjectDefineProperty(fn, 'name', {
    __proto__: null,
    value: name,
    configurable: true,
  });
  ObjectDefineProperty(fn, 'pointer', {
    __proto__: null,
    value: address,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return fn;
}

// Has the gate closed once an addon is loaded, whose C functions can run
// JavaScript by Node-API, whichever library calls them.
function watchAddons() {
  const onLoad = () => {
    hasAddon = true;
    updateGate();
  };
  if (onFirstAddon(onLoad)) onLoad();
}

function updateGate() {
  const isOpen = !callbacksExist && !isEventLoopExposed && !hasAddon;
  // A property that is written is no constant any more.
  if (gate.isOpen !== isOpen) gate.isOpen = isOpen;
}

/**
 * To be called with true before there is a callback, and with false when there
 * is none left, not even one that is running.
 * @param {boolean} exist
 */
function setCallbacksExist(exist) {
  if (!isListening) {
    isListening = true;
    // The last one may go by itself, as when a callback unregisters itself.
    onNoCallbacks(() => setCallbacksExist(false));
  }
  callbacksExist = exist;
  updateGate();
}

/**
 * To be called before the program knows the address of the event loop.
 */
function onEventLoopExposed() {
  isEventLoopExposed = true;
  updateGate();
}

module.exports = {
  LibraryGate,
  createFunction,
  gate,
  onEventLoopExposed,
  setCallbacksExist,
};
