// Compiles fixtures.
import { run } from './processes.mjs';

export const compilers = ['gcc', 'clang'];

// As most programs are; what types of no sense are warned of is no matter.
const options = ['-std=gnu23', '-w', '-Wno-psabi', '-O1', '-fPIC', '-shared', '-fno-strict-aliasing'];

export async function compile(compiler, source, library) {
  const { stderr, status } = await run(compiler, [...options, source, '-o', library]);
  if (status === 0) return;
  const start = stderr.split('\n').slice(0, 12).join('\n');
  throw new Error(`${compiler} does not compile ${source}:\n${start}`);
}
