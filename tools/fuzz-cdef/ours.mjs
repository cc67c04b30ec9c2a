// Has the binary under test parse texts.
import fs from 'node:fs';
import path from 'node:path';
import { linesOf, run } from '../fuzz-abi/processes.mjs';

// So many texts, and a process is replaced: to begin takes as long as some of them.
const most = 1000;
// So many crashes, and a process has told enough.
const maxCrashes = 5;

const script = path.join(import.meta.dirname, 'child.mjs');
const flags = ['--no-warnings', '--experimental-ffi', '--expose-internals'];

// Gives the nodes for their indices.
function link({ nodes, functions, types, variables, constants }) {
  for (const node of nodes ?? []) {
    for (const key of ['to', 'element', 'result']) if (node[key] !== undefined) node[key] = nodes[node[key]];
    node.args = node.args?.map((index) => nodes[index]);
    node.entries = node.entries?.map(([name, value]) => [name, BigInt(value)]);
    for (const member of node.members ?? []) member.type = nodes[member.type];
  }
  const all = (object = {}) => new Map(Object.entries(object).map(([name, index]) => [name, nodes[index]]));
  return {
    functions: all(functions), types: all(types), variables: all(variables),
    constants: new Map(Object.entries(constants ?? {}).map(([name, value]) => [name, BigInt(value)])),
  };
}

// { error } or { result } for each of `tasks` ({ name, text, isShort }), by its name.
// `error` is { code, message, line, column }; a crash is one, too.
async function parseSome(tasks, { node, out, index }) {
  const file = path.join(out, `texts-${index}.json`);
  const found = new Map();
  let left = tasks;
  for (let crashes = 0; left.length > 0 && crashes < maxCrashes; crashes++) {
    fs.writeFileSync(file, JSON.stringify(left));
    const { stdout, stderr, status } = await run(node, [...flags, script, file]);
    let last;
    let isDone = false;
    for (const line of linesOf(stdout)) {
      last = line.at ?? last;
      isDone ||= line.isDone === true;
      if (line.error) found.set(line.name, { error: line.error });
      if (line.result) found.set(line.name, { result: link(line.result) });
    }
    if (isDone && status === 0) break;
    if (last === undefined) throw new Error(`${node} ends with ${status}:\n${stderr.slice(0, 2000)}`);
    const end = stderr.trim().split('\n').find((line) => /[Ee]rror|failed/.test(line)) ?? '';
    found.set(last, { error: { code: 'crash', message: `the process ended with ${status}: ${end}` } });
    left = left.slice(left.findIndex(({ name }) => name === last) + 1);
  }
  fs.rmSync(file, { force: true });
  return found;
}

let files = 0;

export async function parseAll(tasks, options) {
  const chunks = [];
  for (let i = 0; i < tasks.length; i += most) chunks.push(tasks.slice(i, i + most));
  const parts = await Promise.all(chunks.map((chunk) => parseSome(chunk, { ...options, index: files++ })));
  return new Map(parts.flatMap((part) => [...part]));
}
