// Loaded before an example (--import): checks what it loads, and appends that to the file
// SIGNATURES, as lines of JSON.
import { appendFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const ffi = createRequire(import.meta.url)('node:ffi');
const { checkSignatures, dlopen } = ffi;

ffi.dlopen = (...args) => {
  const result = dlopen(...args);
  const record = { library: result.lib.path, functions: Object.keys(result.functions).length };
  try {
    record.contradictions = checkSignatures(result.lib).map(({ message }) => message);
  } catch (error) {
    // There may be no debug information.
    if (error.code !== 'ERR_FFI_CALL_FAILED') throw error;
  }
  appendFileSync(process.env.SIGNATURES, `${JSON.stringify(record)}\n`);
  return result;
};
syncBuiltinESMExports();
