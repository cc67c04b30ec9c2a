// The part of `make fuzz` that reads and writes raw memory which may not be there: each
// operation has to give what is there, or to throw, and the process must not end.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const plants = ['can write', 'can read', 'other bytes'];

async function runChild({ node, seed }, count, plant = '') {
  const args = ['--no-warnings', '--experimental-ffi', path.join(import.meta.dirname, 'child.mjs'),
                String(seed), String(count), plant];
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  const [out, errors, how] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return how === 0 ? JSON.parse(out) : [`the process ended: ${how}\n${errors}`];
}

// { passed, failed, texts }, the last of which are what to show.
export async function accessMemory(options) {
  const { seed, count, only, selfTest } = options;
  if (only !== undefined) return { passed: 0, failed: 0, texts: [] };
  const texts = [];
  for (const plant of selfTest ? plants : []) {
    const wrongs = await runChild(options, 10_000, plant);
    if (!wrongs.some((wrong) => wrong.startsWith('operation '))) {
      texts.push(`--- raw memory: the mistake '${plant}' was planted, and not found\n${wrongs.join('\n')}`);
    }
  }
  const operations = count * 1000;
  const wrongs = await runChild(options, operations);
  console.log(`${operations} operations on raw memory: ${wrongs.length} wrong`);
  if (wrongs.length > 0) texts.push(`--- raw memory\n${wrongs.join('\n')}\nagain: make fuzz SEED=${seed} TYPES=${count}\n`);
  const all = 1 + (selfTest ? plants.length : 0);
  return { passed: all - texts.length, failed: texts.length, texts };
}
