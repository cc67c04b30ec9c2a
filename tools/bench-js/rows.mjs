// What is measured: C functions, and loops that call them. Every peer runs the
// same loops; how it declares the functions is in bind/.

// Result and arguments, in names that bind/ translates. `point` is a plain object,
// `Point` what a peer has for bytes of C's; the types of variadic arguments come
// after `variadic`, or follow from the values.
export const signatures = {
  noop: ['void'],
  add_i32: ['i32', 'i32', 'i32'],
  add_f64: ['f64', 'f64', 'f64'],
  add_i64: ['i64', 'i64', 'i64'],
  sum_4_i32: ['i32', 'i32', 'i32', 'i32', 'i32'],
  sum_8_i32: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  sum_mixed: ['f64', 'i32', 'f64', 'i32', 'f64', 'i32', 'f64'],
  string_length: ['size', 'string'],
  sum_bytes: ['u32', 'bytes', 'u32'],
  identity_pointer: ['pointer', 'pointer'],
  mirror_point: ['point', 'point'],
  call_times: ['i32', 'function', 'i32'],
  on_event: ['void', 'function'],
  pump_events: ['i32'],
  thread_cpu_time: ['f64'],
  sum_point: ['f64', 'Point'],
  make_point: ['Point', 'f64', 'f64'],
  native_points: ['pointer'],
  fail: ['i32', 'i32'],
  fail_with_errno: ['i32_errno', 'i32'],
  text_of: ['text', 'i32'],
  identity_address: ['address', 'address'],
  halve: ['i32', 'i32', 'i32_out'],
  halve_into: ['i32', 'i32', 'bytes'],
  sum_all: ['u32', 'bytes', 'length_of_0'],
  open_counter: ['Counter', 'i32'],
  count: ['i32', 'Counter'],
  count_at: ['i32', 'pointer'],
  copy_text: ['pointer', 'i32'],
  give_text: ['owned_text', 'i32'],
  free_text: ['void', 'pointer'],
  format: ['i32', 'bytes', 'size', 'string', 'variadic', 'i32', 'f64', 'string'],
  format_inferred: ['i32', 'bytes', 'size', 'string', 'variadic'],
};
export const adders = Array.from({ length: 20 }, (_, i) => `add_${i}`);
for (const name of adders) signatures[name] = signatures.add_i32;

// A row's goals: for some, to stay ahead of whom it is ahead of.
const [bun, deno, node26, koffi] = ['bun', 'deno', 'node26', 'koffi'].map((peer) => ({ peer }));
const ns = (limit) => ({ limit, unit: 'ns' });

// A row's `statement` is the body of its loop: `f` is the function of the row's
// name, or of the name `calls`; `x` what the loop gives, 0 or `start` at first;
// with `declare` before the loop's function. Only who has what it `uses`, of what
// makeScope() gives, runs it.
// Something differs from one turn to the next and comes of each, so that no
// compiler takes the call out of the loop. `expected` is what ten turns give.
const calls = [
  { id: 'noop', title: '`void noop()`',
    statement: 'f();', expected: 0, goals: [node26] },
  { id: 'add_i32', title: '`int add(int, int)`',
    statement: 'x = (x + f(i, 1)) | 0;', expected: 55, goals: [ns(2)] },
  { id: 'add_f64', title: '`double add(double, double)`',
    statement: 'x += f(i + 0.5, 1.25);', expected: 62.5, goals: [deno] },
  { id: 'add_i64', title: '`int64 add(int64, int64)`',
    start: '0n', statement: 'x = f(x, 7n);', expected: 70, goals: [deno] },
  { id: 'sum_4_i32', title: '4 ints',
    statement: 'x = (x + f(i, 1, 2, 3)) | 0;', expected: 105, goals: [deno] },
  { id: 'sum_8_i32', title: '8 ints',
    statement: 'x = (x + f(i, 1, 2, 3, 4, 5, 6, 7)) | 0;', expected: 325, goals: [deno] },
  { id: 'sum_mixed', title: '3 ints, 3 doubles',
    statement: 'x += f(i, 1.5, 2, 3.5, 4, 5.5);', expected: 210, goals: [deno] },
  { id: 'string_length', title: '`strlen("hello, world")`',
    statement: 'x = kept.value = f(texts[i & 1]);', expected: 12, goals: [ns(12)] },
  { id: 'sum_bytes', title: 'bytes and a length',
    statement: 'x = (x + f(bytes, (i & 1) + 1)) | 0;', expected: 50, goals: [ns(6)] },
  { id: 'identity_pointer', title: 'pointer in, pointer out',
    start: 'pointer', statement: 'x = f(x);', expected: 0x1234, goals: [bun] },
  { id: 'mirror_point', title: 'struct of 2 doubles by value, from a plain object and back',
    statement: 'x += f({ x: i, y: 2 }).y;', expected: 45, goals: [koffi] },
];

// A thousand turns read a thousand structs; fewer, as many of them if that is possible:
// what is to be short stays short.
const sweeps = (statement) => `const m = n < 1000 ? n : 1000;
      for (let i = 0; i < n; i += m) { ${statement} }`;
const sameAs = (row) => ({ row, times: 1.1 });
const twice = (row) => ({ row, times: 2 });

// What C has beyond numbers, addresses and bytes.
const abi = [
  { id: 'sum_point', title: 'struct of 2 doubles by value, from an instance',
    statement: 'x += f(passed[i & 15]);', expected: 95, goals: [ns(10)] },
  { id: 'make_point', title: 'struct of 2 doubles returned into a new instance',
    statement: 'x += f(i, 2).x;', expected: 45, goals: [ns(25)] },
  { id: 'instance', title: 'an instance made from a plain object of 4 fields', uses: 'Rectangle',
    statement: 'x += (kept.value = new Rectangle({ x: i, y: 2, width: 3, height: 4 })).x;',
    expected: 45, goals: [ns(60)] },
  { id: 'element_read', title: "a typed array's element, read", uses: 'points',
    statement: 'x += pairs[i & 15][1];', expected: 50 },
  { id: 'field_read', title: 'a field, read', uses: 'points',
    statement: 'x += points[i & 15].y;', expected: 50, goals: [sameAs('element_read')] },
  { id: 'native_read', title: 'a field on native memory, read', uses: 'natives',
    statement: 'x += natives[i & 15].y;', expected: 50, goals: [ns(5)] },
  { id: 'element_write', title: "a typed array's element, written", uses: 'points',
    body: 'for (let i = 0; i < n; i++) pairs[i & 15][0] = i; x = pairs[3][0];', expected: 3 },
  { id: 'field_write', title: 'a field, written', uses: 'points',
    body: 'for (let i = 0; i < n; i++) points[i & 15].x = i; x = points[3].x;',
    expected: 3, goals: [sameAs('element_write')] },
  { id: 'native_write', title: 'a field on native memory, written', uses: 'natives',
    body: 'for (let i = 0; i < n; i++) natives[i & 15].x = i; x = natives[3].x;',
    expected: 3, goals: [ns(5)] },
  { id: 'floats', title: '1,000 pairs in a `Float64Array` read, a pair', uses: 'list',
    body: sweeps('for (let j = 0; j < m * 2; j += 2) x += floats[j] + floats[j + 1];'), expected: 95 },
  { id: 'list_at', title: '1,000 structs read by `at(i)`, a struct', uses: 'list',
    body: sweeps('for (let j = 0; j < m; j++) { const p = list.at(j); x += p.x + p.y; }'),
    expected: 95, goals: [twice('floats')] },
  { id: 'list_of', title: '1,000 structs read by `for (… of …)`, a struct', uses: 'list',
    body: sweeps('for (const p of list) x += p.x + p.y;'), expected: 999_500, goals: [twice('floats')] },
  { id: 'list_index', title: '1,000 structs read by `[i]`, a struct', uses: 'list',
    body: sweeps('for (let j = 0; j < m; j++) { const p = list[j]; x += p.x + p.y; }'),
    expected: 95, goals: [twice('floats')] },
  { id: 'fail', title: '`int fail(int)`',
    statement: 'x = (x + f(i)) | 0;', expected: -10 },
  { id: 'fail_with_errno', title: '`int fail(int)`, with its `errno`',
    statement: 'x = (x + f(i).errno) | 0;', expected: 45, goals: [{ row: 'fail', plus: 5 }] },
  { id: 'text_of', title: '`const char *` of 12 characters, as a string',
    statement: 'x = (kept.value = f(i)).length;', expected: 12, goals: [ns(22)] },
  { id: 'identity_address', title: 'pointer in, pointer out, as numbers',
    statement: 'x += f(0x7f0000000000 + i * 16);', expected: 1_396_379_767_276_240, goals: [ns(3)] },
  { id: 'format', title: '`snprintf()` with 3 variadic arguments, declared',
    statement: "x = (x + f(room, 64, '%d %.1f %s', i, 2.5, 'abc')) | 0;", expected: 90, goals: [koffi] },
  { id: 'format_inferred', title: '`snprintf()` with 3 variadic arguments, not declared',
    statement: "x = (x + f(room, 64, '%d %.1f %s', i, 2.5, 'abc')) | 0;", expected: 90, goals: [koffi] },
  { id: 'halve_into', title: 'a number that C writes, read from a typed array',
    statement: 'x = (x + f(i, room32) + room32[0]) | 0;', expected: 25 },
  { id: 'halve', title: 'a number that C writes, as a result',
    statement: 'const { value, out } = f(i); x = (x + value + out[0]) | 0;',
    expected: 25, goals: [{ row: 'halve_into', plus: 10 }] },
  { id: 'sum_all', title: 'bytes, and a length that is passed, too',
    statement: 'x = (x + f(pair)) | 0;', expected: 70, goals: [{ row: 'sum_bytes', plus: 10 }] },
  { id: 'count_at', title: 'a `bigint` as argument', uses: 'counters',
    statement: 'x = (x + f(addresses[i & 1])) | 0;', expected: 15 },
  { id: 'count', title: 'a handle as argument', uses: 'counters',
    statement: 'x = (x + f(counters[i & 1])) | 0;', expected: 15, goals: [{ row: 'count_at', plus: 10 }] },
  { id: 'copy_text', title: '`char *` of 12 characters, read and freed by hand', uses: 'readText',
    statement: 'const p = f(i); x = (kept.value = readText(p)).length; all.free_text(p);', expected: 12 },
  { id: 'give_text', title: '`char *` of 12 characters, as an owned string',
    statement: 'x = (kept.value = f(i)).length;', expected: 12, goals: [{ row: 'copy_text', plus: 10 }] },
];

// What the row `events` calls between events, with adders as many as it takes.
const inTurn = Object.entries({
  noop: '',
  add_i32: 'i, 1',
  add_f64: 'i + 0.5, 1.25',
  add_i64: '7n, 5n',
  sum_4_i32: 'i, 1, 2, 3',
  sum_8_i32: 'i, 1, 2, 3, 4, 5, 6, 7',
  sum_mixed: 'i, 1.5, 2, 3.5, 4, 5.5',
  string_length: 'texts[i & 1]',
  sum_bytes: 'bytes, (i & 1) + 1',
  identity_pointer: 'pointer',
  ...Object.fromEntries(adders.slice(0, 10).map((name) => [name, 'i, 1'])),
});
const isNumber = (name) => ['i32', 'u32', 'f64'].includes(signatures[name][0]);
const cases = inTurn.map(([name, args], i) => {
  const call = `${name}(${args})`;
  return `case ${i}: ${isNumber(name) ? `x = (x + ${call}) | 0` : `kept.value = ${call}`}; break;`;
});

// With `body`, that has the loop, or it is in C.
const callback = [
  { id: 'callback', title: 'one callback into JavaScript', calls: 'call_times',
    body: 'x = f(callback, n);', expected: 55, goals: [ns(40)] },
  { id: 'add_beside_callback', title: '`int add(int, int)`, while a callback exists', calls: 'add_i32',
    statement: 'x = (x + f(i, 1)) | 0;', expected: 55, goals: [{ row: 'add_i32', times: 1.1 }] },
  // What a program with windows does: every other call pumps events, of which one
  // in a thousand calls back; those between are of twenty functions, in turn.
  { id: 'events', title: 'an event pump and twenty functions, in turn', calls: 'pump_events',
    declare: `const { on_event, ${inTurn.map(([name]) => name).join(', ')} } = all;`,
    body: `on_event(callback);
      for (let i = 0; i < n / 2; i++) {
        x = (x + f()) | 0;
        switch (i % 20) { ${cases.join(' ')} }
      }`,
    expected: 16 },
];

const polymorphic = [
  { id: 'polymorphic', title: 'twenty functions of one type, in turn',
    uses: 'functions', statement: 'const f = functions[i % 20]; x = (x + f(i, 1)) | 0;', expected: 100 },
];

// The first rows again, by what their numbers are given as.
export const givenAs = {
  plain: '(i & 15)',
  double: '((i & 15) * 0.5 + (i & 15) * 0.5)',
  Int32Array: 'ints[i & 15]',
  Float64Array: 'doubles[i & 15]',
  property: 'objects[i & 15].value',
};
const numeric = {
  add_i32: ['x = (x + f(v, 1)) | 0;', 55],
  add_f64: ['x += f(v, 1.5);', 60],
  add_i64: ['x = kept.value = f(v, 7);', 16],
  sum_4_i32: ['x = (x + f(v, 1, v, 3)) | 0;', 130],
  sum_8_i32: ['x = (x + f(v, 1, v, 3, v, 5, v, 7)) | 0;', 340],
  sum_mixed: ['x += f(v, v, v, v, 4, 5.5);', 275],
  sum_bytes: ['x = (x + f(bytes, v)) | 0;', 87],
};
const args = Object.entries(numeric).flatMap(([calls, [statement, expected]]) =>
  Object.entries(givenAs).map(([name, value]) => ({
    id: `${calls}/${name}`, title: `\`${calls}()\`, ${name}`, calls,
    statement: `const v = ${value}; ${statement}`, expected,
  })));

// The set `beside` is run while a callback exists, as `callback` is.
export const sets = { calls, abi, callback, beside: abi, polymorphic, arguments: args };
