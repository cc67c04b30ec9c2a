// Looks up a host with the C library's getaddrinfo(), which gives a linked list of
// structs, each with the address of another one, and numbers in the network's byte order.
//
//   node --experimental-ffi getaddrinfo.mjs [HOST [SERVICE]]
import { bigEndian, cdef, dlopen, handle, out, pointer } from 'node:ffi';

// What netdb.h and netinet/in.h of Linux say.
const { functions, types: { address: Address, addrinfo: AddrInfo } } = cdef(`
  struct sockaddr_in { unsigned short family; in_port_t port; unsigned char address[4]; };
  struct sockaddr_in6 { unsigned short family; in_port_t port; int flowinfo; in_port_t address[8]; };
  union address { struct sockaddr_in in; struct sockaddr_in6 in6; };
  struct addrinfo {
    int ai_flags, ai_family, ai_socktype, ai_protocol;
    unsigned int ai_addrlen;
    union address *ai_addr;
    const char *ai_canonname;
    struct addrinfo *ai_next;
  };
  const char *gai_strerror(int);
`, { types: { in_port_t: bigEndian('uint16') } });
const List = handle('addrinfo list', { close: 'freeaddrinfo' });
const { functions: libc } = dlopen(null, {
  ...functions,
  getaddrinfo: {
    arguments: ['cstring', 'cstring', pointer(AddrInfo), out(List)], return: 'int',
  },
});
const AF_INET = 2;
const SOCK_STREAM = 1;

const format4 = ({ address, port }) => `${[...address].join('.')} port ${port}`;
const format6 = ({ address, port }) =>
  `${[...address].map((group) => group.toString(16)).join(':')} port ${port}`;

const [, , host = 'localhost', service = 'https'] = process.argv;
const hints = new AddrInfo();  // All of it is zero, which leaves the choice.
hints.ai_socktype = SOCK_STREAM;
const { value: status, out: [found] } = libc.getaddrinfo(host, service, hints);
using list = found;
if (list === null)
  throw new Error(`${host}, ${service}: ${libc.gai_strerror(status)}`);

for (let next = list.pointer; next !== 0n;) {
  const info = AddrInfo.at(next);
  const address = Address.at(info.ai_addr);
  console.log(`${host}: ` +
              `${info.ai_family === AF_INET ? format4(address.in) : format6(address.in6)}`);
  next = info.ai_next;
}
