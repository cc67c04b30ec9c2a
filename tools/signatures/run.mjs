// Compares signatures with debug information: those that headers declare, the same with a
// mistake in each, and those of the examples. Prints a report; see tools/check-signatures.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { checkSignatures, DynamicLibrary } from 'node:ffi';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readHeader } from './headers.mjs';
import { libraries } from './libraries.mjs';

const progress = (text) => process.stderr.write(`${text}\n`);

// What a library itself exports, and not one that it needs.
function exportsOf(path) {
  const { stdout } = spawnSync('nm', ['-D', '--defined-only', '-P', path],
                               { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return new Set(stdout.split('\n').map((line) => line.split(/[@ ]/)[0]));
}

// Where the loader has it from.
function fileOf(name) {
  const maps = readFileSync('/proc/self/maps', 'utf8');
  return maps.split('\n').map((line) => line.slice(line.indexOf('/'))).find((path) => path.endsWith(`/${name}`)) ??
    maps.match(new RegExp(`/\\S*/${name}\\S*`))?.[0];
}

// A function alone, as many mistakes may be in one library. Debug information does not
// have all functions, and the loader does not find those of old versions.
function check(path, name, definition) {
  using lib = new DynamicLibrary(path);
  try {
    lib.getFunction(name, definition);
    return checkSignatures(lib);
  } catch (error) {
    if (error.code !== 'ERR_FFI_CALL_FAILED') throw error;
  }
}

// A last argument of another size.
const short = ['short', 'ushort', 'int16', 'uint16', 'int16_t', 'uint16_t'];
function plant({ arguments: args, ...rest }) {
  return { ...rest, arguments: args.with(-1, short.includes(args.at(-1)) ? 'int64' : 'int16') };
}

function checkLibrary(path, headers) {
  // As it stays loaded, its debug information is read once.
  new DynamicLibrary(path);
  const exported = exportsOf(fileOf(path));
  const functions = readHeader(headers);
  const row = { path, declared: 0, compared: 0, planted: 0, found: 0, contradictions: [] };
  for (const name in functions) {
    if (!exported.has(name)) continue;
    row.declared++;
    const found = check(path, name, functions[name]);
    if (found === undefined) continue;
    row.compared++;
    row.contradictions.push(...found.map(({ message }) => message));
    if (!functions[name].arguments?.length) continue;
    row.planted++;
    if (check(path, name, plant(functions[name])).length > found.length) row.found++;
    else row.contradictions.push(`${name}: the planted mistake was not found`);
  }
  if (row.compared === 0) throw new Error('there is no debug information of it');
  return row;
}

// What an example loads: see record.mjs.
function checkExample(file) {
  const folder = mkdtempSync(join(tmpdir(), 'signatures-'));
  const output = join(folder, 'lines');
  spawnSync(
    process.execPath,
    ['--experimental-ffi', '--no-warnings', '--import', join(import.meta.dirname, 'record.mjs'), file],
    { env: { ...process.env, SIGNATURES: output }, timeout: 60e3, input: '' });
  const lines = existsSync(output) ? readFileSync(output, 'utf8').trim().split('\n') : [];
  rmSync(folder, { recursive: true });
  return lines.map((line) => JSON.parse(line));
}

// Columns of numbers are those that begin so.
function printTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(3, ...rows.map((row) => `${row[i]}`.length)));
  const isNumber = rows[0].map((_, i) => typeof rows[1]?.[i] === 'number');
  const line = (cells) => console.log(`| ${cells.join(' | ')} |`);
  rows.forEach((row, number) => {
    line(row.map((cell, i) => (isNumber[i] ? `${cell}`.padStart(widths[i]) : `${cell}`.padEnd(widths[i]))));
    if (number === 0) line(widths.map((width, i) => '-'.repeat(width - isNumber[i]) + (isNumber[i] ? ':' : '')));
  });
}

function printList(title, lines) {
  console.log(`\n${title}:`);
  if (lines.length === 0) console.log('nothing.');
  else console.log(`\n${lines.map((text) => `* ${text}`).join('\n')}`);
}

const rows = [];
const leftOut = [];
for (const path in libraries) {
  progress(path);
  try {
    rows.push(checkLibrary(path, libraries[path]));
  } catch (error) {
    leftOut.push(`${path}: ${error.message.split('\n')[0]}`);
  }
}
console.log(`# Signatures compared with debug information

<!-- lint disable maximum-line-length remark-lint -->

Written by \`tools/check-signatures\`. Each library's functions were declared as its own
header does, by \`cdef()\`, and compared with the debug information of the library: what
contradicts there is a mistake of \`checkSignatures()\`, or of the header. Then each function
was declared with one mistake, a last parameter of another size, which has to be found.
`);
printTable([
  ['Library', 'Functions', 'Compared', 'Contradictions', 'Mistakes planted', 'Found'],
  ...rows.map(({ path, declared, compared, contradictions, planted, found }) =>
    [path, declared, compared, contradictions.length, planted, found]),
]);
printList('What was left out', leftOut);
printList('What contradicts', rows.flatMap(({ contradictions }) => contradictions));

console.log('\n## Our examples\n');
const examples = join(import.meta.dirname, '../../examples');
const checked = readdirSync(examples).filter((name) => name.endsWith('.mjs')).flatMap((name) => {
  progress(name);
  return checkExample(join(examples, name)).map((record) => ({ name, ...record }));
});
printTable([
  ['Example', 'Library', 'Functions', 'Contradictions'],
  ...checked.map(({ name, library, functions, contradictions }) =>
    [name, library === '' ? 'the process' : basename(library), functions,
     contradictions?.length ?? 'no debug information']),
]);
printList('What contradicts', checked.flatMap(({ contradictions }) => contradictions ?? []));
