// The texts of a run: random declarations, and what is wrong with some of them. Each
// follows from the seed and its name.
import { Random } from '../fuzz-abi/random.mjs';
import { Grammar } from './grammar.mjs';
import { extremes, mutateCharacters, mutateTokens, respace } from './mutate.mjs';
import { simple } from './simple.mjs';

// Of so many texts, one is cut at each of its characters.
const perCut = 50;
const maxCut = 400;

function declarations(random, id, count) {
  const grammar = new Grammar(random, id);
  return Array.from({ length: count }, () => grammar.declaration()).join('\n');
}

const makers = {
  declarations(random, i) {
    const text = declarations(random, i, random.between(1, 6));
    return random.chance(0.5) ? text : respace(text, random);
  },
  changed: (random, i) => mutateTokens(declarations(random, i, random.between(1, 2)), random),
  mistaken: (random) => mutateTokens(random.pick(simple), random),
  garbled: (random, i) => mutateCharacters(declarations(random, i, random.between(1, 3)), random),
};

// Whether GCC is asked about a text, or the parser has to bear it only.
const isJudged = { declarations: true, changed: true, mistaken: true, garbled: false };

// { name, text, isJudged } for `count` texts of each kind, and what is the same in every
// run.
export function* makeTexts(seed, count) {
  for (const [stream, kind] of Object.keys(makers).entries()) {
    for (let i = 0; i < count; i++) {
      const random = new Random(seed, stream * 1_000_000 + i);
      yield { name: `${kind} ${i}`, text: makers[kind](random, i), isJudged: isJudged[kind] };
    }
  }
  for (let i = 0; i < count; i += perCut) {
    const text = makers.declarations(new Random(seed, i), i).slice(0, maxCut);
    for (let end = 0; end < text.length; end++) {
      yield { name: `declarations ${i} up to character ${end}`, text: text.slice(0, end), isJudged: false };
    }
  }
  for (const [name, text] of extremes()) yield { name: `many: ${name}`, text, isJudged: false };
}
