// `make fuzz`: compares node:ffi with what compilers make of random C types, of random
// declarations, and of those on manual pages; accesses raw memory at random; and makes wrong
// calls in checked mode.
//
//   main.mjs --node NODE --out FOLDER --results FILE [--seed N] [--types N]
//            [--pages N|all] [--only ITEM] [--self-test]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { items, makeChunks } from './chunk.mjs';
import { compilers } from './compilers.mjs';
import { engines } from './engines.mjs';
import { comparePages } from '../cdef-manual/run.mjs';
import { callChecked } from '../fuzz-checked/run.mjs';
import { compareDeclarations } from '../fuzz-cdef/run.mjs';
import { accessMemory } from '../fuzz-memory/run.mjs';
import { describeDifferences, describeLeftOut } from './report.mjs';
import { selfTest } from './self-test.mjs';
import { Session } from './session.mjs';

const maxShown = 20;

const { values: options } = parseArgs({
  options: {
    'node': { type: 'string' },
    'out': { type: 'string' },
    'seed': { type: 'string', default: '1' },
    'types': { type: 'string', default: '1000' },
    'pages': { type: 'string', default: '40' },
    'results': { type: 'string' },
    'only': { type: 'string' },
    'self-test': { type: 'boolean' },
  },
});
const seed = Number(options.seed);
const count = Number(options.types);
const isCount = (value) => value > 0 && Number.isInteger(value);
if (!Number.isInteger(seed) || !isCount(count) || !(options.pages === 'all' || isCount(Number(options.pages)))) {
  console.error('error: SEED, TYPES and PAGES are whole numbers, the last one may be all\n' +
    '       make fuzz SEED=7 TYPES=1000 PAGES=40');
  process.exit(2);
}
fs.mkdirSync(options.out, { recursive: true });

const start = performance.now();
const seconds = () => Math.round((performance.now() - start) / 1000);
const runOptions = { node: options.node, out: options.out, seed, only: options.only, compilers, engines };
const selfTested = options['self-test'] ? await selfTest(runOptions) : { passed: 0, failed: 0 };

const session = new Session(runOptions);
const failing = [];
const all = { types: 0, functions: 0, items: 0 };
for (const chunk of makeChunks(seed, count)) {
  const names = [...items(chunk)].map(({ name }) => name);
  if (options.only && !names.includes(options.only)) continue;
  const before = session.differences.length;
  await session.compare(chunk);
  if (session.differences.length > before) failing.push(chunk);
  all.types += chunk.declared.length;
  all.functions += chunk.functions.reduce((sum, { kinds }) => sum + kinds.length, 0);
  all.items += options.only ? 1 : names.length;
  console.log(`${all.types} types, ${all.functions} functions, ${session.compared} comparisons, ` +
    `${session.differences.length} differences, ${seconds()} s`);
}

process.stdout.write(describeLeftOut(session.leftOut));
if (session.refused > 0) console.log(`refused, since libffi can't call it, or for its size: ${session.refused}`);
const declared = await compareDeclarations({ ...runOptions, count, selfTest: options['self-test'] });
const accessed = await accessMemory({ ...runOptions, count, selfTest: options['self-test'] });
const checked = await callChecked({ ...runOptions, count });
const shown = await comparePages({ ...runOptions, pages: options.pages, results: options.results });
const ofTypes = describeDifferences(session.differences, failing, { seed, count });
const texts = [...ofTypes, ...declared.texts, ...accessed.texts, ...checked.texts, ...shown.texts];
const file = path.join(options.out, 'differences.txt');
fs.writeFileSync(file, texts.join('\n'));
console.log(texts.slice(0, maxShown).join('\n'));
if (texts.length > maxShown) console.log(`All ${texts.length} are in ${file}.`);
const passed = all.items - ofTypes.length + selfTested.passed + declared.passed + accessed.passed +
  checked.passed + shown.passed;
const failed = ofTypes.length + selfTested.failed + declared.failed + accessed.failed +
  checked.failed + shown.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
