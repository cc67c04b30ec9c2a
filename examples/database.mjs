// Runs a long query of SQLite in a process that is an HTTP server, too: on the server's
// thread, and on a thread of its own. Shows how long requests take meanwhile, and draws
// that in FILE.svg.
//
//   node --experimental-ffi database.mjs [FILE.svg]
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { dlopen, findLibrary, handle, NativeThread, out } from 'node:ffi';

const path = findLibrary('sqlite3');
if (path === undefined)
  throw new Error('SQLite is needed (Debian, Ubuntu: the package libsqlite3-0)');

// What sqlite3.h says. What takes long is there twice.
const thread = new NativeThread({ name: 'sqlite' });
const Database = handle('sqlite3', { close: 'sqlite3_close' });
const Statement = handle('sqlite3_stmt', { close: 'sqlite3_finalize' });
const { functions: sqlite } = dlopen(path, {
  step: { symbol: 'sqlite3_step', arguments: [Statement], return: 'int' },
  stepOnThread: {
    symbol: 'sqlite3_step', arguments: [Statement], return: 'int', nonblocking: thread,
  },
  sqlite3_open: { arguments: ['cstring', out(Database)], return: 'int' },
  sqlite3_prepare_v2: {
    arguments: [Database, 'cstring', 'int', out(Statement), 'pointer'], return: 'int',
  },
  sqlite3_column_double: { arguments: [Statement, 'int'], return: 'double' },
  sqlite3_errmsg: { arguments: [Database], return: 'cstring' },
});
const SQLITE_ROW = 100;

async function query(db, step) {
  using statement = sqlite.sqlite3_prepare_v2(db, `
    WITH RECURSIVE number(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number LIMIT 8000000)
    SELECT sum(n) FROM number
  `, -1, null).out[0];
  if (statement === null || await step(statement) !== SQLITE_ROW)
    throw new Error(`${sqlite.sqlite3_errmsg(db)}`);
  return sqlite.sqlite3_column_double(statement, 0);
}

// While it is blocked, the server must not take connections for idle ones.
const server = createServer({ keepAliveTimeout: 0 }, (_, response) => response.end('hello'))
  .listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

// The clients are on a thread of their own, and send a request every 5 ms, whether those
// before were answered or not.
const clients = new Worker(`
  const { parentPort, workerData: url } = require('node:worker_threads');
  async function ask() {
    const sent = performance.now();
    await (await fetch(url)).text();
    return { sent, took: performance.now() - sent };
  }
  let requests, timer;
  parentPort.on('message', async (begin) => {
    clearInterval(timer);
    if (!begin) return parentPort.postMessage(await Promise.all(requests));
    requests = [ask()];
    timer = setInterval(() => requests.push(ask()), 5);
  });
`, { eval: true, workerData: `http://127.0.0.1:${port}` });

// How long requests take during some work: [{ sent, took }], in milliseconds.
async function measure(work) {
  clients.postMessage(true);
  await work();
  clients.postMessage(false);
  const [requests] = await once(clients, 'message');
  const { sent: first } = requests[0];
  return requests.map(({ sent, took }) => ({ sent: sent - first, took }));
}

const { out: [opened] } = sqlite.sqlite3_open(':memory:');
using db = opened;
await measure(() => setTimeout(200));  // What is used first takes longer.
const results = [
  { name: 'no query', requests: await measure(() => setTimeout(1000)) },
  { name: 'query on the same thread', requests: await measure(() => query(db, sqlite.step)) },
  {
    name: 'query on another thread', requests: await measure(() => query(db, sqlite.stepOnThread)),
  },
];
await clients.terminate();
server.close();

for (const result of results) {
  const sorted = result.requests.map(({ took }) => took).sort((a, b) => a - b);
  const at = (part) => {
    const took = sorted[Math.ceil((sorted.length - 1) * part)];
    return `${took.toFixed(took < 100 ? 1 : 0)} ms`;
  };
  result.summary = `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
  result.end = result.requests.at(-1).sent + 1;
  console.log(`${result.name}: ${result.requests.length} requests, ${result.summary}`);
}

// Both pictures have the time that a request was sent from left to right, and how long it
// took upwards: logarithmic, from 0 at 0.1 ms to 1 at 10 s.
const powers = [0, 1, 2, 3, 4, 5].map((n) => ({ height: n / 5, label: `${10 ** (n - 1)}` }));
const heightOf = ({ took }) => Math.min(1, Math.max(0, (Math.log10(took) + 1) / 5));

// In the terminal, a bar is as high as the slowest of the requests that it stands for.
function plot(results) {
  const lines = 10;
  const columns = 22;
  const panels = results.map(({ requests, end }) => {
    const bars = new Array(columns).fill(0);
    for (const request of requests) {
      const column = Math.floor(request.sent / end * columns);
      bars[column] = Math.max(bars[column], heightOf(request) * lines);
    }
    return bars;
  });
  console.log(`\n    ms  ${results.map(({ name }) => name.padEnd(columns)).join('  ')}`);
  for (let line = lines - 1; line >= 0; line--) {
    const label = powers.find(({ height }) => height * lines === line)?.label ?? '';
    const bars = panels.map((panel) => panel.map((bar) =>
      ' ▁▂▃▄▅▆▇█'[Math.round(Math.min(1, Math.max(0, bar - line)) * 8)]).join(''));
    console.log(`${label.padStart(6)} │${bars.join(' │')}`);
  }
}

function draw(results) {
  const width = 250;
  const height = 250;
  const panels = results.map(({ name, summary, requests, end }, i) => `
    <g transform="translate(${60 + i * (width + 20)} 60)">
      <text y="-30" font-weight="bold">${name}</text><text y="-12">${summary}</text>
      ${powers.map((power) => `<path d="M0 ${height * (1 - power.height)}h${width}"/>`).join('')}
      ${requests.map((request) => `<circle
        cx="${(request.sent / end * width).toFixed(1)}"
        cy="${(height * (1 - heightOf(request))).toFixed(1)}" r="2"/>`).join('')}
      <text y="${height + 20}">sent after 0 s</text>
      <text x="${width}" y="${height + 20}" text-anchor="end">${(end / 1000).toFixed(1)} s</text>
    </g>`);
  const labels = powers.map((power) =>
    `<text x="50" y="${64 + height * (1 - power.height)}" text-anchor="end">${power.label}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${80 + results.length * (width + 20)}" ` +
    `height="${height + 100}" font-family="sans-serif" font-size="12">
    <style>path { stroke: #ddd } circle { fill: #36c; fill-opacity: 0.5 }</style>
    <rect width="100%" height="100%" fill="#fff"/>
    <text x="50" y="30" text-anchor="end">ms</text>${labels.join('')}${panels.join('')}
</svg>\n`;
}

plot(results);
if (process.argv[2] !== undefined)
  writeFileSync(process.argv[2], draw(results));
