'use strict';

// Calls with a string, which is copied as UTF-8 for each.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');

const characters = { ascii: 'a', latin1: 'é', utf16: '語' };

const bench = common.createBenchmark(main, {
  characters: Object.keys(characters),
  length: [12, 1024],
  n: [1e6],
}, { flags });

function run(f, texts, n) {
  let last;
  for (let i = 0; i < n; i++) last = f(texts[i & 1]);
  return last;
}

function main({ characters: kind, length, n }) {
  const f = load('string_length', ['string'], 'int64');
  const texts = ['a', 'b'].map((first) => first + characters[kind].repeat(length - 1));
  warmUp((n) => run(f, texts, n));

  bench.start();
  run(f, texts, n);
  bench.end(n);
}
