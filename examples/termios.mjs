// Shows the bytes of each key that is pressed in a terminal, which C's termios.h has send
// them at once and without an echo. `q`, or three seconds without a key, end it.
//
//   node --experimental-ffi termios.mjs
import { cdef, dlopen, lengthOf, out } from 'node:ffi';

// What termios.h of Linux says.
const { functions, types: { termios: Termios } } = cdef(`
  struct termios {
    unsigned int c_iflag, c_oflag, c_cflag, c_lflag;
    unsigned char c_line, c_cc[32];
    unsigned int c_ispeed, c_ospeed;
  };
  int tcsetattr(int fd, int actions, const struct termios *);
`);
const ICANON = 2;
const ECHO = 8;
const VTIME = 5;
const VMIN = 6;
const TCSANOW = 0;

const { functions: { tcgetattr, tcsetattr, read } } = dlopen(null, {
  tcgetattr: { arguments: ['int', out(Termios)], return: 'int', errno: 'throw' },
  tcsetattr: { ...functions.tcsetattr, errno: 'throw' },
  read: { arguments: ['int', 'buffer', lengthOf(1)], return: 'int53', errno: 'throw' },
});
const stdin = 0;

function settings() {
  try {
    return tcgetattr(stdin).out[0];
  } catch (error) {
    if (error.code !== 'ENOTTY') throw error;
    console.log('Standard input is no terminal, so there are no keys to press.');
    process.exit();
  }
}

const before = settings();
const raw = new Termios(before);
raw.c_lflag &= ~(ICANON | ECHO);
raw.c_cc[VMIN] = 0;
raw.c_cc[VTIME] = 30;  // In tenths of a second
tcsetattr(stdin, TCSANOW, raw);
try {
  console.log('Press keys. q is the end.');
  const bytes = Buffer.alloc(16);
  for (let n; (n = read(stdin, bytes)) > 0 && bytes[0] !== 0x71;)
    console.log(`${bytes.toString('hex', 0, n)}  ${JSON.stringify(bytes.toString('utf8', 0, n))}`);
} finally {
  tcsetattr(stdin, TCSANOW, before);
}
