'use strict';

// Functions that V8 can inline into their callers, so that optimised code
// calls C code without leaving it. For each signature there is one wrapper,
// generated here. It checks the arguments in a way that V8 knows how to make
// cheap, and then calls the signature's raw function, for which optimised code
// jumps to a thunk (src/node_ffi/call_fast.h). Whatever does not pass the
// checks is left to one slow function: it looks at everything again, in the
// right order, and throws the right error or makes the call.
//
// Raw functions don't look at what they get: it must be right. Wrappers use
// nothing that a program could have replaced.
//
// JavaScript must not run on top of a fast call. V8 neither adjusts the return
// address of one when it moves optimised code, nor makes optimised code to
// which one returns deoptimise, if it became invalid meanwhile: it does both
// only where a fast call is what runs when it wants to, and relies on fast
// functions not to call back. So there are fast calls only as long as nothing
// could: not while there are callbacks, nor once a program has the address of
// the event loop, which native code could run.

const {
  ArrayBufferIsView,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  BigIntAsIntN,
  ObjectDefineProperty,
  SafeMap,
  globalThis,
} = primordials;

const {
  addressOfBuffer,
  addressOfView,
  callSlow,
  compileFunction,
  copyString,
  newStringStack,
  toInt64,
  typeKinds,
} = internalBinding('ffi');

// More is rare, and V8 has limits of its own.
const kMaxArguments = 64;

// Whether native code can't run JavaScript. V8 takes a property that never
// changed for a constant, and notices when it does; not so in an object without
// a prototype, which is a hash table.
class Gate {
  isOpen = true;
}
const gate = new Gate();
let callbacksExist = false;
let isEventLoopExposed = false;

// With --jitless there is no optimised code, and there must be no generated
// code at all. V8 has no WebAssembly then.
const isEnabled = globalThis.WebAssembly !== undefined;

// An argument that is passed as it is: the condition under which it may, and
// what to pass. An operator on numbers is only reached by numbers, as it would
// call code of the program's for others. -0 passes, and is passed as 0.
const kPlain = {
  __proto__: null,
  [typeKinds.int8]:
    (p) => [`typeof ${p} === 'number' && ${p} << 24 >> 24 === ${p}`, `${p} | 0`],
  [typeKinds.uint8]:
    (p) => [`typeof ${p} === 'number' && (${p} & 0xFF) === ${p}`, `${p} >>> 0`],
  [typeKinds.int16]:
    (p) => [`typeof ${p} === 'number' && ${p} << 16 >> 16 === ${p}`, `${p} | 0`],
  [typeKinds.uint16]:
    (p) => [`typeof ${p} === 'number' && (${p} & 0xFFFF) === ${p}`,
            `${p} >>> 0`],
  [typeKinds.int32]:
    (p) => [`typeof ${p} === 'number' && (${p} | 0) === ${p}`, `${p} | 0`],
  [typeKinds.uint32]:
    (p) => [`typeof ${p} === 'number' && ${p} >>> 0 === ${p}`, `${p} >>> 0`],
  [typeKinds.float32]: (p) => [`typeof ${p} === 'number'`, p],
  [typeKinds.float64]: (p) => [`typeof ${p} === 'number'`, p],
};

// An argument that becomes a 64-bit integer: statements that set `v`, which is
// 0n, or leave the block `fast`. Bigints of 2 ** 63 and more always do: V8 has
// no cheap check for these. `onString` is for strings.
const kWide = {
  __proto__: null,
  [typeKinds.int64]: (p, v) => `
      if (typeof ${p} === 'bigint') {
        if (asInt64(64, ${p}) !== ${p}) break fast;
        ${v} = ${p};
      } else if (typeof ${p} === 'number' && (${p} | 0) === ${p}) {
        ${v} = toInt64(${p});
      } else break fast;`,
  [typeKinds.uint64]: (p, v) => `
      if (typeof ${p} === 'bigint') {
        if (asInt64(64, ${p}) !== ${p} || ${p} < 0n) break fast;
        ${v} = ${p};
      } else if (typeof ${p} === 'number' && ${p} >>> 0 === ${p}) {
        ${v} = toInt64(${p});
      } else break fast;`,
  [typeKinds.pointer]: (p, v, onString) => `
      if (typeof ${p} === 'bigint') {
        if (asInt64(64, ${p}) !== ${p} || ${p} < 0n) break fast;
        ${v} = ${p};
      } else if (typeof ${p} === 'object') {
        if (${p} !== null) {
          ${v} = isView(${p}) ? addressOfView(${p}) : addressOfBuffer(${p});
          if (${v} === 0n) break fast;
        }
      } else if (typeof ${p} === 'string') {
        ${onString}
      } else if (${p} !== undefined) break fast;`,
};

// A result, whose register has any bits beyond those of its type.
const kResult = {
  __proto__: null,
  [typeKinds.int8]: (call) => `${call} << 24 >> 24`,
  [typeKinds.uint8]: (call) => `${call} & 0xFF`,
  [typeKinds.int16]: (call) => `${call} << 16 >> 16`,
  [typeKinds.uint16]: (call) => `${call} & 0xFFFF`,
};

function generate(signature) {
  const count = signature.arguments.length;
  const parameters = [];
  const checks = ['gate.isOpen', `arguments.length === ${count}`];
  const variables = [];
  const passed = [];
  let mayHaveStrings = false;
  for (let i = 0; i < count; i++) {
    const kind = signature.arguments[i];
    const p = `p${i}`;
    ArrayPrototypePush(parameters, p);
    if (kPlain[kind] !== undefined) {
      const { 0: check, 1: pass } = kPlain[kind](p);
      ArrayPrototypePush(checks, check);
      ArrayPrototypePush(passed, pass);
    } else {
      ArrayPrototypePush(variables, `v${i} = 0n`);
      ArrayPrototypePush(passed, `v${i}`);
      mayHaveStrings ||= kind === typeKinds.pointer;
    }
  }
  ArrayPrototypePush(passed, 'target');
  const list = ArrayPrototypeJoin(parameters, ', ');
  const separator = count === 0 ? '' : ', ';

  const generateCall = (onString) => {
    let code = '';
    if (variables.length > 0) {
      code = `let ${ArrayPrototypeJoin(variables, ', ')};`;
      for (let i = 0; i < count; i++) {
        const convert = kWide[signature.arguments[i]];
        if (convert !== undefined) {
          code += convert(`p${i}`, `v${i}`, onString(`p${i}`, `v${i}`));
        }
      }
    }
    const call = `raw(${ArrayPrototypeJoin(passed, ', ')})`;
    const result = kResult[signature.result]?.(call) ?? call;
    return `${code}
      return ${result};`;
  };

  // Only calls that have a string have to free its copy again.
  const withStrings = !mayHaveStrings ? '' : `
const withStrings = (${list}, handle, target) => {
  const used = stackUsed[0];
  fast: {
    try {
      ${generateCall((p, v) => `
        ${v} = copyString(${p}, stack);
        if (${v} === 0n) break fast;`)}
    } finally {
      stackUsed[0] = used;
    }
  }
  return slow(${list}, handle, ${count});
};`;

  // V8 takes variables that can't change for constants. A method is no
  // constructor, and has no prototype.
  return `'use strict';
const gate = $gate, raw = $raw, slow = $slow, asInt64 = $asInt64, toInt64 = $toInt64,
      isView = $isView, addressOfView = $addressOfView,
      addressOfBuffer = $addressOfBuffer, copyString = $copyString,
      stack = $stack, stackUsed = $stackUsed;${withStrings}
return ($handle, $target) => {
  const handle = $handle, target = $target;
  return { f(${list}) {
    fast: if (${ArrayPrototypeJoin(checks, ' &&\n')}) {
      ${generateCall(() => `return withStrings(${list}, handle, target);`)}
    }
    return slow(${list}${separator}handle, arguments.length);
  } }.f;
};`;
}

// By signature, what makes functions; null where there is no fast way.
const makers = new SafeMap();
let stringStack;

function getMaker(handle, signature) {
  let maker = makers.get(signature.id);
  if (maker !== undefined) return maker;
  maker = null;
  const raw = isEnabled && signature.arguments.length <= kMaxArguments ?
    handle.createRaw() : undefined;
  if (raw !== undefined) {
    stringStack ??= newStringStack();
    maker = compileFunction(
      generate(signature),
      '$gate', '$raw', '$slow', '$asInt64', '$toInt64', '$isView',
      '$addressOfView', '$addressOfBuffer', '$copyString', '$stack',
      '$stackUsed',
    )(gate, raw, callSlow, BigIntAsIntN, toInt64, ArrayBufferIsView,
      addressOfView, addressOfBuffer, copyString, stringStack[0],
      stringStack[1]);
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
 * @returns {Function}
 */
function createFunction(handle, name, address, signature) {
  const maker = getMaker(handle, signature);
  if (maker === null) return handle.createCallable(name);
  const fn = maker(handle, handle.getTarget());
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

function updateGate() {
  const isOpen = !callbacksExist && !isEventLoopExposed;
  // A property that is written is no constant any more.
  if (gate.isOpen !== isOpen) gate.isOpen = isOpen;
}

/**
 * To be called with true before there is a callback, and with false when there
 * is none left, not even one that is running.
 * @param {boolean} exist
 */
function setCallbacksExist(exist) {
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
  createFunction,
  onEventLoopExposed,
  setCallbacksExist,
};
