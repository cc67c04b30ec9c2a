// Runs in the binary under test: has texts parsed. The name of each is out before it
// begins, so that a crash has a name.
//
//   child.mjs FILE   a JSON array of { name, text, isShort }; what is given is not
//                    described, if `isShort`
import fs from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { cdef } from 'node:ffi';

const { describe } = createRequire(import.meta.url)('./describe.cjs');

// No text takes as long, unless the parser hangs.
const timeout = 5000;

const say = (line) => fs.writeSync(1, `${JSON.stringify(line)}\n`);

// What is called in there is ended when the time is over.
const script = new vm.Script('cdefForFuzzer()');

function parse(text) {
  globalThis.cdefForFuzzer = () => cdef(text);
  return script.runInThisContext({ timeout });
}

function judge({ name, text, isShort }) {
  say({ at: name });
  let given;
  try {
    given = parse(text);
  } catch (error) {
    const { code, message, line, column } = error;
    return say({ name, error: { code: code ?? error.name, message, line, column } });
  }
  try {
    say({ name, result: isShort ? {} : describe(given) });
  } catch (error) {
    const [message, place] = error.stack.split('\n');
    say({ name, error: { code: 'an error when it was looked at', message: `${message} (${place?.trim()})` } });
  }
}

for (const task of JSON.parse(fs.readFileSync(process.argv[2]))) judge(task);
say({ isDone: true });
