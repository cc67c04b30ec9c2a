// tools/doc-links.mjs, on two rendered pages.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const script = join(import.meta.dirname, '..', 'doc-links.mjs');

function run(t, html) {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'page.html'), html);
  writeFileSync(join(folder, 'other.html'), '<h2 id="there">');
  writeFileSync(join(folder, 'style.css'), '');
  const { status, stderr } = spawnSync(process.execPath, [script, folder, 'v1.2.3'], { encoding: 'utf8' });
  const lost = Array.from(stderr.matchAll(/: there is no (.*)\n/g), (match) => match[1]);
  return { status, lost, html: readFileSync(join(folder, 'page.html'), 'utf8') };
}

test('links that lead somewhere stay', (t) => {
  const html = '<link href="style.css"><h1 id="a"><a href="#a"><a href="other.html"><a href="other.html#there">' +
    '<a href="https://example.org/b.html#c">';
  assert.deepStrictEqual(run(t, html), { status: 0, lost: [], html });
});

test('links to pages that are not there go to upstream', (t) => {
  assert.deepStrictEqual(run(t, '<a href="fs.html"><a href="fs.html#fsopen">'), {
    status: 0,
    lost: [],
    html: '<a href="https://nodejs.org/docs/v1.2.3/api/fs.html">' +
      '<a href="https://nodejs.org/docs/v1.2.3/api/fs.html#fsopen">',
  });
});

test('links that lead nowhere are named', (t) => {
  const html = '<a href="#b"><a href="other.html#b"><script src="no.js"></script>';
  assert.deepStrictEqual(run(t, html), { status: 1, lost: ['#b', 'other.html#b', 'no.js'], html });
});
