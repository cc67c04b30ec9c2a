// The part of `make fuzz` that compares cdef() with GCC.
import { selfTest } from './self-test.mjs';
import { Session } from './session.mjs';
import { makeTexts } from './texts.mjs';

// What is shown of a text
const maxLength = 2000;

const shown = (text) => (text.length > maxLength ? `${text.slice(0, maxLength)}... (${text.length} characters)` : text);

// What of one text is wrong, and how to see it again.
export function describe({ name, text, wrongs }, { seed, count }) {
  return `--- ${name}\n${shown(text)}\n${wrongs.map((wrong) => `${wrong}\n`).join('')}` +
    `again: make fuzz SEED=${seed} TYPES=${count} ONLY='${name}'\n`;
}

// { passed, failed, texts }, the last of which are what to show.
export async function compareDeclarations(options) {
  const { seed, count, only } = options;
  const tested = options.selfTest ? await selfTest(options) : { passed: 0, failed: 0 };
  const texts = [...makeTexts(seed, count)].filter(({ name }) => only === undefined || only === name);
  const session = new Session(options);
  await session.compare(texts);
  const known = [...session.known.values()].reduce((sum, n) => sum + n, 0);
  console.log(`${texts.length} texts of declarations: ${session.taken} as GCC has them, ` +
    `${session.refused} refused as GCC does, ${known} known to differ, ${session.differences.length} differences`);
  for (const [reason, n] of session.known) console.log(`  ${n}: ${reason}`);
  const failing = [...Map.groupBy(session.differences, ({ name }) => name)].map(([name, list]) =>
    describe({ name, text: list[0].text, wrongs: list.map(({ wrong }) => wrong) }, options));
  return {
    passed: texts.length - failing.length + tested.passed, failed: failing.length + tested.failed, texts: failing,
  };
}
