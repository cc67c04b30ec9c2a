'use strict';

// Where something is in the text: for errors, which are few, so this looks at all of it.

const {
  MathMax,
  MathMin,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeTrim,
} = primordials;

const kTab = 0x09;
const kNewLine = 0x0a;
const kCarriageReturn = 0x0d;

/**
 * @param {string} text
 * @param {number} offset
 * @returns {{line: number, column: number}} From 1, in UTF-16 units
 */
function locate(text, offset) {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = StringPrototypeIndexOf(text, '\n', start);
    if (end < 0 || end >= offset) break;
    line++;
    start = end + 1;
  }
  return { __proto__: null, line, column: offset - start + 1 };
}

const kMaxBefore = 48;
const kMaxShown = 76;

/**
 * @param {string} text
 * @param {number} offset
 * @returns {string} The line, or the part of it around the offset, and a caret below;
 *   or nothing of an empty line
 */
function showLine(text, offset) {
  const start = offset === 0 ? 0 : StringPrototypeLastIndexOf(text, '\n', offset - 1) + 1;
  let end = StringPrototypeIndexOf(text, '\n', offset);
  if (end < 0) end = text.length;
  if (end > start && StringPrototypeCharCodeAt(text, end - 1) === kCarriageReturn) end--;
  const from = MathMax(start, offset - kMaxBefore);
  const to = MathMax(MathMin(end, from + kMaxShown), from);
  const line = StringPrototypeSlice(text, from, to);
  if (StringPrototypeTrim(line) === '') return '';
  let padding = '';
  for (let i = from; i < offset; i++) {
    padding += StringPrototypeCharCodeAt(text, i) === kTab ? '\t' : ' ';
  }
  return `\n\n  ${line}\n  ${padding}^`;
}

/**
 * @param {string} message
 * @returns {string} Without characters that a terminal would act upon
 */
function makeVisible(message) {
  let result = '';
  let start = 0;
  for (let i = 0; i < message.length; i++) {
    const code = StringPrototypeCharCodeAt(message, i);
    const isControl = code < 0x20 ? code !== kTab && code !== kNewLine : code >= 0x7f && code < 0xa0;
    if (!isControl) continue;
    result += `${StringPrototypeSlice(message, start, i)}\ufffd`;
    start = i + 1;
  }
  return result + StringPrototypeSlice(message, start);
}

module.exports = {
  locate,
  makeVisible,
  showLine,
};
