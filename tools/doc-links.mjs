// Has the links of rendered pages lead somewhere: those to pages that are not rendered
// go to upstream's own documentation. Says which lead nowhere, and fails then.
//
//   node tools/doc-links.mjs FOLDER VERSION   of pages, such as out/doc/api v24.1.0
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { 2: folder, 3: version } = process.argv;
const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));

function readIds(page) {
  const text = readFileSync(join(folder, page), 'utf8');
  return new Set(Array.from(text.matchAll(/\sid="([^"]*)"/g), (match) => match[1]));
}
const ids = new Map(pages.map((page) => [page, readIds(page)]));

for (const page of pages) {
  const file = join(folder, page);
  const text = readFileSync(file, 'utf8');
  const lost = new Set();
  const linked = text.replace(/(href|src)="(?!#"|\w+:)([^"#]*)(#[^"]*)?"/g, (link, key, to, hash = '') => {
    const target = to === '' ? page : to;
    if (ids.has(target)) {
      if (hash !== '' && !ids.get(target).has(decodeURIComponent(hash.slice(1)))) lost.add(`${to}${hash}`);
      return link;
    }
    if (existsSync(join(folder, target))) return link;
    if (/^[\w-]+\.(html|json|md)$/.test(target)) return `${key}="https://nodejs.org/docs/${version}/api/${to}${hash}"`;
    lost.add(`${to}${hash}`);
    return link;
  });
  if (linked !== text) writeFileSync(file, linked);
  for (const link of lost) {
    console.error(`${file}: there is no ${link}`);
    process.exitCode = 1;
  }
}
