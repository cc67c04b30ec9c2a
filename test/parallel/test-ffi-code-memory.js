// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('looks at /proc');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

// Generated code can't be changed from JavaScript: functions and callbacks leave
// no descriptor open by which their code could be written, or which could become
// that of another file, and no mapping of it is writable, nor any mapping that
// is not V8's own both writable and executable.

const descriptors = () => fs.readdirSync('/proc/self/fd').map((fd) => {
  try {
    return `${fd} ${fs.readlinkSync(`/proc/self/fd/${fd}`)}`;
  } catch {
    return null;  // That of the directory itself.
  }
}).filter((link) => link !== null);

const mappings = () => fs.readFileSync('/proc/self/maps', 'utf8').split('\n').map((line) => ({
  line,
  access: line.split(' ')[1] ?? '',
}));
const writableCode = () => mappings().filter(({ access }) => /^[r-]wx/.test(access));

const before = descriptors();
const writableBefore = writableCode().length;

const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');
const { lib, functions: { add_i32, call_i32, sum_eight_i32 } } = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  sum_eight_i32: { arguments: Array(8).fill('i32'), return: 'i64' },
});
const callback = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, (x) => x + 1);
// Until there is code for calls that are not optimised, too, and more than one
// chunk of stubs.
for (let i = 0; i < 1000; i++) {
  assert.strictEqual(add_i32(i, 2), i + 2);
  assert.strictEqual(sum_eight_i32(1, 2, 3, 4, 5, 6, 7, i), 140n + 8n * BigInt(i));
  assert.strictEqual(call_i32(callback, i), i + 1);
}
for (let i = 0; i < 5000; i++) lib.unregisterCallback(lib.registerCallback(() => {}));

for (const descriptor of descriptors()) {
  if (before.includes(descriptor)) continue;
  // Where there is no generated code, libffi maps the code that is in its own
  // file, of which it keeps a descriptor for reading. It may be part of node's.
  if (!descriptor.endsWith(` ${process.execPath}`)) assert.match(descriptor, /libffi\.so/);
  const [, flags] = /flags:\s*(\d+)/.exec(
    fs.readFileSync(`/proc/self/fdinfo/${descriptor.split(' ')[0]}`, 'utf8'));
  assert.strictEqual(parseInt(flags, 8) & (fs.constants.O_WRONLY | fs.constants.O_RDWR), 0);
  assert.strictEqual(process.argv[2], 'child');
}
for (const { line, access } of mappings()) {
  if (line.includes('memfd:')) assert.match(access, /^(---|r-x)s$/, line);
}
// V8 maps its code where no file is.
for (const { line } of writableCode()) assert.match(line, / 00:00 0\s*$/, line);

// Without V8's generated code, there is none at all.
if (process.argv[2] !== 'child') {
  const { status, stderr } = spawnSync(
    process.execPath, ['--experimental-ffi', '--jitless', __filename, 'child'], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
} else {
  assert.strictEqual(writableBefore, 0);
  assert.deepStrictEqual(writableCode(), []);
}
