// The ways in which a call can be made: options of node, and what the child does.

const generic = ['--expose-internals', `--require=${import.meta.dirname}/generic.cjs`];

// Where there is nothing to call, only those with `hasMemory` differ. Those with
// `isLibffi` have libffi make all calls.
export const engines = [
  // As a program's first calls are: unoptimised, and optimised when V8 likes.
  { name: 'default', flags: [], hasMemory: true },
  { name: 'interpreted', flags: ['--no-opt', '--no-sparkplug', '--no-maglev'], calls: 250 },
  { name: 'optimised', flags: ['--allow-natives-syntax'], optimise: true, hasMemory: true },
  { name: 'optimised beside a callback', flags: ['--allow-natives-syntax'], optimise: true, beside: true },
  { name: 'optimised in a worker', flags: ['--allow-natives-syntax'], optimise: true, worker: true },
  { name: 'no generated code', flags: ['--allow-natives-syntax', ...generic], optimise: true, isLibffi: true },
  { name: 'jitless', flags: ['--jitless'], calls: 3, hasMemory: true, isLibffi: true },
];
