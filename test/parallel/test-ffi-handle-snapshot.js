// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const tmpdir = require('../common/tmpdir');
const { pathOf } = require('../common/ffi');

// The types of handles, and of what is owned, may be part of a user-land snapshot. They
// ask for a symbol in the library that is loaded afterwards.

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
  const { consumes, dlopen, handle, owned } = require('node:ffi');
  class Box extends handle('box', { close: 'box_close' }) {
    get number() { return functions.box_number(this); }
  }
  const definitions = {
    box_open: { arguments: ['int'], return: Box },
    box_number: { arguments: [Box], return: 'int' },
    box_close: { arguments: [consumes(Box)], return: 'int' },
    give_text: { arguments: ['int'], return: owned('cstring', 'free_it') },
    count_open_boxes: { return: 'int' },
  };
  let functions;
  require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
    ({ functions } = dlopen(process.argv[1], definitions));
    const first = functions.box_open(3);
    {
      using second = functions.box_open(4);
      console.log(first.number, second.number, functions.give_text(0), functions.count_open_boxes());
    }
    console.log(functions.box_close(first), functions.count_open_boxes());
  });
`);
run(['--build-snapshot', entry]);
assert.strictEqual(run([pathOf('handles')]), '3 4 grün 2\n3 0\n');
