// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, a link that leads now here, now there, while a program loads
// it, never has code run of a library that is not allowed.

const common = require('../common');
if (!common.isLinux) common.skip('the kernel is asked which file it is');

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const ffi = require('node:ffi');
const { pathOf } = require('../common/ffi');
const { runLimited } = require('../common/ffi_permission');
const tmpdir = require('../common/tmpdir');

if (process.argv.length === 2) {
  tmpdir.refresh();
  const root = fs.realpathSync(tmpdir.path);
  const allowed = path.join(root, 'allowed');
  const outside = path.join(root, 'outside');
  fs.mkdirSync(allowed);
  fs.mkdirSync(outside);
  const good = path.join(allowed, 'libgood.so');
  const bad = path.join(outside, 'libbad.so');
  const link = path.join(outside, 'lib.so');
  fs.copyFileSync(pathOf('handles'), good);
  fs.copyFileSync(pathOf('initializer'), bad);
  fs.symlinkSync(good, link);

  const flip = spawn(process.execPath, ['-e', `
    const fs = require('node:fs');
    const [good, bad, link] = process.argv.slice(1);
    fs.symlinkSync(good, link + '.good');
    fs.symlinkSync(bad, link + '.bad');
    for (;;) {
      for (const kind of ['.bad', '.good']) {
        fs.symlinkSync(kind === '.bad' ? bad : good, link + '.new');
        fs.renameSync(link + '.new', link);
      }
    }`, good, bad, link], { stdio: 'ignore' });
  flip.on('exit', common.mustCall());

  runLimited(__filename, [allowed], [link, bad]);
  flip.kill();
} else {
  const [link, bad] = process.argv.slice(2);
  let loaded = 0;
  let refused = 0;
  const end = Date.now() + 20_000;
  while ((loaded < 200 || refused < 200) && Date.now() < end) {
    try {
      ffi.dlopen(link, { count_wrong: { return: 'int' } }).lib.close();
      loaded++;
    } catch (error) {
      assert.deepStrictEqual([error.code, error.resource], ['ERR_ACCESS_DENIED', bad]);
      refused++;
    }
    assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, undefined);
  }
  assert.ok(loaded > 0 && refused > 0, `${loaded} loaded, ${refused} refused`);
}
