// Looks up a host with the C library's getaddrinfo(), which gives a linked list of
// structs, each with the address of another struct, and numbers in the network's byte order.
//
//   node --experimental-ffi getaddrinfo.mjs [HOST [SERVICE]]
import { array, bigEndian, dlopen, pointer, struct } from 'node:ffi';

// What netdb.h and netinet/in.h of Linux say.
class AddrInfo extends struct({
  ai_flags: 'int', ai_family: 'int', ai_socktype: 'int', ai_protocol: 'int',
  ai_addrlen: 'uint', ai_addr: 'pointer', ai_canonname: 'cstring',
  ai_next: pointer(() => AddrInfo),
}) {}
class Address4 extends struct({
  sin_family: 'ushort', sin_port: bigEndian('uint16'), sin_addr: array('uint8', 4),
}) {
  toString() { return `${[...this.sin_addr].join('.')} port ${this.sin_port}`; }
}
class Address6 extends struct({
  sin6_family: 'ushort', sin6_port: bigEndian('uint16'), sin6_flowinfo: bigEndian('uint32'),
  sin6_addr: array(bigEndian('uint16'), 8), sin6_scope_id: 'uint32',
}) {
  toString() {
    const groups = [...this.sin6_addr].map((group) => group.toString(16));
    return `${groups.join(':')} port ${this.sin6_port}`;
  }
}
const AF_INET = 2;
const SOCK_STREAM = 1;

const { functions: { getaddrinfo, freeaddrinfo, gai_strerror: gaiStrerror } } = dlopen(null, {
  getaddrinfo: {
    arguments: ['cstring', 'cstring', pointer(AddrInfo), pointer('pointer')], return: 'int',
  },
  freeaddrinfo: { arguments: ['pointer'] },
  gai_strerror: { arguments: ['int'], return: 'cstring' },
});

function lookup(host, service) {
  const hints = new AddrInfo();  // All of it is zero, which leaves the choice.
  hints.ai_socktype = SOCK_STREAM;
  const first = new BigUint64Array(1);
  const status = getaddrinfo(host, service, hints, first);
  if (status !== 0)
    throw new Error(`${host}, ${service}: ${gaiStrerror(status)}`);
  const addresses = [];
  for (let next = first[0]; next !== 0n;) {
    const info = AddrInfo.at(next);
    const Address = info.ai_family === AF_INET ? Address4 : Address6;
    addresses.push(`${Address.at(info.ai_addr)}`);
    next = info.ai_next;
  }
  freeaddrinfo(first[0]);
  return addresses;
}

const [, , host = 'localhost', service = 'https'] = process.argv;
for (const address of lookup(host, service))
  console.log(`${host}: ${address}`);
