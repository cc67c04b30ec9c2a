// Makes one mistake with one FFI: run.mjs LIBRARY BINDING CASE. Prints what came of it, in JSON.
import { cases } from './cases.mjs';

const [library, binding, name] = process.argv.slice(-3);
const { functions: signatures, run, structs } = cases[name];
const ffi = await import(`./bind/${binding}.mjs`);

const say = (outcome) => console.log(`\n${JSON.stringify(outcome)}`);

function attempt() {
  if (structs && !ffi.hasStructs) return { missing: true };
  try {
    const opened = ffi.open(library, signatures);
    const value = run(opened.functions, { ...ffi, ...opened });
    return { value: typeof value === 'bigint' ? Number(value) : value };
  } catch (error) {
    return { error: `${error.message}`.split('\n')[0] };
  }
}

say(attempt());
