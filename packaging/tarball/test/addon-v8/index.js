'use strict';

const assert = require('node:assert');
const { greet } = require('./build/Release/addon.node');

const { uv, openssl } = process.versions;
assert.strictEqual(greet('addon').toString(), `hello, addon, from libuv ${uv} and OpenSSL ${openssl}`);
assert.throws(() => greet(''), { name: 'TypeError', message: 'a name is needed' });
