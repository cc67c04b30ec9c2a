// Fetches a page with libcurl, whose functions take any number of arguments, and call
// JavaScript with what arrives. Without a URL, it is a page of a server of its own.
//
//   node --experimental-ffi curl.mjs [URL]
import { once } from 'node:events';
import { Callback, dlopen, toBuffer } from 'node:ffi';
import { Worker } from 'node:worker_threads';

// What curl.h says. The type of what follows an option is that of the option.
const setopt = (type) => ({
  symbol: 'curl_easy_setopt', arguments: ['pointer', 'int'], variadic: [type], return: 'int',
});
const definitions = {
  curl_easy_init: { return: 'pointer' },
  setString: setopt('cstring'),
  setLong: setopt('long'),
  setFunction: setopt('pointer'),
  curl_easy_perform: { arguments: ['pointer'], return: 'int' },
  curl_easy_getinfo: {
    arguments: ['pointer', 'int'], variadic: ['pointer'], return: 'int',
  },
  curl_easy_strerror: { arguments: ['int'], return: 'cstring' },
  curl_easy_cleanup: { arguments: ['pointer'] },
  curl_version: { return: 'cstring' },
};
const CURLOPT_FOLLOWLOCATION = 52;
const CURLOPT_URL = 10002;
const CURLOPT_WRITEFUNCTION = 20011;
const CURLINFO_RESPONSE_CODE = 0x200002;
const CURLINFO_TOTAL_TIME = 0x300003;

function openLibrary() {
  try {
    return dlopen('libcurl.so.4', definitions);
  } catch (error) {
    throw new Error('libcurl is needed (Debian, Ubuntu: the package libcurl4t64)',
                    { cause: error });
  }
}
const { functions: curl } = openLibrary();

function check(status) {
  if (status !== 0)
    throw new Error(`curl: ${curl.curl_easy_strerror(status)}`);
}

function fetchPage(url) {
  const chunks = [];
  using write = new Callback(
    { arguments: ['pointer', 'uint53', 'uint53', 'pointer'], return: 'uint53' },
    (data, size, count) => chunks.push(toBuffer(data, size * count)) && size * count);
  const handle = curl.curl_easy_init();
  try {
    check(curl.setString(handle, CURLOPT_URL, url));
    check(curl.setLong(handle, CURLOPT_FOLLOWLOCATION, 1));
    check(curl.setFunction(handle, CURLOPT_WRITEFUNCTION, write.pointer));
    check(curl.curl_easy_perform(handle));
    const status = new BigInt64Array(1);
    check(curl.curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status));
    const time = new Float64Array(1);
    check(curl.curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME, time));
    return { status: Number(status[0]), seconds: time[0], body: Buffer.concat(chunks) };
  } finally {
    curl.curl_easy_cleanup(handle);
  }
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
