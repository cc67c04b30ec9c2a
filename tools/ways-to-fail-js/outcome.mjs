// What became of a process that made a mistake.
import { dirname } from 'node:path';

// Without what differs from run to run, and what is the same in many lines.
function normalise(text, library) {
  return text.replaceAll(`${dirname(library)}/`, '').replace(/0x[0-9a-f]{6,}/gi, '0x…')
    .replace(/#?\s*\S*\/node\[\d+\]: /, '').replace(/ \(\d+\) has/, ' has')
    .replace(/^Signature of function (\w+) contradicts the debug information of \S+ /, '$1: ');
}

// Of a report of ours: the function, and what failed; of an abort(), why.
function condenseReport(stderr) {
  const of = (key) => stderr.match(new RegExp(`^  ${key}:\\s*(.*)`, 'm'))?.[1];
  const name = of('function')?.match(/\w+(?=\()/)?.[0];
  const [, cause] = stderr.match(/^Likely causes:\n\s*(.*)/m) ?? [];
  const failed = of('failed');
  const why = failed === undefined || failed.startsWith('abort') ? cause : failed;
  return [name && `in ${name}`, why].filter(Boolean).join(': ');
}

// The first line that says something about a crash.
function sayOfCrash(stderr) {
  const [, stopped] = stderr.match(/^FATAL ERROR: node:ffi: (.*)/m) ?? [];
  if (stopped) return stopped;
  if (/^node:ffi: SIG/m.test(stderr)) return condenseReport(stderr);
  const [panic] = stderr.match(/^panic.*/m) ?? [];
  const isDecoration = (line) => /^[\s#=-]*$|^# Fatal error in , line 0/.test(line);
  return panic ?? stderr.split('\n').find((line) => !isDecoration(line))?.trim() ?? '';
}

function readOutcome(stdout) {
  const line = stdout.trimEnd().split('\n').at(-1);
  return line.startsWith('{') ? JSON.parse(line) : undefined;
}

function describeEnd({ signal, status, stderr }, isLate) {
  const end = `${signal ?? `status ${status}`}${isLate ? ' later' : ''}`;
  const why = sayOfCrash(stderr);
  return why ? { kind: `${end}, says why`, text: `${end}: ${why}` } : { kind: end, text: `${end}, without a word` };
}

/**
 * @param {object} result What spawnSync() gave
 * @param {any} right The result that a program hopes for
 * @param {string} library
 * @returns {{kind: string, text: string}} `kind` is a word or two
 */
export function describe(result, right, library) {
  if (result.error?.code === 'ETIMEDOUT') return { kind: 'hangs', text: 'hangs' };
  const outcome = readOutcome(result.stdout);
  if (outcome?.missing) return { kind: '—', text: 'has no structs' };
  if (result.status !== 0) {
    const { kind, text } = describeEnd(result, outcome !== undefined);
    return { kind, text: normalise(text, library) };
  }
  if (outcome.error !== undefined) return { kind: 'error', text: `error: ${normalise(outcome.error, library)}` };
  const text = outcome.value === right ? 'goes on' : 'goes on, wrong';
  return { kind: text, text };
}
