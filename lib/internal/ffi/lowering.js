'use strict';

// Code that makes of values what C++ knows, and the other way round, for signatures
// with types that only JavaScript knows (types.js).

const {
  ArrayPrototypeJoin,
  FunctionPrototypeToString,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
  SafeWeakMap,
  StringPrototypeEndsWith,
} = primordials;

const { checkFirst } = internalBinding('ffi');
const { compile, describe } = require('internal/ffi/codegen');
const { addressOf } = require('internal/ffi/instance');
const { createList, push } = require('internal/ffi/list');

class Action {
  run;
  next;

  constructor(run, next) {
    this.run = run;
    this.next = next;
  }
}

// What is left to do once a call has returned, in whichever way.
class Call {
  #actions = undefined;

  /**
   * @param {Function} action What is to be called then, after all that comes later
   */
  after(action) {
    this.#actions = new Action(action, this.#actions);
  }

  // All are run, also if some throw.
  end() {
    if (this.#actions === undefined) return;
    const { run, next } = this.#actions;
    this.#actions = next;
    try {
      run();
    } finally {
      this.end();
    }
  }
}

// Statements that lower the arguments, `p0` and so on, in place: the parameters of a
// function are alive until it returns, and so what C is given the address of. What is
// wrong with arguments that C++ looks at comes first if they do.
function generateArguments({ arguments: args }, use) {
  const passed = createList();
  // Those behind have not been lowered, and are not to be looked at.
  const first = createList();
  let lowering = '';
  let usesCall = false;
  for (let i = 0; i < args.length; i++) {
    const { lower, usesCall: needsCall } = args[i];
    if (lower === undefined) {
      push(passed, `p${i}`);
      push(first, `p${i}`);
      continue;
    }
    use(`lower${i}`, lower);
    lowering += `at = ${i};
p${i} = lower${i}(p${i}, 'Argument ${i}'${needsCall ? ', call' : ''});
`;
    usesCall ||= needsCall === true;
    push(passed, `addressOf(p${i})`);
    push(first, `at > ${i} ? addressOf(p${i}) : undefined`);
  }
  if (lowering !== '') {
    use('addressOf', addressOf);
    use('checkFirst', checkFirst);
    lowering = `let at = 0;
try {
${lowering}} catch (error) {
checkFirst(${ArrayPrototypeJoin(first, ', ')}, at, handle);
throw error;
}
`;
  }
  return { __proto__: null, lowering, passed, usesCall };
}

/**
 * Generates the parts of a function that a program calls with arguments `p0` and so
 * on, and that calls C++ with what these are lowered to.
 * @param {object} signature What readSignature() gives
 * @returns {object} `lowering`, statements that come first, and may use `handle`;
 *   `passed`, a list of expressions; `value`, the expression of which `result` is
 *   to be C++'s result; `usesCall`, whether these use a `call`, which is to be
 *   ended; `names` and `values` of what else they use
 */
function generateLowering(signature) {
  const names = createList();
  const values = createList();
  const use = (name, value) => {
    push(names, name);
    push(values, value);
  };
  const parts = generateArguments(signature, use);
  if (parts.usesCall) use('Call', Call);
  const { create, lift } = signature.result;
  let passed = parts.passed;
  let value = 'result';
  if (create !== undefined) {
    use('create', create);
    if (parts.lowering === '') use('addressOf', addressOf);
    parts.lowering += 'const room = create();\n';
    passed = createList();
    push(passed, 'addressOf(room)');
    for (let i = 0; i < parts.passed.length; i++) push(passed, parts.passed[i]);
    value = '(result, room)';
  } else if (lift !== undefined) {
    use('lift', lift);
    value = 'lift(result)';
  }
  return { __proto__: null, ...parts, passed, value, names, values };
}

function generateCallback({ result, arguments: args }, use) {
  const parameters = createList();
  const passed = createList();
  for (let i = 0; i < args.length; i++) {
    push(parameters, `p${i}`);
    const { lift } = args[i];
    if (lift === undefined) {
      push(passed, `p${i}`);
    } else {
      use(`lift${i}`, lift);
      push(passed, `lift${i}(p${i})`);
    }
  }
  let value = `fn(${ArrayPrototypeJoin(passed, ', ')})`;
  const lower = result.lowerResult ?? result.lower;
  if (lower !== undefined) {
    use('lower', lower);
    use('addressOf', addressOf);
    value = `addressOf(lower(${value}, 'Callback result'))`;
  }
  return `'use strict';
return (${ArrayPrototypeJoin(parameters, ', ')}) => ${value};`;
}

// By signature: a function of `fn` that gives one which C++ may call.
const callbackMakers = new SafeMap();

function getCallbackMaker(signature) {
  let make = callbackMakers.get(signature.id);
  if (make !== undefined) return make;
  const names = createList();
  const values = createList();
  push(names, 'fn');
  push(values, undefined);
  const body = generateCallback(signature, (name, value) => {
    push(names, name);
    push(values, value);
  });
  const compiled = compile(`callback ${describe(signature)}, lowering`, body, names);
  make = (fn) => {
    values[0] = fn;
    const callable = ReflectApply(compiled, undefined, values);
    // Nothing but the program is to keep it.
    values[0] = undefined;
    return callable;
  };
  callbackMakers.set(signature.id, make);
  return make;
}

// A native function that is a callback may call itself without end. It takes a
// frame of JavaScript in between to have V8 notice the end of the stack.
const kFrame = "'use strict'; return (...args) => apply(fn, undefined, args);";
let makeFrame;

function makeCallable(fn, signature) {
  if (signature.core !== signature) return getCallbackMaker(signature)(fn);
  makeFrame ??= compile('frame of a native function', kFrame, ['apply', 'fn']);
  return makeFrame(ReflectApply, fn);
}

const isNative = (fn) =>
  StringPrototypeEndsWith(FunctionPrototypeToString(fn), '[native code] }');

// By function, by signature. It is the same one each time, and lives as long as the
// function, since a callback may refer to it weakly.
const callables = new SafeWeakMap();

/**
 * Gives the function that C++ is to call as a callback.
 * @param {Function} fn A program's
 * @param {object} signature What readSignature() gives
 * @returns {Function} Takes and gives what C++ has as values
 */
function getCallable(fn, signature) {
  if (signature.core === signature && !isNative(fn)) return fn;
  const id = signature.core === signature ? '' : signature.id;
  let known = callables.get(fn);
  if (known === undefined) {
    known = new SafeMap();
    callables.set(fn, known);
  }
  let callable = known.get(id);
  if (callable === undefined) {
    callable = makeCallable(fn, signature);
    ObjectDefineProperty(callable, 'name', { __proto__: null, value: fn.name });
    known.set(id, callable);
  }
  return callable;
}

module.exports = {
  generateLowering,
  getCallable,
};
