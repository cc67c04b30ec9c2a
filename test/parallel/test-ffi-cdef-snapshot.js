'use strict';
require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const tmpdir = require('../common/tmpdir');

// What is declared may be part of a user-land snapshot, also types that were not asked
// for before, and be used in another text.

tmpdir.refresh();
const blob = tmpdir.resolve('snapshot.blob');
const entry = tmpdir.resolve('entry.js');

function run(args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, ['--no-warnings', '--experimental-ffi', '--snapshot-blob', blob, ...args],
    { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
  return stdout;
}

fs.writeFileSync(entry, `
  const { cdef, dlopen } = require('node:ffi');
  const { functions, types, constants } = cdef(\`
    typedef struct { int quot, rem; } div_t;
    div_t div(int, int);
    struct node { struct node *next; char name[8]; struct { int x : 3; } in; };
    struct late { struct node nodes[2]; div_t result; };
    enum { A = 5 };
    size_t strlen(const char *);
  \`);
  types.node;
  require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
    const lib = dlopen(null, functions);
    const more = cdef('struct more { struct late late; div_t result; int a[sizeof(struct late)]; };', { types });
    console.log(JSON.stringify([
      lib.functions.div(17, 5), String(lib.functions.strlen('four')), types.node.size, types.late.size,
      more.types.more.size, constants.A,
    ]));
  });
`);
run(['--build-snapshot', entry]);
assert.deepStrictEqual(JSON.parse(run([])), [{ quot: 3, rem: 2 }, '4', 24, 56, 288, 5]);
