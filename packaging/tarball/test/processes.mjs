// Node.js knows where it is, and starts itself: children, workers, clusters' members.
import assert from 'node:assert';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread } from 'node:worker_threads';
import { dlopen } from 'node:ffi';

const file = fileURLToPath(import.meta.url);
const { functions: { getpid } } = dlopen(null, 'int getpid(void);');
assert.strictEqual(getpid(), process.pid);

if (process.send) {
  process.send(process.execPath);
} else if (isMainThread) {
  assert.strictEqual(process.execPath, process.argv[2]);
  assert.strictEqual(readlinkSync('/proc/self/exe'), process.execPath);
  assert.strictEqual(process.title, 'node');

  const [execPath] = await once(fork(file), 'message');
  assert.strictEqual(execPath, process.execPath);
  const [code] = await once(new Worker(new URL(import.meta.url)), 'exit');
  assert.strictEqual(code, 0);
  assert.strictEqual(execFileSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8' }), '42\n');

  // One file, and the C library: nothing else is loaded from where it was built.
  const files = new Set(readFileSync('/proc/self/maps', 'utf8').match(/\/.*(?=\n)/g));
  for (const mapped of files)
    assert.match(mapped, /^\/(usr\/)?lib|\/bin\/node$|^\/dev\/zero/);
}
