// Run by each peer: what it costs to look up a thousand functions, in
// milliseconds and megabytes, if all have one type, or each has another.
//
//   define.mjs PEER LIBRARY one|distinct
const [peer, library, types] = process.argv.slice(2);
const { open } = await import(`./bind/${peer}.mjs`);

const signatures = {};
for (let i = 0; i < 1000; i++) {
  // The bits of the number say which of ten arguments are integers.
  const bits = types === 'one' ? 0 : i;
  const args = Array.from({ length: 10 }, (_, bit) => (bits >> bit & 1 ? 'i32' : 'f64'));
  signatures[`many_${String(i).padStart(3, '0')}`] = ['void', ...args];
}

const rss = process.memoryUsage().rss;
const start = performance.now();
const { functions } = open(library, signatures);
const time = performance.now() - start;
const growth = (process.memoryUsage().rss - rss) / 2 ** 20;
if (Object.keys(functions).length !== 1000) throw new Error('There are not a thousand functions');
console.log(JSON.stringify({ [`${types}/time`]: { value: time }, [`${types}/memory`]: { value: growth } }));
process.exit();
