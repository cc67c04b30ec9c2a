// Runs random operations on raw memory, on two threads at once:
//   child.mjs SEED COUNT [PLANT]
// PLANT is a mistake to be found. Prints what is wrong, as JSON.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Random } from '../fuzz-abi/random.mjs';
import { Wrong, pick } from './operations.mjs';
import { Pages } from './pages.mjs';

const maxWrongs = 5;

Error.stackTraceLimit = 3;

// What is believed of the pages, and is not so.
const plants = {
  'can write': (pages) => { pages.canWrite = pages.canRead; },
  'can read': (pages) => { pages.canRead = pages.canWrite; },
  'other bytes': (pages) => { pages.at = (address, length) => new Uint8Array(length).fill(9); },
};

function run(seed, stream, count, plant) {
  const random = new Random(seed, stream);
  const pages = new Pages();
  plants[plant]?.(pages);
  const wrongs = [];
  for (let i = 0; i < count && wrongs.length < maxWrongs; i++) {
    try {
      pick(random)(random, pages);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      wrongs.push(`operation ${i} of thread ${stream}: ${error.message}`);
    }
  }
  return wrongs;
}

if (isMainThread) {
  const [seed, count, plant] = process.argv.slice(2);
  const half = Math.ceil(Number(count) / 2);
  const worker = new Worker(import.meta.filename, { workerData: { seed: Number(seed), count: half, plant } });
  const { promise, resolve, reject } = Promise.withResolvers();
  worker.on('message', resolve);
  worker.on('error', reject);
  const wrongs = run(Number(seed), 0, half, plant);
  console.log(JSON.stringify([...wrongs, ...await promise]));
} else {
  const { seed, count, plant } = workerData;
  parentPort.postMessage(run(seed, 1, count, plant));
}
