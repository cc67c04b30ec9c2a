// Runs in the binary under test: compares all of one chunk, in one engine, with
// one compiler's fixture. Each item's name is out before it begins, so that a
// crash has a name.
//
//   child.mjs '{ "library", "compiler", "seed", "index", "count", "engine", "skip", "only" }'
import fs from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import ffi from 'node:ffi';
import { Builder } from './build.mjs';
import { callChecks } from './call-checks.mjs';
import { items, makeChunk } from './chunk.mjs';
import { compilers } from './compilers.mjs';
import { engines } from './engines.mjs';
import { Fixture } from './fixture.mjs';
import { fieldDifference, layoutDifference } from './memory-checks.mjs';
import { Random } from './random.mjs';
import { hasValues, isAggregate } from './types.mjs';

const say = (line) => fs.writeSync(1, `${JSON.stringify(line)}\n`);

function difference({ kind, type, fn }, random, context) {
  if (kind === 'layout') return layoutDifference(type, context.builder.get(type), context.fixture);
  if (kind === 'fields') return fieldDifference(type, context.builder.get(type), random, context);
  return callChecks[kind](fn, random, context);
}

// What libffi has no way to pass: nothing on the stack is aligned to more than 16 bytes,
// and nothing is nowhere. Where it makes all calls, functions with such types are refused;
// and callbacks, if that is what they give.
function isHardForLibffi({ kind, fn: { args, result } }, { engine, fixture: { layouts } }) {
  const isHard = (type) => isAggregate(type) && (layouts.of(type).alignment > 16 || !hasValues(type));
  return engine.isLibffi ? [...args, result].some((type) => type && isHard(type)) : kind === 'c' && !hasValues(result);
}

// More than node:ffi passes by value in one call, of which each value has more than its
// size because of its alignment.
function isTooLarge({ fn: { args, result } }, { fixture: { layouts } }) {
  const most = 64 * 1024;
  const sum = args.reduce((all, type) => all + Math.ceil(layouts.sizeOf(type) / 64) * 64, 0);
  return sum > most || (result && layouts.sizeOf(result) > most);
}

function isRefusal({ code, message }, item, context) {
  if (item.fn === undefined) return false;
  if (code === 'ERR_FFI_CALL_FAILED' && message.startsWith("libffi can't")) return isHardForLibffi(item, context);
  return code === 'ERR_INVALID_ARG_VALUE' && message.includes('can\'t be passed by value') && isTooLarge(item, context);
}

// A line of an error's message, and where it comes from.
function describe(error) {
  const [, place = ''] = /\n +at (.*)/.exec(error.stack) ?? [];
  return `it threw ${error.code ?? error.name}: ${error.message.split('\n')[0]} (${place})`;
}

// A type's layout is the same in all engines, and what its fields do to memory, with
// all compilers.
function isNew({ kind }, engine, compiler) {
  if (kind === 'layout') return engine === engines[0];
  return kind !== 'fields' || (engine.hasMemory && compiler === compilers[0]);
}

function compareAll({ library, compiler, seed, index, count, engine: engineName, skip, only }) {
  const chunk = makeChunk(seed, index, count);
  const engine = engines.find(({ name }) => name === engineName);
  const fixture = new Fixture(library, chunk.declared);
  const context = { ffi, fixture, engine, builder: new Builder(ffi) };
  if (engine.beside) fixture.lib.registerCallback(() => {});
  let compared = 0;
  let refused = 0;
  for (const [i, item] of [...items(chunk)].entries()) {
    if (skip.includes(item.name) || (only && only !== item.name) || !isNew(item, engine, compiler)) continue;
    // A type that can't be made is told once.
    if (item.fn && context.builder.missing(item.fn)) continue;
    say({ at: item.name });
    const random = new Random(seed, i);
    let wrong;
    try {
      wrong = difference(item, random, context);
    } catch (error) {
      if (isRefusal(error, item, context)) refused++;
      else wrong = describe(error);
    }
    compared++;
    if (wrong) say({ name: item.name, wrong });
  }
  say({ compared: compared - refused, refused });
}

if (isMainThread) {
  const task = JSON.parse(process.argv[2]);
  if (engines.find(({ name }) => name === task.engine).worker) {
    new Worker(new URL(import.meta.url), { workerData: task });
  } else {
    compareAll(task);
  }
} else {
  compareAll(workerData);
}
