// Flags: --experimental-ffi --ffi-checked
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen, out, struct, pointer } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// With --ffi-checked, what native code does beyond the end of what it was passed is
// caught, and what it does to it later.

const { functions } = dlopen(pathOf('checked'), {
  write_at: { arguments: ['buffer', 'intptr_t', 'char'] },
  read_at: { arguments: ['buffer', 'intptr_t'], return: 'int' },
  keep: { arguments: ['buffer'] },
  read_kept: { return: 'int' },
  get_kept: { return: 'pointer' },
});
const { write_at, read_at, keep, read_kept, get_kept } = functions;

const tasks = {
  write: () => write_at(new Uint8Array(16), 16, 1),
  read: () => read_at(new Uint8Array(4096), 4096),
  // What is read of a string ends at its NUL.
  string: () => read_at('text', 5),
  before: () => write_at(new Uint8Array(4096), -1, 1),
  kept: () => {
    keep(new Uint8Array(16));
    read_kept();
  },
};

if (process.argv[2] !== undefined) {
  tasks[process.argv[2]]();
} else {
  for (const name of Object.keys(tasks)) {
    const { signal, stderr } = spawnSync(
      process.execPath,
      ['--experimental-ffi', '--ffi-checked', __filename, name], { encoding: 'utf8' });
    assert.strictEqual(signal, 'SIGSEGV', `${name}: ${stderr}`);
  }
  checkHere();
}

function checkHere() {
  assert.strictEqual(read_at('text', 4), 0);

  // What doesn't get to the page behind, or before, is found after the call; no byte of
  // the buffer's neighbours is changed.
  const bytes = new Uint8Array(64);
  const view = bytes.subarray(16, 29);
  const message = /^Function write_at wrote behind the end of argument 0 \(13 bytes\)$/;
  assert.throws(() => write_at(view, 13, 1), { message });
  assert.throws(() => write_at(view, 15, 1), { message });
  assert.throws(() => write_at(view, -1, 1), {
    message: 'Function write_at wrote before the start of argument 0 (13 bytes)',
  });
  assert.throws(() => write_at(view, -100, 1), { message: /before the start/ });
  assert.throws(() => write_at('text', -1, 1), { message: /before the start of argument 0 \(5 bytes\)/ });
  assert(bytes.every((byte) => byte === 0));
  write_at(view, 12, 1);
  assert.strictEqual(bytes[28], 1);

  // A result that is wider than what was declared, and a struct that is too small.
  {
    const { write_int64 } = dlopen(pathOf('checked'), {
      write_int64: { arguments: [out('int32'), 'int64'] },
    }).functions;
    assert.throws(() => write_int64(-1n), {
      message: 'Function write_int64 wrote behind the end of argument 0 (4 bytes)',
    });
  }
  {
    const Small = struct({ a: 'int32' }, { name: 'Small' });
    const { write_int64 } = dlopen(pathOf('checked'), {
      write_int64: { arguments: [pointer(Small), 'int64'] },
    }).functions;
    assert.throws(() => write_int64(new Small(), -1n), { message: /wrote behind the end of argument 0 \(4 bytes\)/ });
  }

  // What is kept is known when it is passed on.
  keep(new Uint8Array(16));
  assert.throws(() => get_kept(), {
    message: /^The result of function get_kept: 0x[0-9a-f]+ was byte 0 of argument 0 \(16 bytes\) of function keep, which has returned$/,
  });

  // Many copies, of all sizes; the ends of the calls are in another order, too.
  for (let i = 0; i < 600; i++) {
    const size = i * 37;
    const buffer = new Uint8Array(size + 1);
    write_at(buffer, size, 5);
    assert.strictEqual(buffer[size], 5);
  }
  checkNonblocking().then(common.mustCall());
}

async function checkNonblocking() {
  const { functions } = dlopen(pathOf('checked'), {
    write_at: { arguments: ['buffer', 'intptr_t', 'char'], nonblocking: true },
    find_end: { arguments: ['buffer', 'size_t', out('pointer')], nonblocking: true },
    give_pointer: { arguments: ['uintptr_t'], return: 'pointer', nonblocking: true },
  });
  const { write_at, give_pointer } = functions;
  const buffers = Array.from({ length: 50 }, (_, i) => new Uint8Array(i + 1));
  await Promise.all(buffers.map((buffer, i) => write_at(buffer, i, i + 1)));
  assert(buffers.every((buffer, i) => buffer[i] === i + 1));
  await assert.rejects(write_at(new Uint8Array(13), 13, 1), {
    message: 'Function write_at wrote behind the end of argument 0 (13 bytes)',
  });
  await assert.rejects(give_pointer(8), { message: 'The result of function give_pointer: 0x8 is not mapped' });
  assert.throws(() => functions.write_at(8n, 0, 1), {
    message: 'Argument 0 of function write_at: 0x8 is not mapped',
  });
}
