'use strict';
require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const tmpdir = require('../common/tmpdir');

// Types may be part of a user-land snapshot, and be used to make others afterwards.

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
  const { anonymous, array, bits, chars, enumeration, offsetof, pointer, struct, union } = require('node:ffi');
  class Point extends struct({ x: 'double', y: 'double' }) {}
  const Node = struct({
    point: Point,
    points: array(Point, 2),
    next: pointer(() => Node),
    bits: bits('int', 3),
    either: anonymous(union({ i: 'int', f: 'float' })),
    color: enumeration({ RED: 1 }),
    name: chars(4),
  }, { name: 'Node' });
  require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
    const Nodes = struct({ count: 'int', nodes: array(Node, 3), last: Point, items: array(Node) });
    class Derived extends Node {}
    const Packed = struct({ c: 'char', node: anonymous(Derived) }, { packed: true });
    console.log(JSON.stringify([
      Node.size, offsetof(Nodes, 'nodes[1].points[1].y'), Nodes.size, offsetof(Packed, 'f'), Packed.size,
      Node.fields.color.type.values,
    ]));
  });
`);
run(['--build-snapshot', entry]);
assert.deepStrictEqual(JSON.parse(run([])), [72, 120, 240, 61, 73, { RED: 1 }]);
