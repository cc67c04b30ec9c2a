'use strict';

// Every example in the documentation of node:ffi runs as it stands. An example that says
// what it prints (`// Prints: ...`) prints exactly that.

require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const tmpdir = require('../common/tmpdir');

tmpdir.refresh();

for (const page of ['ffi', 'ffi_from_c']) {
  const text = readFileSync(path.resolve(__dirname, `../../doc/api/${page}.md`), 'utf8');
  const examples = [...text.matchAll(/^```(mjs|cjs|js)\n(.*?)^```$/gms)];
  assert.notStrictEqual(examples.length, 0);

  for (const { 1: language, 2: code, index } of examples) {
    // The line of the first line of code.
    const line = text.slice(0, index).split('\n').length + 1;

    test(`doc/api/${page}.md:${line} (${language})`, () => {
      const file = tmpdir.resolve(`${page}-${line}.${language === 'mjs' ? 'mjs' : 'cjs'}`);
      writeFileSync(file, code);
      const { status, signal, stdout, stderr } = spawnSync(
        process.execPath, ['--experimental-ffi', file], { encoding: 'utf8' });
      assert.deepStrictEqual({ status, signal }, { status: 0, signal: null }, stderr);

      const prints = Array.from(code.matchAll(/\/\/ Prints: (.*)\n/g), (match) => match[1]);
      if (prints.length !== 0)
        assert.deepStrictEqual(stdout.split('\n').slice(0, -1), prints);
    });
  }
}
