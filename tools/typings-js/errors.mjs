// test/typings/errors.ts has above each line what is wrong with it:
//
//   // TS2345: Argument of type 'string' is not assignable to parameter…
//   abs('1');
//
// That is one of the lines of the compiler's message, up to an ellipsis if there is one.

const kExpectation = /^ *\/\/ (TS\d+): (.*?)(…?)$/;

/**
 * @param {string} source
 * @returns {Map<number, {code: string, text: string, isStart: boolean}[]>} By the line
 *   that the error is in
 */
export function readExpected(source) {
  const expected = new Map();
  let pending = [];
  for (const [index, line] of source.split('\n').entries()) {
    const match = kExpectation.exec(line);
    if (match !== null) {
      pending.push({ code: match[1], text: match[2], isStart: match[3] !== '' });
    } else if (pending.length > 0) {
      expected.set(index + 1, pending);
      pending = [];
    }
  }
  return expected;
}

const says = (error, { code, text, isStart }, hasWords) => !hasWords || (error.code === code &&
  error.lines.some((line) => (isStart ? line.startsWith(text) : line === text)));

const describe = ({ code, lines }) => `there is ${code}: ${lines.join('\n      ')}`;

/**
 * Compares both ways: each error is expected, and each expectation is met.
 * @param {Map} expected What readExpected() gives
 * @param {object[]} errors What compile() gives
 * @param {boolean} hasWords Whether codes and words count, and not only that there are
 *   errors
 * @param {Function} report Gets the line, and what is wrong there, for each line
 */
export function compareErrors(expected, errors, hasWords, report) {
  const lines = new Set([...expected.keys(), ...errors.map(({ line }) => line)]);
  for (const line of [...lines].sort((a, b) => a - b)) {
    const wanted = expected.get(line) ?? [];
    const found = errors.filter((error) => error.line === line);
    report(line, [
      ...found.filter((error) => !wanted.some((one) => says(error, one, hasWords))).map(describe),
      ...wanted.filter((one) => !found.some((error) => says(error, one, hasWords)))
        .map(({ code, text }) => `expected ${code}: ${text}`),
    ]);
  }
}
