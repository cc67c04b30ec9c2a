// The part of `make fuzz` that has cdef() read manual pages.
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../fuzz-abi/processes.mjs';
import { readPages } from './page.mjs';
import { writeReport } from './report.mjs';
import { Session } from './session.mjs';

// `count` of them, from all over the list.
function some(list, count) {
  const share = (i) => Math.floor(i * count / list.length);
  return list.filter((_, i) => share(i) !== share(i - 1));
}

async function system() {
  const { stdout } = await run('gcc', ['--version']);
  const os = /^PRETTY_NAME="?(.*?)"?$/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  return `${new Date().toISOString().slice(0, 10)}, with\n${stdout.split('\n')[0]}, on ${os}`;
}

// { passed, failed, texts }, as of compareDeclarations(). `pages` is how many, or 'all',
// of which the results are kept in `results`.
export async function comparePages({ node, out, pages: wanted, only, results }) {
  const nothing = { passed: 0, failed: 0, texts: [] };
  if (only !== undefined && !only.startsWith('page ')) return nothing;
  const { stdout, stderr, status } = await run(path.join(import.meta.dirname, 'get-pages'), []);
  if (status !== 0) {
    console.log(`${stderr.trim()}\nManual pages are left out.`);
    return wanted === 'all' ? { ...nothing, failed: 1 } : nothing;
  }
  const all = [...readPages(stdout.trim())];
  const count = wanted === 'all' ? all.length : Number(wanted);
  const pages = only === undefined ? some(all, count) : all.filter(({ name }) => `page ${name}` === only);
  const session = new Session({ node, out });
  await session.compare(pages);
  const { functions, structs, others } = session.compared;
  console.log(`${pages.length} manual pages: ${functions} functions, ${structs} structs, ${others} others compared, ` +
    `${session.refused.length} refused, ${session.differences.length} differences`);
  if (wanted === 'all' && only === undefined) writeReport(results, pages, session, await system());
  const failing = [...Map.groupBy(session.differences, ({ page }) => page)].map(([name, list]) =>
    `--- page ${name}\n${list.map(({ wrong }) => `${wrong}\n`).join('')}again: make fuzz ONLY='page ${name}'\n`);
  return { passed: pages.length - failing.length, failed: failing.length, texts: failing };
}
