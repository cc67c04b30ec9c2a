// Runs processes, as many at once as there are processors.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const timeout = 600_000;

let free = os.availableParallelism();
const waiting = [];

async function inTurn(task) {
  if (free === 0) await new Promise((resolve) => waiting.push(resolve));
  else free--;
  try {
    return await task();
  } finally {
    if (waiting.length > 0) waiting.shift()();
    else free++;
  }
}

// A file without a name: unlike a pipe, it never keeps its writer waiting.
let files = 0;
function openFile() {
  const name = path.join(os.tmpdir(), `fuzz-abi-${process.pid}-${files++}`);
  const fd = fs.openSync(name, 'wx+');
  fs.unlinkSync(name);
  return fd;
}

function takeFile(fd) {
  const bytes = Buffer.alloc(fs.fstatSync(fd).size);
  fs.readSync(fd, bytes, 0, bytes.length, 0);
  fs.closeSync(fd);
  return bytes.toString();
}

// { stdout, stderr, status }, whose status is a signal if there was one.
export function run(command, args) {
  return inTurn(async () => {
    const [out, err] = [openFile(), openFile()];
    const child = spawn(command, args, { stdio: ['ignore', out, err], timeout, killSignal: 'SIGKILL' });
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(signal ?? code));
    });
    return { stdout: takeFile(out), stderr: takeFile(err), status };
  });
}

// What a process printed: objects, one a line. The last one may have no end.
export const linesOf = (output) => output.split('\n').slice(0, -1).map((line) => JSON.parse(line));
