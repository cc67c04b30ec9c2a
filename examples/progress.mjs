// Compresses a file with libzip, on a thread of its own, which says how far it is. That is
// shown in the terminal as a bar, or else in lines, while JavaScript goes on.
//
//   node --experimental-ffi progress.mjs FILE FILE.zip
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  Callback, cdef, consumes, dlopen, findLibrary, handle, NativeThread, out,
} from 'node:ffi';

const path = findLibrary('zip');
if (path === undefined)
  throw new Error('libzip is needed (Debian: the package libzip5)');

// What zip.h says. zip_close() is what compresses, and frees the archive if that went well.
const thread = new NativeThread({ name: 'zip' });
const Archive = handle('zip_t', { close: 'zip_discard' });
const { functions } = cdef(`
  const char *zip_libzip_version(void);
  const char *zip_strerror(void *archive);
  void *zip_source_file(zip_t *, const char *file, uint64_t start, int64_t length);
  int64_t zip_file_add(zip_t *, const char *name, void *source, unsigned int flags);
  int zip_set_file_compression(zip_t *, uint64_t index, int method, unsigned int level);
  int zip_register_progress_callback_with_state(
    zip_t *, double precision, void *progress, void *free, void *state);
`, { types: { zip_t: Archive } });
const { functions: zip } = dlopen(path, {
  ...functions,
  zip_open: { arguments: ['cstring', 'int', out('int')], return: Archive },
  zip_close: { arguments: [consumes(Archive)], return: 'int', nonblocking: thread },
});
const ZIP_CREATE = 1;
const ZIP_TRUNCATE = 8;
const ZIP_CM_DEFLATE = 8;

const terminal = process.stdout.isTTY;
function show(part) {
  const percent = Math.round(part * 100);
  const bar = '█'.repeat(percent / 2).padEnd(50, '░');
  process.stdout.write(terminal ? `\r${bar} ${percent} %` : `${percent} %\n`);
}

async function compress(file, archiveFile) {
  const { value, out: [error] } = zip.zip_open(archiveFile, ZIP_CREATE | ZIP_TRUNCATE);
  if (value === null)
    throw new Error(`${archiveFile}: libzip's error ${error}`);
  using archive = value;
  const { pointer } = archive;
  const check = (status) => {
    if (status < 0)
      throw new Error(`libzip: ${zip.zip_strerror(pointer)}`);
  };
  const source = zip.zip_source_file(archive, file, 0n, -1n);
  const index = zip.zip_file_add(archive, basename(file), source, 0);
  check(index);
  check(zip.zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, 1));

  // Each call by C is one round of the loop.
  using progress = Callback.events({ arguments: ['pointer', 'double', 'pointer'] });
  check(zip.zip_register_progress_callback_with_state(
    archive, terminal ? 0.01 : 0.1, progress, null, null));
  const closed = zip.zip_close(archive).finally(() => progress.close());
  for await (const [, part] of progress)
    show(part);
  if (terminal) console.log();
  check(await closed);
}

const [, , file, archiveFile] = process.argv;
if (archiveFile === undefined) {
  console.error('usage: node --experimental-ffi progress.mjs FILE FILE.zip');
  process.exit(1);
}
const started = performance.now();
await compress(file, archiveFile);
const seconds = (performance.now() - started) / 1000;
console.log(`libzip ${zip.zip_libzip_version()}`);
console.log(`${statSync(file).size} bytes are ${statSync(archiveFile).size} now, ` +
            `after ${seconds.toFixed(1)} s`);
