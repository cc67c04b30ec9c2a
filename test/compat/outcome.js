'use strict';
// What a case came to, as one line of text that is the same on every run.

// Addresses differ from run to run; the loader's own words and paths stay.
function plain(text) {
  return text
    .replaceAll(process.env.COMPAT_LIBRARY, '<library>')
    .replaceAll(process.env.COMPAT_TMP, '<tmp>')
    .replaceAll(process.execPath, '<node>')
    .replace(/\b0x[0-9a-f]{6,}\b/g, '<address>')
    .replaceAll('\n', ' / ')
    .replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

// An outcome that a case put into words itself.
class Text {
  constructor(text) { this.text = text; }
}

function describe(value, depth = 0) {
  if (value instanceof Text) return value.text;
  switch (typeof value) {
    case 'number': return `number:${Object.is(value, -0) ? '-0' : value}`;
    case 'bigint': return `bigint:${isAddress(value) ? '<address>' : value}`;
    case 'string':
      return value.length > 300 ?
        `string:${value.length} ${JSON.stringify(value.slice(0, 20))}` :
        `string:${JSON.stringify(plain(value))}`;
    case 'symbol': return String(value);
    case 'function': return `function:${value.name}/${value.length}`;
    case 'object': break;
    default: return String(value);
  }
  if (value === null) return 'null';
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name}(${value.length ?? value.byteLength}):${bytes.toString('hex', 0, 40)}`;
  }
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return `${value.constructor.name}(${value.byteLength}):${Buffer.from(value).toString('hex', 0, 40)}`;
  }
  if (depth > 3) return '...';
  if (value instanceof Error) return error(value);
  if (Array.isArray(value)) return `[${value.map((item) => describe(item, depth + 1)).join(', ')}]`;
  const prototype = Object.getPrototypeOf(value);
  const name = prototype === null ? 'null-prototype' :
    prototype === Object.prototype ? '' : prototype.constructor?.name;
  return `${name}{${Reflect.ownKeys(value)
    .map((key) => `${String(key)}: ${describe(value[key], depth + 1)}`).join(', ')}}`;
}

// Code and data of a process on Linux lie there, and none of the cases' own numbers.
function isAddress(value) {
  return value > 0x200000n && value < 2n ** 47n && value !== 2n ** 32n && value !== 2n ** 31n &&
    value !== 2n ** 32n - 1n && value !== 2n ** 31n - 1n;
}

function error(thrown) {
  if (thrown === null || typeof thrown !== 'object') return `threw ${describe(thrown)}`;
  const name = Object.getPrototypeOf(thrown)?.constructor?.name ?? thrown.name;
  const code = thrown.code === undefined ? '' : ` [${thrown.code}]`;
  return `${name}${code}: ${plain(String(thrown.message))}`;
}

// The outcome of calling `run`.
function outcome(run) {
  let value;
  try {
    value = run();
  } catch (thrown) {
    return error(thrown);
  }
  return typeof value?.then === 'function' ? value.then(describe, error) : describe(value);
}

module.exports = { Text, outcome, describe, error, plain };
