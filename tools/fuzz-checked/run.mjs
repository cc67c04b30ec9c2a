// The part of `make fuzz` that calls functions by random signatures with --ffi-checked: a
// wrong call may end the process, but then a report has to name it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const kCalls = 200;
// A function that calls what it finds in a register may find itself, for ever.
const kLimit = 10_000;
const kLibrary = path.join(import.meta.dirname, '../../test/fixtures/ffi/build/libffi_fixture.so');

// What is wrong with how a process ended, whose report is in `errors`.
function judge(how, out, errors) {
  if (how === 0) return JSON.parse(out);
  if (how === 'SIGKILL' && errors === '') return [];
  const isNamed = /^node:ffi: SIG\w+ .*in a call of native code$/m.test(errors) &&
    /^ {2}function: +\S/m.test(errors);
  return isNamed ? [] : [`the process ended: ${how}\n${errors.slice(0, 2000)}`];
}

async function runChild({ node }, seed) {
  const args = ['--no-warnings', '--experimental-ffi', '--ffi-checked',
                path.join(import.meta.dirname, 'child.mjs'), kLibrary, String(seed), String(kCalls)];
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: kLimit, killSignal: 'SIGKILL' });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  const [out, errors, how] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { hasEnded: how !== 0, isLate: how === 'SIGKILL', wrongs: judge(how, out, errors) };
}

// { passed, failed, texts }, the last of which are what to show.
export async function callChecked(options) {
  const { seed, count, only } = options;
  if (only !== undefined) return { passed: 0, failed: 0, texts: [] };
  const processes = Math.max(4, Math.ceil(count / 5));
  const texts = [];
  let ended = 0;
  let late = 0;
  for (let i = 0; i < processes; i++) {
    const { hasEnded, isLate, wrongs } = await runChild(options, seed * 1000 + i);
    if (hasEnded) ended++;
    if (isLate) late++;
    if (wrongs.length > 0) texts.push(`--- checked calls, seed ${seed * 1000 + i}\n${wrongs.join('\n')}\n`);
  }
  // A few may, if functions call themselves.
  if (late > processes / 4) texts.push(`--- checked calls: ${late} of ${processes} processes never ended\n`);
  console.log(`${processes} processes of up to ${kCalls} wrong calls with --ffi-checked: ` +
    `${ended} ended early, ${late} of them by time, ${texts.length} wrong`);
  return { passed: Math.max(0, processes - texts.length), failed: texts.length, texts };
}
