// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { Callback, dlopen } = require('node:ffi');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { eachCase, pathOf } = require('../common/ffi');

// A worker ends although it waits for the callback of another one, which has not given
// its answer, or has no room; and so does the process.

const ends = {
  __proto__: null,
  exit: () => process.exit(4),
  throw() { throw new Error('mine'); },
  async terminate(worker) {
    await worker.terminate();
    process.exit(5);
  },
};
const codes = { __proto__: null, exit: 4, throw: 1, terminate: 5 };

const kinds = {
  __proto__: null,
  answer: { name: 'call_here', type: { arguments: ['int32'], return: 'int32' } },
  room: { name: 'emit_here', type: { arguments: ['int32', 'int32'] } },
};

async function start(data) {
  const worker = new Worker(__filename, { workerData: data });
  return { worker, message: (await once(worker, 'message'))[0] };
}

async function run(end, kind, nonblocking) {
  // Which waits comes first, as that is what is waited for first.
  const { worker } = await start({ kind, nonblocking });
  const { message: pointer } = await start({ kind, isHost: true });
  worker.postMessage(pointer);
  await sleep(100);
  await ends[end](worker);
}

function host(kind) {
  const { type } = kinds[kind];
  if (kind === 'answer') {
    const callback = new Callback({ ...type, threadsafe: true }, () => new Promise(() => {}));
    parentPort.postMessage(callback.pointer);
  } else {
    const events = Callback.events(type, { highWaterMark: 1 });
    const { functions: { emit_here: emit } } = dlopen(pathOf('threads'), {
      emit_here: { arguments: ['function', 'int32'] },
    });
    emit(events, 1);
    parentPort.postMessage(events.pointer);
    setInterval(() => events, 1000);
  }
}

function wait({ kind, nonblocking }) {
  const { name, type } = kinds[kind];
  const { functions } = dlopen(pathOf('threads'), {
    [name]: { arguments: ['pointer', 'int32'], return: type.return ?? 'void', nonblocking },
  });
  parentPort.postMessage('ready');
  parentPort.once('message', (pointer) => functions[name](pointer, 1));
}

if (!isMainThread) {
  if (workerData.isHost) host(workerData.kind); else wait(workerData);
} else if (process.argv[2]) {
  run(process.argv[2], process.argv[3], process.argv[4] === 'true');
} else {
  for (const end of eachCase(Object.keys(ends))) {
    for (const kind of eachCase(Object.keys(kinds))) {
      for (const nonblocking of eachCase([false, true])) {
        const child = spawnSync(
          process.execPath, ['--experimental-ffi', __filename, end, kind, nonblocking],
          { encoding: 'utf8', timeout: 60_000 });
        assert.strictEqual(child.status, codes[end], `${child.signal} ${child.stderr}`);
      }
    }
  }
}
