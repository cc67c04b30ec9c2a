// Fetches a page with libcurl, whose functions take any number of arguments, and call
// JavaScript with what arrives. Without a URL, it is a page of a server of its own.
//
//   node --experimental-ffi curl.mjs [URL]
import { once } from 'node:events';
import { Callback, cdef, dlopen, findLibrary, handle, out, toBuffer } from 'node:ffi';
import { Worker } from 'node:worker_threads';

const path = findLibrary('curl');
if (path === undefined)
  throw new Error('libcurl is needed (Debian, Ubuntu: the package libcurl4t64)');

// What curl.h says.
const Curl = handle('CURL', { close: 'curl_easy_cleanup' });
const { functions } = cdef(`
  CURL *curl_easy_init(void);
  int curl_easy_setopt(CURL *, int option, ...);
  int curl_easy_perform(CURL *);
  const char *curl_easy_strerror(int);
  const char *curl_version(void);
`, { types: { CURL: Curl } });
const { functions: curl } = dlopen(path, {
  ...functions,
  getLong: {
    symbol: 'curl_easy_getinfo',
    arguments: [Curl, 'int'], variadic: [out('int53')], return: 'int',
  },
  getDouble: {
    symbol: 'curl_easy_getinfo',
    arguments: [Curl, 'int'], variadic: [out('double')], return: 'int',
  },
});
const CURLOPT_FOLLOWLOCATION = 52;
const CURLOPT_URL = 10002;
const CURLOPT_WRITEFUNCTION = 20011;
const CURLINFO_RESPONSE_CODE = 0x200002;
const CURLINFO_TOTAL_TIME = 0x300003;

function check(status) {
  if (status !== 0)
    throw new Error(`curl: ${curl.curl_easy_strerror(status)}`);
}

function fetchPage(url) {
  const chunks = [];
  using write = new Callback(
    { arguments: ['pointer', 'size_t', 'size_t', 'pointer'], return: 'size_t' },
    (data, size, count) => {
      chunks.push(toBuffer(data, size * count));
      return size * count;
    });
  using handle = curl.curl_easy_init();
  if (handle === null)
    throw new Error('curl: not enough memory');
  // An option's value is passed by what it is: a bigint is a C long, a string a char *.
  check(curl.curl_easy_setopt(handle, CURLOPT_URL, url));
  check(curl.curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1n));
  check(curl.curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, write.pointer));
  check(curl.curl_easy_perform(handle));
  const { out: [status] } = curl.getLong(handle, CURLINFO_RESPONSE_CODE);
  const { out: [seconds] } = curl.getDouble(handle, CURLINFO_TOTAL_TIME);
  return { status, seconds, body: Buffer.concat(chunks) };
}

// On a thread of its own, as this one is in C until the page is there.
const server = new Worker(`
  const { parentPort } = require('node:worker_threads');
  const server = require('node:http').createServer(({ method, url, headers }, response) => {
    response.end(\`\${method} \${url} for \${headers.accept}\`);
  }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`, { eval: true });
const [port] = await once(server, 'message');

const { status, seconds, body } = fetchPage(
  process.argv[2] ?? `http://127.0.0.1:${port}/hello`);
await server.terminate();
console.log(curl.curl_version());
console.log(`status ${status}, ${body.length} bytes in ${seconds} s`);
console.log(body.toString());
