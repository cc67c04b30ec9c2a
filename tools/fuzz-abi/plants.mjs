// Mistakes that are made on purpose, to see each of them reported: C does
// something else than what node:ffi is told, once in each direction.
import { fixtureText, functionTexts } from './c.mjs';
import { makeChunk } from './chunk.mjs';
import { Random } from './random.mjs';
import { has } from './types.mjs';
import { leaves, randomValue } from './values.mjs';

const count = 100;
const index = 1;

// Other bytes are another value: neither a union, whose value may be elsewhere, nor
// nothing, nor booleans only.
const isSensitive = (type) => !has(type, ({ form }) => form === 'union') &&
  [...leaves(type, randomValue(type, new Random(1)))].some(([, value]) => typeof value === 'bigint');

const flip = (what) => `for (size_t i = 0; i < sizeof(${what}); i++) ((char*)&${what})[i] ^= 0xff;\n`;

const isAggregate = (type) => type?.form === 'struct';

// Kind; which functions; the text to be replaced, and by what; what has to be said.
const mistakes = [
  ['f', ({ args }) => args.length > 0 && isAggregate(args[0]) && isSensitive(args[0]),
   '  PUT(a0);', `  ${flip('a0')}  PUT(a0);`, /^C got argument 0 \(\w+\) wrong/],
  ['f', ({ result }) => isAggregate(result) && isSensitive(result),
   '  return r;', `  ${flip('r')}  return r;`, /^the result: /],
  ['c', ({ args }) => args.length > 0 && isAggregate(args[0]) && isSensitive(args[0]),
   'GET(a0);', `GET(a0);\n  ${flip('a0')}`, /^argument 0 of the callback: /],
  ['c', ({ result }) => isAggregate(result) && isSensitive(result),
   '  memcpy(received', `  ${flip('r')}  memcpy(received`, /^C got the callback's result \(\w+\) wrong/],
  ['v', ({ args }) => isAggregate(args[1]) && isSensitive(args[1]),
   ' PUT(a1);', ` ${flip('a1')}  PUT(a1);`, /^C got argument 1 \(\w+\) wrong/],
  ['p', ({ args }) => isAggregate(args[0]) && isSensitive(args[0]),
   '  PUT(*a0);', `  ${flip('*a0')}  PUT(*a0);`, /^C got what argument 0 points to wrong/],
  ['f', ({ result }) => isAggregate(result), '  char* p', '  *(volatile char*)0 = 0;\n  char* p', /ended with SIGSEGV/],
];

// A function, in whose C text something is replaced.
function plantInFunction([kind, fits, from, to, wrong], { functions }, taken) {
  const fn = functions.find((fn) => fn.kinds.includes(kind) && !taken.has(fn) && fits(fn));
  if (fn === undefined) throw new Error('There is no function to plant a mistake in: another seed?');
  taken.add(fn);
  const text = functionTexts[kind](fn);
  return { item: `${kind}${fn.id}`, wrong, from: text, to: text.replace(from, () => to) };
}

// Of a type of which none of these functions are, C gives a wrong offset.
function plantInLayout({ types }, taken) {
  const type = types.find((type) => isSensitive(type) && isAggregate(type) && type.members[0].width === undefined &&
    !type.members[0].isAnonymous &&
    ![...taken].some(({ result, args }) => [result, ...args].some((of) => of && has(of, (one) => one === type))));
  const { name } = type.members[0];
  const from = `offsetof(struct ${type.tag}, ${name})`;
  return { item: `layout of ${type.tag}`, type, wrong: new RegExp(`^the offset of ${name} is 0, not 1`), from, to: `${from} + 1` };
}

// The chunk, its fixture's text with the mistakes in it, and for each of these
// { item, wrong, type }. What is of `type` is wrong, too.
export function plant(seed) {
  const chunk = makeChunk(seed, index, count);
  const taken = new Set();
  const planted = mistakes.map((mistake) => plantInFunction(mistake, chunk, taken));
  planted.push(plantInLayout(chunk, taken));
  let text = fixtureText(chunk);
  for (const { item, from, to } of planted) {
    if (!text.includes(from) || from === to) throw new Error(`Nothing to replace for ${item}`);
    text = text.replace(from, () => to);
  }
  return { chunk, text, planted };
}
