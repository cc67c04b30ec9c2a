// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const tmpdir = require('../common/tmpdir');
const { pathOf } = require('../common/ffi');

// A single executable application loads a library that it has inside.

if (!common.isLinux || !['x64', 'arm64'].includes(process.arch)) common.skip('writes 64-bit ELF files');
if (!process.config.variables.single_executable_application) common.skip('needs single executable applications');
tmpdir.refresh();
if (!tmpdir.hasEnoughSpace(2 * fs.statSync(process.execPath).size)) common.skip('needs more disk space');

// Does what postject does, which may not be there: puts a note into an executable, and
// tells node of it. For that, two entries are added to the program header, if there is room
// behind it; or two that nothing needs become that of the segment and that of the note.
function inject(executable, blob) {
  const PT_LOAD = 1;
  const PT_NOTE = 4;
  const PT_GNU_PROPERTY = 0x6474E553;
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:';
  executable[executable.indexOf(`${fuse}0`) + fuse.length] = '1'.charCodeAt();

  const name = Buffer.from('NODE_SEA_BLOB\0\0\0');
  const note = Buffer.alloc(12 + name.length + blob.length);
  note.writeUInt32LE(name.length, 0);
  note.writeUInt32LE(blob.length, 4);
  name.copy(note, 12);
  blob.copy(note, 12 + name.length);

  const table = Number(executable.readBigUInt64LE(32));
  const count = executable.readUInt16LE(56);
  const entries = [];
  for (let i = 0; i < count + 2; i++) {
    entries.push(executable.subarray(table + i * 56, table + (i + 1) * 56));
  }
  const added = entries.splice(count);
  const ofType = (type) => entries.filter((entry) => entry.readUInt32LE(0) === type);
  const page = 2 ** 16;
  const roundUp = (number) => Math.ceil(number / page) * page;
  const offset = roundUp(executable.length);
  const address = roundUp(Math.max(...ofType(PT_LOAD).map(
    (entry) => Number(entry.readBigUInt64LE(16) + entry.readBigUInt64LE(40)))));
  const isFree = added.every((entry) => entry.every((byte) => byte === 0));
  if (isFree) executable.writeUInt16LE(count + 2, 56);
  const replaced = isFree ? [[added[0], PT_LOAD], [added[1], PT_NOTE]] :
    [[ofType(PT_GNU_PROPERTY)[0], PT_LOAD], [ofType(PT_NOTE).at(-1), PT_NOTE]];
  for (const [entry, type] of replaced) {
    if (entry === undefined) common.skip('the executable has no room for another segment');
    entry.writeUInt32LE(type, 0);
    entry.writeUInt32LE(4, 4); // Readable.
    const values = [offset, address, address, note.length, note.length, page];
    values.forEach((value, i) => entry.writeBigUInt64LE(BigInt(value), 8 + i * 8));
  }
  return Buffer.concat([executable, Buffer.alloc(offset - executable.length), note]);
}

const main = tmpdir.resolve('main.js');
fs.writeFileSync(main, `
  const { getAsset, isSea } = require('node:sea');
  const { dlopen } = require('node:ffi');
  const { lib, functions } = dlopen(getAsset('library'), { answer: { return: 'int' } });
  console.log(isSea(), lib.path, functions.answer());
`);
const blob = tmpdir.resolve('blob');
const config = tmpdir.resolve('config.json');
fs.writeFileSync(config, JSON.stringify({
  main,
  output: blob,
  disableExperimentalSEAWarning: true,
  execArgv: ['--experimental-ffi', '--no-warnings'],
  assets: { library: pathOf('undefined') },
}));

function run(file, args) {
  const { status, signal, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  assert.deepStrictEqual({ status, signal }, { status: 0, signal: null }, stderr);
  return stdout;
}

run(process.execPath, ['--experimental-sea-config', config]);
const application = tmpdir.resolve('application');
fs.writeFileSync(application, inject(fs.readFileSync(process.execPath), fs.readFileSync(blob)), { mode: 0o755 });
assert.strictEqual(run(application, []), 'true <bytes> 42\n');
