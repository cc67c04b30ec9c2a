'use strict';

// Code that makes of values what C++ knows, and the other way round, for signatures
// with types that only JavaScript knows (types.js).

const {
  ArrayBufferIsView,
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  FunctionPrototypeToString,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
  SafeWeakMap,
  StringPrototypeEndsWith,
} = primordials;

const { checkFirst, lengthOfView } = internalBinding('ffi');
const { compile, describe } = require('internal/ffi/codegen');
const { addressOf } = require('internal/ffi/instance');
const { Path } = require('internal/ffi/instance_errors');
const { createList, push } = require('internal/ffi/list');
const { SignatureCache } = require('internal/ffi/signature_cache');
const { copyText } = require('internal/ffi/text');
const { lowerUnlessPromise } = require('internal/ffi/threadsafe');
const { isText } = require('internal/ffi/types');
const { getOptionValue } = require('internal/options');

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
  // Whether all arguments were right, as far as JavaScript looks at them.
  isMade = false;

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

// The source of a function that a program calls, while it is put together. C++ is given
// what the arguments `p0` and so on are lowered to, in place: the parameters of a
// function are alive until it returns, and so what C has the address of.
class Source {
  // What it uses, by name.
  constants = new SafeMap();
  // What types make once for each function: a `name` for it, the `type`, and its `place`.
  bounds = createList();
  parameters = createList();
  // Statements that are run once for each function.
  setup = '';
  // Statements that come first; that lower the arguments; right before the call; and at
  // its end, whichever that is.
  declarations = '';
  lowering = '';
  before = '';
  leaving = '';
  // Statements that take back what `before` did, if there is no call after all.
  undo = '';
  // Expressions of what C++ gets; and the same as long as some arguments have not been
  // lowered, which are not to be looked at.
  passed = createList();
  first = createList();
  usesCall = false;
  // The expression of the value that a program gets; and, if it gets what C wrote,
  // statements that make an array `out` of that.
  value = 'result';
  results = '';
  // What native code gives may have to be given back, if the program does not get it, as
  // a callback has thrown, or errno is, or another conversion: statements for that.
  // `step` has which conversion was begun last, of those that are counted; the value of
  // one that was begun is looked after by that.
  isGuarded = false;
  // A nonblocking call has an object `native` of C++'s, which knows as well what is to be
  // freed.
  isNonblocking = false;
  owned = 0;
  steps = 0;
  discards = '';

  // An expression of what a program gets for what C++ has.
  lift(type, value, name, place, count) {
    const { bind, lift } = type;
    if (lift === undefined) return value;
    this.constants.set(`lift${name}`, lift);
    let bound = 'undefined';
    if (bind !== undefined) {
      bound = `bound${name}`;
      const index = name === 'Result' ? -1 : name;
      push(this.bounds, { __proto__: null, name: bound, type, place, index });
      // What is to be given back needs a library that is open for that.
      this.declarations += `if (${bound}.assertOpen !== undefined) ${bound}.assertOpen();\n`;
      this.constants.set(`discard${name}`, type.discard);
      if (this.isNonblocking && type.form === 'owned') {
        bound = `getFree(native, ${this.owned++}, ${bound})`;
      }
      // A call that throws has no result, but may have lost one.
      const given = name === 'Result' ? 'result ?? handle.takeLost()' : value;
      this.discards += `if (step < ${this.steps}) discard${name}(${given}, ${bound});\n`;
    }
    return `lift${name}(${value}, ${bound}, ${count}, '${name}')`;
  }

  // The same expression, one step further.
  advance(expression) {
    return this.isGuarded ? `(step = ${this.steps++}, ${expression})` : expression;
  }
}

function generatePassed(source, type, i, position) {
  const p = `p${position}`;
  push(source.parameters, p);
  const { consume, leave, lower, restore, usesCall } = type;
  if (lower === undefined) {
    push(source.passed, p);
    push(source.first, p);
    return;
  }
  source.constants.set(`lower${i}`, lower);
  source.usesCall ||= usesCall === true;
  const lowered = `lower${i}(${p}, 'Argument ${position}'${usesCall ? ', call' : ''})`;
  let passed = getOptionValue('--ffi-checked') ?
    `passedOf(${p}, 'Argument ${position}')` : `passedOf(${p})`;
  if (leave === undefined) {
    source.lowering += `at = ${i};\n${p} = ${lowered};\n`;
  } else {
    source.constants.set(`leave${i}`, leave);
    source.declarations += `let held${i};\n`;
    source.lowering += `at = ${i};\nheld${i} = ${lowered};\n`;
    const left = `if (held${i} !== undefined) leave${i}(held${i});\n`;
    source.leaving = source.leaving === '' ? left :
      `try {\n${left}} finally {\n${source.leaving}}\n`;
    passed = `held${i}.address`;
  }
  push(source.passed, passed);
  push(source.first, `at > ${i} ? ${passed} : undefined`);
  if (consume === undefined) return;
  source.constants.set(`consume${i}`, consume);
  source.before += `consume${i}(held${i});\n`;
  source.constants.set(`restore${i}`, restore);
  source.undo += `restore${i}(held${i});\n`;
}

// What C writes to is a field of the frame, which each call has its own of.
function generateSlot(source, parameter, offset, size, i, position) {
  let slot = offset === 0 ? 'slots' : `slots + ${offset}`;
  if (getOptionValue('--ffi-checked')) {
    source.constants.set('slotOf', require('internal/ffi/checked').slotOf);
    slot = `slotOf(frame, ${offset}, ${size})`;
  }
  push(source.first, 'undefined');
  if (!parameter.isPassed) {
    push(source.passed, slot);
    return;
  }
  const p = `p${position}`;
  push(source.parameters, p);
  source.constants.set(`put${i}`, parameter.put);
  const put = `put${i}(frame, ${offset}, ${p}, 'Argument ${position}');\n`;
  source.lowering += `at = ${i};\n`;
  if (parameter.isNullable) {
    source.lowering += `if (${p} !== null && ${p} !== undefined) ${put}`;
    push(source.passed, `(${p} === null || ${p} === undefined ? 0 : ${slot})`);
  } else {
    source.lowering += put;
    push(source.passed, slot);
  }
}

// What a program gets of it.
function generateResult(source, parameter, count, i, position) {
  const { isNullable, type } = parameter;
  const field = `frame.slot${count}`;
  const place = `argument ${i}`;
  const value = type.slot === undefined ? field : source.lift(type, field, i, place);
  return isNullable ?
    `p${position} === null || p${position} === undefined ? null : ${value}` : value;
}

function generateLength(source, parameter, type, i, position) {
  const { getLength } = parameter;
  source.constants.set(
    `length${i}`, (value, subject) => getLength(parameter, type, value, subject));
  source.declarations += `let a${i} = 0;\n`;
  if (type.isPassed === false) {
    source.lowering += `a${i} = length${i}();\n`;
    return;
  }
  const measure = `length${i}(p${position}, 'Argument ${position}')`;
  // What is mostly passed, without a call where V8 optimises.
  if (!parameter.isCount && type.isParameter !== true) {
    source.constants.set('isView', ArrayBufferIsView);
    source.constants.set('lengthOfView', lengthOfView);
    source.lowering += `if (isView(p${position})) a${i} = lengthOfView(p${position});\n`;
    source.lowering += `if (!isView(p${position}) || a${i} > ${parameter.maximum}) `;
  }
  source.lowering += `a${i} = ${measure};\n`;
}

// A string's temporary copy is gone when what C wrote is read, which may point into it.
function keepText(type) {
  const { form, values } = type;
  if (form !== 'scalar' || (values !== 'Pointer' && !isText(type))) return type;
  return {
    __proto__: null,
    ...type,
    lower: (value, subject) => (typeof value !== 'string' ? value :
      copyText(values, value, new Path(undefined, subject)).view),
  };
}

const isResult = ({ form }) => form === 'out' || form === 'inout';

function generateArguments(source, { arguments: args, positions }, results, frame) {
  let isKept = false;
  for (let i = 0; i < results.length; i++) isKept ||= isText(results[i].type);
  const values = createList();
  let hasLengths = false;
  for (let i = 0; i < args.length; i++) {
    const type = args[i];
    const position = positions?.[i] ?? i;
    if (isResult(type)) {
      const { length } = values;
      generateSlot(source, type, frame.offsets[length], frame.sizes[length], i, position);
      const value = generateResult(source, type, values.length, i, position);
      push(values, source.advance(value));
    } else if (type.form === 'length') {
      hasLengths = true;
      push(source.passed, `a${i}`);
      push(source.first, '0');
    } else {
      generatePassed(source, isKept ? keepText(type) : type, i, position);
    }
  }
  if (results.length !== 0) {
    source.results = `const out = [${ArrayPrototypeJoin(values, ', ')}];\n${source.results}`;
  }
  if (!hasLengths) return;
  // Comes last, so that nothing of a program's runs between this and the call.
  source.lowering += `at = ${args.length};\n`;
  for (let i = 0; i < args.length; i++) {
    const { form, index } = args[i];
    if (form === 'length') generateLength(source, args[i], args[index], i, positions[index]);
  }
}

// What is wrong with arguments that C++ looks at comes first if they do.
function guardLowering(source) {
  if (source.lowering === '') return;
  source.constants.set('checkFirst', checkFirst);
  source.lowering = `let at = 0;
try {
${source.lowering}} catch (error) {
checkFirst(${ArrayPrototypeJoin(source.first, ', ')}, at, handle);
throw error;
}
`;
}

// What the slot for a type has before C writes to it; nothing for what is in the frame as
// long as the program has it.
function getZero({ form, slot, values }) {
  if (slot !== undefined || form === 'pointer') return 'null';
  if (form !== 'scalar' && form !== 'enumeration') return;
  switch (values) {
    case 'Boolean':
      return 'false';
    case 'BigInt':
      return '0n';
    case 'Number':
    case 'SafeInteger':
      return '0';
    default:
      return 'null';
  }
}

// A call takes the frame of the one before, if that is done, and no program has a part of
// it, nor does it hold anything.
function generateFrame(source, results) {
  const frame = results[0].createFrame(results);
  source.constants.set('createFrame', frame.create);
  let zeros = '';
  for (let i = 0; i < results.length; i++) {
    const { isPassed, type } = results[i];
    const zero = isPassed ? undefined : getZero(type);
    if (zero === undefined) {
      source.declarations = 'const frame = createFrame();\nconst slots = addressOf(frame);\n';
      return frame;
    }
    zeros += `frame.slot${i} = ${zero};\n`;
  }
  source.setup = 'let spare;\n';
  source.declarations = `let frame = spare;
if (frame === undefined) frame = createFrame();
else {
spare = undefined;
${zeros}}
const slots = addressOf(frame);
`;
  source.results = 'spare = frame;\n';
  return frame;
}

// The expression of the argument that counts the elements of the result.
function generateCount({ arguments: args, positions, result }) {
  const { countedBy } = result;
  if (typeof countedBy !== 'number') return;
  const counter = args[countedBy];
  if (counter.form === 'length') return `a${countedBy}`;
  if (!isResult(counter)) return `p${positions?.[countedBy] ?? countedBy}`;
  let before = 0;
  for (let i = 0; i < countedBy; i++) {
    if (isResult(args[i])) before++;
  }
  return `out[${before}]`;
}

function needsGuard({ result }, results) {
  let isBound = result.bind !== undefined;
  for (let i = 0; i < results.length; i++) isBound ||= results[i].type.bind !== undefined;
  return isBound;
}

function findResults({ arguments: args }) {
  const results = createList();
  for (let i = 0; i < args.length; i++) {
    if (isResult(args[i])) push(results, args[i]);
  }
  return results;
}

/**
 * Generates the parts of a function that a program calls, and that calls C++ with what
 * the arguments are lowered to.
 * @param {object} signature What readSignature() gives
 * @returns {Source} Its statements may use `handle`; `result` is to be what C++ gives;
 *   if it `usesCall`, there has to be a `call`, which is to be ended
 */
function generateLowering(signature) {
  const source = new Source();
  const { constants } = source;
  const results = findResults(signature);
  const frame = results.length === 0 ? undefined : generateFrame(source, results);
  source.isGuarded = needsGuard(signature, results);
  source.isNonblocking = signature.nonblocking !== undefined;
  generateArguments(source, signature, results, frame);
  guardLowering(source);
  if (source.before !== '') {
    // What is consumed is so only by a call that is made.
    const list = ArrayPrototypeJoin(source.passed, ', ');
    constants.set('checkFirst', checkFirst);
    source.before =
      `checkFirst(${list}, ${signature.arguments.length}, handle);\n${source.before}`;
  }
  if (source.usesCall) constants.set('Call', Call);
  constants.set('addressOf', addressOf);
  constants.set('passedOf', getOptionValue('--ffi-checked') ?
    require('internal/ffi/checked').passedOf : addressOf);
  const { result } = signature;
  if (signature.core.result.values === 'Aggregate') {
    constants.set('create', result.create);
    source.declarations += 'let room;\n';
    source.lowering += 'room = create();\n';
    const passed = createList();
    push(passed, 'addressOf(room)');
    ArrayPrototypePushApply(passed, source.passed);
    source.passed = passed;
    source.value = '(result, room)';
  } else {
    const count = generateCount(signature);
    const value = source.lift(result, 'result', 'Result', 'the return value', count);
    source.value = source.advance(value);
  }
  return source;
}

function generateCallback({ result, arguments: args, threadsafe }, use) {
  const parameters = createList();
  const passed = createList();
  for (let i = 0; i < args.length; i++) {
    push(parameters, `p${i}`);
    const { countedBy, lift } = args[i];
    if (lift === undefined) {
      push(passed, `p${i}`);
    } else {
      use(`lift${i}`, lift);
      push(passed, typeof countedBy === 'number' ?
        `lift${i}(p${i}, undefined, p${countedBy}, 'Callback argument ${i}')` :
        `lift${i}(p${i})`);
    }
  }
  let value = `fn(${ArrayPrototypeJoin(passed, ', ')})`;
  const lower = result.lowerResult ?? result.lower;
  if (lower !== undefined) {
    use('lower', threadsafe === 'block' ? lowerUnlessPromise(lower) : lower);
    use('addressOf', addressOf);
    value = `addressOf(lower(${value}, 'Callback result'))`;
  }
  return `'use strict';
return (${ArrayPrototypeJoin(parameters, ', ')}) => ${value};`;
}

// By signature: a function of `fn` that gives one which C++ may call.
const callbackMakers = new SignatureCache();

function getCallbackMaker(signature) {
  let make = callbackMakers.get(signature);
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
  callbackMakers.set(signature, make);
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
  Call,
  generateLowering,
  getCallable,
};
