// Calls of the fixture's functions in all directions, compared byte for byte.
import { promoted } from './scalars.mjs';
import { isAggregate } from './types.mjs';
import { randomValue } from './values.mjs';
import { valueDifference } from './compare.mjs';
import { warmCall } from './repeat.mjs';

const rounds = 3;

// What a program may pass for an aggregate.
const forms = {
  instance: (type, value, { builder }) => new (builder.get(type))(value),
  object: (type, value) => value,
  bytes(type, value, { fixture: { layouts } }) {
    return layouts.encode(type, value).bytes;
  },
};
const formNames = ['instance', 'instance', 'object', 'bytes'];

const argument = (form, type, value, context) => (isAggregate(type) ? forms[form](type, value, context) : value);

const randomValues = (types, random) => types.map((type) => randomValue(type, random));

// Its own code, so that V8 optimises it for this one function.
function callerOf(fn, count) {
  const names = Array.from({ length: count }, (_, i) => `a${i}`).join();
  return new Function('fn', `return (${names}) => fn(${names});`)(fn);
}

// Of what a function gave, with the bytes of an instance as C would see them.
function resultDifference(type, actual, expected) {
  if (type === undefined) return actual === undefined ? undefined : 'a result, and it is void';
  const difference = valueDifference(type, actual, expected);
  return difference && `the result: ${difference}`;
}

// Calls `fn` often, and compares some of the calls. `received` are the types as
// which C has the arguments.
function callDifference(fn, { id, args, result }, received, random, context) {
  const { fixture, engine } = context;
  const call = callerOf(fn, args.length);
  const form = formNames[id % formNames.length];
  const results = result === undefined ? [] : [result];
  let isWarm = false;
  for (let round = 0; round < rounds; round++) {
    const values = randomValues(args, random);
    const given = randomValues(results, random);
    fixture.give(results, given);
    const input = args.map((type, i) => argument(form, type, values[i], context));
    if (!isWarm) warmCall(engine, call, () => call(...input));
    isWarm = true;
    fixture.give(results, given);
    const actual = call(...input);
    const wrong = resultDifference(result, actual, given[0]) ??
      fixture.receivedDifference(received, values, (i) => `argument ${i} (${form})`);
    if (wrong) return wrong;
  }
}

// JavaScript calls C.
function f(fn, random, context) {
  const { fixture: { lib }, builder } = context;
  const native = lib.getFunction(`f${fn.id}`, {
    arguments: fn.args.map((type) => builder.get(type)),
    return: builder.get(fn.result),
  });
  return callDifference(native, fn, fn.args, random, context);
}

function v(fn, random, context) {
  const { fixture: { lib }, builder } = context;
  const [first, ...others] = fn.args.map((type) => builder.get(type));
  const native = lib.getFunction(`v${fn.id}`, { arguments: [first], variadic: others, return: builder.get(fn.result) });
  const received = [fn.args[0], ...fn.args.slice(1).map(promoted)];
  return callDifference(native, fn, received, random, context);
}

// C calls JavaScript. What that got is compared afterwards: it has to last.
function c({ id, args, result }, random, context) {
  const { fixture, builder, engine } = context;
  const { lib } = fixture;
  const results = result === undefined ? [] : [result];
  const form = formNames[id % formNames.length];
  let actual;
  let output;
  const callback = (...values) => {
    actual = values;
    return output;
  };
  const pointer = lib.registerCallback({
    arguments: args.map((type) => builder.get(type)),
    return: builder.get(result),
  }, callback);
  const call = callerOf(lib.getFunction(`c${id}`, { arguments: ['pointer'], return: 'void' }), 1);
  const compare = (expected, values) => {
    if (actual.length !== args.length) return `${actual.length} arguments of the callback`;
    for (let i = 0; i < args.length; i++) {
      const different = valueDifference(args[i], actual[i], expected[i]);
      if (different) return `argument ${i} of the callback: ${different}`;
    }
    return fixture.receivedDifference(results, values, () => `the callback's result (${form})`);
  };
  let wrong;
  for (let round = 0; round < rounds && !wrong; round++) {
    const expected = randomValues(args, random);
    const values = randomValues(results, random);
    output = result === undefined ? undefined : argument(form, result, values[0], context);
    fixture.give(args, expected);
    if (round === 0) warmCall(engine, callback, () => call(pointer));
    call(pointer);
    fixture.given.fill(0, 0, 4096);
    wrong = compare(expected, values);
  }
  lib.unregisterCallback(pointer);
  return wrong;
}

// C reads and writes through addresses of instances.
function p({ id, args }, random, context) {
  const { fixture, builder: { get }, builder, engine } = context;
  const types = args.filter(isAggregate);
  const { pointer } = context.ffi;
  const native = fixture.lib.getFunction(`p${id}`, {
    arguments: types.map((type) => pointer(get.call(builder, type))),
    return: 'void',
  });
  const call = callerOf(native, types.length);
  for (let round = 0; round < rounds; round++) {
    const before = randomValues(types, random);
    const after = randomValues(types, random);
    fixture.give(types, after);
    const instances = types.map((type, i) => forms.instance(type, before[i], context));
    if (round === 0) {
      const others = types.map((type, i) => forms.instance(type, before[i], context));
      warmCall(engine, call, () => call(...others));
    }
    call(...instances);
    const wrong = fixture.receivedDifference(types, before, (i) => `what argument ${i} points to`);
    if (wrong) return wrong;
    for (let i = 0; i < types.length; i++) {
      const different = valueDifference(types[i], instances[i], after[i]);
      if (different) return `written through argument ${i}: ${different}`;
    }
  }
}

export const callChecks = { f, c, v, p };
