// See tools/test-typings, which runs this.
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { compile } from './compile.mjs';
import { compareErrors, readExpected } from './errors.mjs';

const root = join(import.meta.dirname, '../..');
const tests = join(root, 'test/typings');
const out = join(root, 'out/typings');
const modules = join(import.meta.dirname, 'node_modules');
const current = join(modules, 'typescript/bin/tsc');
// The oldest that people are likely to have.
const old = join(modules, 'typescript-5/bin/tsc');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

let passed = 0;
let failed = 0;

function report(name, problems) {
  if (problems.length === 0) {
    passed++;
    return;
  }
  failed++;
  console.log(`not ok: ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
}

const runNode = (...args) =>
  execFileSync(join(root, 'out/node'), ['--no-warnings', '--experimental-ffi', ...args], { encoding: 'utf8' });

// The first says what, and the last says why.
const summarize = (lines) => (lines.length === 1 ? lines[0] : `${lines[0]}\n    ${lines.at(-1)}`);

const list = (errors) => errors.map(({ line, code, lines }) => `${line}: ${code}: ${summarize(lines)}`);

// Each of the files has to be there, and without errors. What is in none of them is an
// error of the types themselves.
function checkFiles(name, files, errors) {
  for (const file of files)
    report(`${name}: ${relative(root, file)}`, list(errors.filter((error) => error.file === file)));
  const others = errors.filter(({ file }) => !files.includes(file));
  report(`${name}: the types`, others.map(({ file, line, code, lines }) => `${file}:${line}: ${code}: ${lines[0]}`));
}

const wrong = join(tests, 'errors.ts');
const right = globSync(join(tests, '*.{ts,mts,cts}'))
  .filter((file) => file !== wrong && !file.endsWith('.d.ts')).sort();
if (right.length === 0) throw new Error('There are no tests');

// What must compile, and what must not.
const expected = readExpected(readFileSync(wrong, 'utf8'));
for (const { name, tsc, options } of [
  { name: 'TypeScript 7', tsc: current, options: [] },
  { name: 'TypeScript 7, node16', tsc: current, options: ['--module', 'node16'] },
  { name: 'TypeScript 7, esnext', tsc: current, options: ['--lib', 'esnext,dom', '--target', 'esnext'] },
  { name: 'TypeScript 5.9', tsc: old, options: [] },
]) {
  const errors = compile(tsc, join(tests, 'tsconfig.json'), options);
  checkFiles(name, right, errors.filter(({ file }) => file !== wrong));
  // The words are those of the current compiler; that there is an error does not
  // depend on it.
  compareErrors(expected, errors.filter(({ file }) => file === wrong), tsc === current, (line, problems) => {
    report(`${name}: test/typings/errors.ts:${line}`, problems);
  });
}

// Writes a project of these files, with the given types.
function createProject(name, files, types, options) {
  const project = join(out, name);
  const toHere = (path) => `./${relative(out, path)}`;
  writeFileSync(project, JSON.stringify({
    extends: toHere(join(tests, 'tsconfig.json')),
    compilerOptions: { types: types.map(toHere), ...options },
    files: files.map(toHere),
    include: [],
  }));
  return project;
}

const nodeTypes = join(modules, '@types/node');
const ownTypes = join(root, 'typings/ffi');
const helpers = join(tests, 'exactly');

// What is there at run time is there for the compiler, and nothing else.
{
  const names = runNode('-p', 'Object.keys(require("node:ffi")).join()').trim().split(',');
  const file = join(out, 'names.ts');
  const union = (list) => list.map((name) => `'${name}'`).join(' | ');
  writeFileSync(file, `import * as ffi from 'node:ffi';
export const typed: ${union(names)} = null! as keyof typeof ffi;
export const present: keyof typeof ffi = null! as ${union(names)};
`);
  checkFiles('names', [file], compile(current, createProject('names.json', [file], [nodeTypes, ownTypes])));
}

// And so are the names of types.
{
  const [, block] = /interface DataTypeMap \{(.*?)\n {2}\}/s.exec(readFileSync(`${ownTypes}.d.ts`, 'utf8'));
  const typed = new Set(Array.from(block.matchAll(/^ +(\w+): '/gm), ([, name]) => name));
  const script = 'Object.keys(require("internal/test/binding").internalBinding("ffi").typeNames).join()';
  const present = new Set(runNode('--expose-internals', '-p', script).trim().split(','));
  report('names of types', [
    ...[...present.difference(typed)].map((name) => `${name} is not typed`),
    ...[...typed.difference(present)].map((name) => `${name} is no type`),
  ]);
}

// What the reference shows.
{
  const reference = readFileSync(join(root, 'doc/api/ffi.md'), 'utf8');
  const files = [...reference.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, source], index) => {
    const file = join(out, `reference-${index}.ts`);
    writeFileSync(file, source);
    return file;
  });
  checkFiles('reference', files, compile(current, createProject('reference.json', files, [nodeTypes, ownTypes])));
}

// What a program exports can be declared, and these declarations can be used.
{
  const files = [join(tests, 'exported.ts')];
  const options = {
    noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'declarations',
    rootDir: relative(out, tests),
  };
  checkFiles('declarations', files,
             compile(current, createProject('declarations.json', files, [nodeTypes, ownTypes], options)));
  const declared = [join(out, 'declarations/exported.d.ts')];
  checkFiles('declarations', declared,
             compile(current, createProject('declared.json', declared, [nodeTypes, ownTypes])));
}

// The names of types that Node.js 26 has mean the same here; and these types can take
// the place of its own.
{
  const copy = join(out, 'node_modules/@types/node');
  cpSync(join(modules, 'types-node-26'), copy, { recursive: true });
  const portable = [join(tests, 'portable.ts')];
  checkFiles('types of Node.js 26', portable, compile(current, createProject('26.json', portable, [copy])));
  cpSync(`${ownTypes}.d.ts`, join(copy, 'ffi.d.ts'));
  checkFiles('in the place of those of Node.js 26', right,
             compile(current, createProject('26.json', right, [copy, helpers])));
}

// The examples, which are what people copy.
const examples = globSync(join(root, 'examples/**/*.{mjs,ts}')).sort();
checkFiles('examples', examples, compile(current, join(tests, 'examples.json')));

// A file that Node.js runs without a compiler.
{
  const file = join(tests, 'run.ts');
  const prints = [...readFileSync(file, 'utf8').matchAll(/\/\/ Prints: (.*)/g)].map(([, text]) => `${text}\n`).join('');
  const printed = runNode(file);
  report(`out/node ${basename(file)}`, printed === prints ? [] : [`It prints ${printed}`]);
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
