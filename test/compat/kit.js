'use strict';
// What the suites call the module with.

const { spawnSync } = require('child_process');
const ffi = require('node:ffi');
const { Text, describe, error, plain } = require('./outcome.js');

// Has V8 compile `site` with good arguments, so that an odd value comes to code
// that speculates on good ones; gives V8's word on what `site` is then. Twice,
// since only what was called some times from optimised code is called fast.
const compile = process.execArgv.includes('--allow-natives-syntax') && new Function('site', 'good', `
  for (let round = 0; round < 2; round++) {
    %PrepareFunctionForOptimization(site);
    for (let i = 0; i < 80; i++) good();
    %OptimizeFunctionOnNextCall(site);
    for (let i = 0; i < 80; i++) good();
  }
  return %GetOptimizationStatus(site);`);
// The bits differ between versions of V8: what a plain function has is the mark.
const plus = (a) => a + 1;
const compiledStatus = compile && compile(plus, () => plus(1));

// All cases run beside a callback, which programs have, too. Some suites have no
// permission for it.
let library;
try {
  library = new ffi.DynamicLibrary(null);
  library.registerCallback(() => {});
} catch (thrown) {
  if (thrown.code !== 'ERR_ACCESS_DENIED') throw thrown;
}

function createKit(optimised) {
  let sites = 0;
  let compiled;
  const kit = {
    ffi,
    // Kept, so that its callback is.
    processLibrary: library,
    optimised,
    path: process.env.COMPAT_LIBRARY,
    tmp: process.env.COMPAT_TMP,
    reset() { compiled = undefined; },
    notes: () => ({ compiled }),

    library: () => new ffi.DynamicLibrary(kit.path),
    // A function of a library of its own.
    get: (name, args, result) =>
      kit.library().getFunction(name, { arguments: args, return: result }),

    // A caller of `target` of its own, with that many arguments, compiled for
    // `good` where the mode says so. Its source is unique: V8 would share code.
    site(target, good, count = good.length) {
      const names = Array.from({ length: count }, (_, i) => `a${i}`).join(', ');
      const caller = new Function('f', `return function(${names}) { return f(${names}); } // ${sites++}`)(target);
      if (optimised) {
        compiled = false;
        const run = () => {
          try {
            caller(...good);
          } catch (thrown) {
            if (count === good.length) throw thrown;
          }
        };
        for (let round = 0; round < 3 && !compiled; round++) compiled = compile(caller, run) === compiledStatus;
      }
      return caller;
    },

    call: (target, good, odd) => kit.site(target, good, odd.length)(...odd),

    // As `call`, and then the good call again: what went wrong once must not
    // stay. A refused call must not have entered the C function.
    checked(target, good, odd, { entered, show = describe, prepare } = {}) {
      const caller = kit.site(target, good, odd.length);
      prepare?.();
      const before = entered?.();
      let text;
      try {
        text = show(caller(...odd));
      } catch (thrown) {
        text = error(thrown);
        if (entered?.() !== before) text += ' (but C was called)';
      }
      let again;
      try {
        again = show(target(...good));
      } catch (thrown) {
        again = error(thrown);
      }
      return new Text(`${text}; then ${again}`);
    },

    // Another process: how it ended, what it printed. Of the error output the
    // lines that speak of errors and warnings.
    program(flags, source, { args = [], env = {} } = {}) {
      const child = spawnSync(process.execPath, [...flags, '-e', source, ...args], {
        encoding: 'utf8', timeout: 20_000, env: { ...process.env, NODE_OPTIONS: '', ...env },
      });
      const errors = child.stderr.split('\n')
        .filter((line) => /Error|Warning|error:|bad option|^ +code:/.test(line) && !/^ +at /.test(line))
        .map((line) => plain(line.replace(/^\(node:\d+\)/, '(node)').replace(/^.*?: bad option/, 'bad option')));
      const end = child.signal ? `signal ${child.signal}` : `exit ${child.status}`;
      return new Text([end, plain(child.stdout.trimEnd()), ...errors].filter(Boolean).join(' | '));
    },

    // A suite's list of cases, and what adds one to it.
    newCases() {
      const list = [];
      return { list, add: (name, run) => list.push([name, run]) };
    },

    // The outcomes of several steps as one.
    steps(...runs) {
      return new Text(runs.map((run) => {
        try {
          return describe(run());
        } catch (thrown) {
          return error(thrown);
        }
      }).join('; '));
    },
  };
  return kit;
}

module.exports = { createKit };
