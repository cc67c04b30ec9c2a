// save as poll.mjs
import { array, dlopen, struct } from 'node:ffi';

class PollFd extends struct({ fd: 'int', events: 'short', revents: 'short' }) {}

const { functions: { poll } } = dlopen(null, {
  poll: { arguments: [array(PollFd), 'ulong', 'int'], return: 'int', errno: 'throw' },
});

const fds = [new PollFd({ fd: 1, events: 4, revents: 0 })]; // Can I write to stdout?
console.log(poll(fds, 1, 1000), fds[0]);
// Prints: 1 PollFd { fd: 1, events: 4, revents: 4 }
