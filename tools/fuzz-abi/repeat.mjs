// Has code of the fuzzer's own run as often as an engine asks for.

let natives;

// Compiled late: without --allow-natives-syntax it is no JavaScript.
function syntax() {
  natives ??= {
    prepare: new Function('fn', '%PrepareFunctionForOptimization(fn)'),
    optimise: new Function('fn', '%OptimizeFunctionOnNextCall(fn)'),
  };
  return natives;
}

function optimise(fn, call, before, after) {
  syntax().prepare(fn);
  for (let i = 0; i < before; i++) call();
  syntax().optimise(fn);
  for (let i = 0; i < after; i++) call();
}

// Has V8 optimise `fn`, which `call` calls, and which reads or writes memory.
export function warmAccess(engine, fn, call) {
  if (engine.optimise) optimise(fn, call, 20, 1);
}

// Has V8 optimise `fn`, which `call` calls, and which calls a native function, or
// is called by one. They are called fast after 64 calls in optimised code, and V8
// inlines what it has seen called often.
export function warmCall(engine, fn, call) {
  for (let i = engine.calls ?? 0; i > 0; i--) call();
  if (!engine.optimise) return;
  optimise(fn, call, 80, 80);
  optimise(fn, call, 500, 80);
}
