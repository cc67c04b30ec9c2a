// Watches several pipes at once with poll(), which takes an array of structs and
// writes to it what happened to which.
//
//   node --experimental-ffi poll.mjs
import { closeSync, readSync, writeSync } from 'node:fs';
import { array, countOf, dlopen, out, pointer, struct } from 'node:ffi';

// What poll.h says.
const PollFd = struct({ fd: 'int', events: 'short', revents: 'short' });
const POLLIN = 0x1;
const POLLHUP = 0x10;

const { functions: { pipe, poll } } = dlopen(null, {
  // In C: int pipe(int fds[2]);
  pipe: { arguments: [out(array('int', 2))], return: 'int', errno: 'throw' },
  // In C: int poll(struct pollfd *fds, unsigned long count, int timeout);
  poll: {
    arguments: [pointer(PollFd), countOf(0, 'ulong'), 'int'], return: 'int', errno: 'throw',
  },
});

const pipes = [pipe(), pipe(), pipe()].map(({ out: [[output, input]] }) => ({ output, input }));
const watched = new (array(PollFd, pipes.length))(
  pipes.map(({ output }) => ({ fd: output, events: POLLIN, revents: 0 })));

function report(what) {
  const count = poll(watched, 100);
  console.log(`${what}: ${count} of ${watched.length} pipes have something to say`);
  for (const { fd, revents } of watched) {
    const index = pipes.findIndex(({ output }) => output === fd);
    if (revents & POLLIN) {
      const buffer = Buffer.alloc(100);
      const text = buffer.toString('utf8', 0, readSync(fd, buffer));
      console.log(`  pipe ${index} says ${text}`);
    } else if (revents & POLLHUP) {
      console.log(`  pipe ${index} was closed at the other end`);
    }
  }
}

report('at first');
writeSync(pipes[1].input, 'hello');
report('after a write');
closeSync(pipes[2].input);
writeSync(pipes[0].input, 'good morning');
report('after another, and an end');

for (const { output } of pipes) closeSync(output);
