// What a header declares, as far as cdef() takes it.
import { spawnSync } from 'node:child_process';
import { cdef } from 'node:ffi';

// The declarations of a text without comments: each ends with a semicolon, or the body of
// a function.
function* split(text) {
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|[{}();]/g)) {
    if (token === '{' || token === '(') depth++;
    if (token === '}' || token === ')') depth--;
    const end = index + token.length;
    const isBody = token === '}' && depth === 0 && /\)\s*\{/.test(text.slice(start, end)) &&
      !/^\s*(typedef|struct|union|enum)\b/.test(text.slice(start, end));
    if (depth > 0 || (token !== ';' && !isBody)) continue;
    yield text.slice(start, end).replaceAll(/\s+/g, ' ').trim();
    start = end;
  }
}

// What there is no type for, and headers have much of: one look, instead of an error each.
const untyped = /\b(long double|_Float128|_Float64x|__gnuc_va_list|va_list|_Complex)\b/;

// Takes what cdef() refuses out of it: one declaration after the other, as each error
// names a line.
export function readHeader(headers) {
  const { status, stdout, stderr } = spawnSync(
    'gcc', ['-E', '-P', '-D_GNU_SOURCE', '-D__extension__=', '-x', 'c', '-'],
    { input: headers.map((name) => `#include <${name}>\n`).join(''), encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${headers}: ${stderr}`);
  const declarations = [...split(stdout.replaceAll(/^#.*$/gm, ''))]
    .filter((declaration) => !/^(extern )?(static|__inline|inline)\b/.test(declaration) &&
                             !untyped.test(declaration));
  for (;;) {
    try {
      return cdef(declarations.join('\n')).functions;
    } catch (error) {
      if (error.code !== 'ERR_FFI_DECLARATION') throw error;
      if (declarations.splice(error.line - 1, 1).length === 0) throw error;
    }
  }
}
