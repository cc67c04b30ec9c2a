// Runs the suites on one binary: each group in a process of its own, which is
// started again behind a case that ended it.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const patience = 30_000; // without a line

// The processes to start: [suite, group, mode]. What a suite has of groups must
// not depend on the binary, so that the cases of all have the same names.
export function units(suites) {
  const list = [];
  for (const suite of suites) {
    const { groups, modes = ['unoptimised', 'optimised'] } = require(path.join(here, 'suites', `${suite}.js`));
    for (const group of groups) for (const mode of modes) list.push({ suite, group, mode });
  }
  return list;
}

// One process from case `start` on. Resolves to the index of the next case to
// run, or to -1 at the end.
function runFrom(binary, env, { suite, group, mode }, start, take) {
  return new Promise((resolve) => {
    const [file, ...flags] = binary;
    const child = spawn(file, [...flags, '--experimental-ffi', '--no-warnings', '--allow-natives-syntax', '--expose-gc',
                               path.join(here, 'child.js'), suite, group, mode, String(start)],
                        { stdio: ['ignore', 'pipe', 'pipe'], env });
    let current = { index: start, name: '(start)' };
    let rest = '';
    let errors = '';
    let ended = false;
    let hung = false;
    const kill = () => {
      hung = true;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(kill, patience);
    child.stderr.on('data', (data) => { errors = (errors + data).slice(-4000); });
    child.stdout.on('data', (data) => {
      clearTimeout(timer);
      timer = setTimeout(kill, patience);
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        let message;
        try {
          message = JSON.parse(line);
        } catch {
          continue; // what a case printed
        }
        if (message.end !== undefined) ended = true;
        else if (message.result === undefined) current = message;
        else {
          take(message);
          current = null;
          start = message.index + 1;
        }
      }
    });
    child.on('error', (error) => { errors = String(error); });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (ended) return resolve(-1);
      const result = hung ? 'hang' : signal ? `crash ${signal}` : `ended with ${status}`;
      const reason = /(?:Error|FATAL ERROR|Assertion|symbol lookup).*/.exec(errors)?.[0];
      if (current?.name === '(start)') {
        take({ name: '(start)', result: `${result} ${reason ?? ''}` });
        return resolve(-1);
      }
      // Without a case under way, what the last one left behind did it.
      if (current) take({ ...current, result, reason });
      else take({ name: `after ${start - 1}`, result, reason });
      resolve(current ? current.index + 1 : start);
    });
  });
}

async function runUnit(binary, env, unit, record) {
  for (let start = 0, stuck = 0; start >= 0 && stuck < 3;) {
    const next = await runFrom(binary, env, unit, start, (message) => record(unit, message));
    stuck = next === start ? stuck + 1 : 0;
    start = next;
  }
}

// All units on all binaries, `jobs` at a time; the outcomes of each binary by
// "suite/group/case" and mode.
export async function run(binaries, suites, env, jobs, progress) {
  const queue = units(suites).flatMap((unit) => Object.keys(binaries).map((name) => ({ name, unit })));
  const outcomes = Object.fromEntries(Object.keys(binaries).map((name) => [name, new Map()]));
  const total = queue.length;
  const worker = async () => {
    for (let job; (job = queue.shift());) {
      const { name, unit } = job;
      await runUnit(binaries[name], env, unit, ({ suite, group, mode }, message) => {
        const key = [suite, group, message.name].filter(Boolean).join('/');
        const entry = outcomes[name].get(key) ?? {};
        entry[mode] = message.result;
        if (mode === 'optimised') entry.compiled = message.compiled;
        if (message.reason) entry.reason = message.reason;
        outcomes[name].set(key, entry);
      });
      progress(total - queue.length, total);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return outcomes;
}
