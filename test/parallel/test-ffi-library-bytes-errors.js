// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, invalidValue, isLoaded, libraryPath } = require('../common/ffi');

// Bytes that are no library: a clear error, and nothing is left of them.

if (!common.isLinux) common.skip('libraries are loaded from bytes on Linux');

const bytes = fs.readFileSync(libraryPath);
const countFiles = () => fs.readdirSync('/proc/self/fd').length;

function refused(source, error) {
  const before = countFiles();
  assert.throws(() => dlopen(source), error);
  assert.throws(() => dlopen(source, {}), error);
  assert.throws(() => new DynamicLibrary(source), error);
  assert.strictEqual(countFiles(), before);
  assert.ok(!isLoaded('memfd:node-ffi-library'));
}

const failed = (reason) => ({
  name: 'Error',
  code: 'ERR_FFI_CALL_FAILED',
  message: `dlopen failed: <bytes>: ${reason}`,
});

for (const source of eachCase([
  Buffer.from('x'), Buffer.from('\x7fELF'), fs.readFileSync(__filename), new Uint8Array(1e6),
  new SharedArrayBuffer(4096), new BigInt64Array(8),
])) {
  refused(source, failed('not an ELF file'));
}

// The header of ELF: e_machine is at 18, e_type at 16.
function change(offset, value) {
  const changed = Buffer.from(bytes);
  changed.writeUInt16LE(value, offset);
  return changed;
}
refused(change(18, 0xBEEF), failed('an ELF file for another architecture'));
refused(change(16, 1), failed('an ELF file, but not a shared library'));
// The program itself, at addresses of its own or not.
refused(fs.readFileSync(process.execPath), {
  message: /^dlopen failed: <bytes>: (?:an ELF file, but not a shared library|cannot dynamically load position-independent executable)$/,
});

// To touch what a file lacks would end the process. Behind what is loaded (PT_LOAD)
// there are only symbols and what debuggers want.
let end = 0;
const header = new DataView(bytes.buffer, bytes.byteOffset);
for (let i = 0; i < header.getUint16(56, true); i++) {
  const at = Number(header.getBigUint64(32, true)) + i * header.getUint16(54, true);
  if (header.getUint32(at, true) !== 1) continue;
  end = Math.max(end, Number(header.getBigUint64(at + 8, true) + header.getBigUint64(at + 32, true)));
}
assert(end > 4096);
for (let length = 64; length < end; length += 509) {
  refused(bytes.subarray(0, length), failed('the file is incomplete'));
}

for (const empty of eachCase([Buffer.alloc(0), new ArrayBuffer(0), new SharedArrayBuffer(0),
                              new DataView(new ArrayBuffer(0)), new Float64Array(0)])) {
  refused(empty, invalidValue('The bytes of a library must not be empty'));
}

const gone = invalidValue(
  'The bytes of a library have no memory, as their ArrayBuffer is detached or too short');
const { buffer } = new Uint8Array(bytes);
const views = [new Uint8Array(buffer), new DataView(buffer), buffer];
structuredClone(buffer, { transfer: [buffer] });
for (const view of eachCase(views)) refused(view, gone);
const resizable = new ArrayBuffer(64, { maxByteLength: 64 });
const outside = new Uint8Array(resizable, 32, 32);
resizable.resize(16);
refused(outside, gone);

// An option's getter is the last that can do so.
for (const lazy of eachCase([true, false])) {
  const { buffer } = new Uint8Array(bytes);
  assert.throws(() => dlopen(buffer, {}, {
    get lazy() {
      structuredClone(buffer, { transfer: [buffer] });
      return lazy;
    },
  }), failed('not an ELF file'));
}
// Neither missing symbols nor wrong definitions leave it loaded.
refused([bytes.subarray(0, 100)], failed('the file is incomplete'));
for (const definitions of eachCase([{ no_such_symbol: {} }, { noop: { x: 1 } }, 1])) {
  assert.throws(() => dlopen(bytes, definitions), Error);
  assert.ok(!isLoaded('memfd:node-ffi-library'));
}
