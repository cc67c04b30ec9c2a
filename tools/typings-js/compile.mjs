import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';

const kError = /^(.*?)\((\d+),\d+\): error (TS\d+): (.*)$/;

/**
 * Compiles a project, and reads the compiler's errors.
 * @param {string} tsc
 * @param {string} project The path of a tsconfig.json
 * @param {string[]} [options] Of the command line
 * @returns {{file: string, line: number, code: string, lines: string[]}[]}
 */
export function compile(tsc, project, options = []) {
  const cwd = dirname(project);
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath, [tsc, '-p', project, '--pretty', 'false', ...options],
    { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error !== undefined) throw error;
  const errors = [];
  for (const line of stdout.split('\n')) {
    const match = kError.exec(line);
    if (match !== null) {
      errors.push({ file: resolve(cwd, match[1]), line: Number(match[2]), code: match[3], lines: [match[4]] });
    } else if (line.startsWith('  ') && errors.length > 0) {
      errors.at(-1).lines.push(line.trim());
    } else if (line !== '') {
      throw new Error(`The compiler says: ${stdout}${stderr}`);
    }
  }
  if (status !== 0 && errors.length === 0) throw new Error(`The compiler failed: ${stdout}${stderr}`);
  return errors;
}
