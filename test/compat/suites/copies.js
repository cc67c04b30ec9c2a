'use strict';
// toString, toBuffer, toArrayBuffer, the four export…, getRawPointer,
// getCurrentEventLoop: every value in every place, and what they do.

const values = require('../values.js');

const groups = ['toString', 'toBuffer', 'toArrayBuffer', 'exportString', 'exportBuffer',
                'exportArrayBuffer', 'exportArrayBufferView', 'getRawPointer', 'getCurrentEventLoop'];

const buffer = () => Buffer.from([9, 8, 7, 6]);
const arrayBuffer = () => new Uint8Array([9, 8, 7, 6]).buffer;
const goods = {
  toString: (p) => [p],
  toBuffer: (p) => [p, 4],
  toArrayBuffer: (p) => [p, 4],
  exportString: (p) => ['text', p, 32],
  exportBuffer: (p) => [buffer(), p, 32],
  exportArrayBuffer: (p) => [arrayBuffer(), p, 32],
  exportArrayBufferView: (p) => [new Uint16Array(arrayBuffer()), p, 32],
  getRawPointer: () => [new ArrayBuffer(8)],
  getCurrentEventLoop: () => [],
};

function cases(group, kit) {
  const list = [];
  const target = kit.ffi[group];
  const block = kit.get('get_block', [], 'pointer');
  const base = block();
  const bytes = kit.get('byte_at', ['int32'], 'uint8');
  const dump = (count = 24) =>
    Array.from({ length: count }, (_, i) => bytes(i).toString(16).padStart(2, '0')).join('');
  const good = goods[group](base);
  const exporting = group.startsWith('export');
  const show = exporting ? (result) => {
    const seen = dump();
    block();
    return `${result} ${seen}`;
  } : undefined;
  const add = (name, make) => list.push([name, () =>
    kit.checked(target, goods[group](base), make(), { show, prepare: block })]);

  for (let place = 0; place < good.length; place++) {
    for (const name of values.certain) {
      add(`argument ${place}, ${name}`, () => goods[group](base).with(place, values.make(name)));
    }
  }
  for (let count = 0; count <= good.length + 2; count++) {
    add(`${count} arguments`, () => [...goods[group](base), undefined, undefined].slice(0, count));
    add(`${count} wrong arguments`, () => [Symbol(), Symbol(), Symbol(), Symbol(), Symbol()].slice(0, count));
  }
  list.push(['own keys', () => Reflect.ownKeys(target).join()]);
  list.push(['new', () => new target(...good)]);
  special[group](kit, { add, list, base, dump, block });
  return list;
}

const lengths = [0, 1, 4, 255, 256, -0, -1, 0.5, 4294967295, 2 ** 32, 2 ** 53 - 1, 2 ** 53, Infinity, NaN];
const encodings = ['utf8', 'utf-8', 'UTF8', 'ucs2', 'ucs-2', 'utf16le', 'utf-16le', 'UTF-16LE', 'latin1', 'binary',
                   'ascii', 'hex', 'base64', 'base64url', 'buffer', 'none', '', undefined, null, 1, {}, 'utf16'];

function views(name) {
  return (kit, { list, add, base, block }) => {
    const target = kit.ffi[name];
    for (const copy of [undefined, true, false, 0, 1, null, '', 'x', {}]) {
      list.push([`copy ${JSON.stringify(copy)} is a copy`, () => {
        block();
        const bytes = new Uint8Array(target(base, 4, copy).buffer ?? target(base, 4, copy));
        kit.get('set_byte', ['int32', 'uint8'], 'void')(1, 200);
        return [...bytes.slice(0, 4)];
      }]);
    }
    for (const length of lengths) {
      for (const copy of [true, false]) {
        if (length > 256 && length <= 2 ** 32) continue; // Would be read, or mapped
        add(`length ${length}, copy ${copy}`, () => [base, length, copy]);
        add(`NULL, length ${length}, copy ${copy}`, () => [0n, length, copy]);
        add(`at the last address, length ${length}, copy ${copy}`, () => [2n ** 64n - 1n, length, copy]);
      }
    }
    list.push(['same address twice', () => {
      const [a, b] = [target(base, 4, false), target(base, 4, false)];
      return [a === b, (a.buffer ?? a) === (b.buffer ?? b)];
    }]);
    list.push(['overlapping views', () => {
      const [a, b] = [target(base, 8, false), target(base + 2n, 8, false)];
      new Uint8Array(a.buffer ?? a)[2] = 77;
      return new Uint8Array(b.buffer ?? b)[0];
    }]);
    list.push(['kind', () => {
      const made = target(base, 4, false);
      return [made.constructor.name, made.byteLength, made.byteOffset ?? 'none', (made.buffer ?? made).resizable];
    }]);
    list.push(['kind of a copy', () => {
      const made = target(base, 4);
      return [made.constructor.name, made.byteLength, made.byteOffset ?? 'none', (made.buffer ?? made).byteLength];
    }]);
    list.push(['detach a view', () => {
      const made = target(base, 4, false);
      structuredClone(made.buffer ?? made, { transfer: [made.buffer ?? made] });
      return [made.byteLength, target(base, 4)];
    }]);
    list.push(['collected view', () => {
      for (let i = 0; i < 2000; i++) target(base, 64, false);
      globalThis.gc?.();
      return target(base, 4);
    }]);
  };
}

function exporter(name, make) {
  return (kit, { add, base }) => {
    for (const room of [...lengths, undefined, null, '4', 4n, 3, 5]) {
      add(`room ${typeof room} ${room}`, () => [make(4), base, room]);
      add(`NULL, room ${typeof room} ${room}`, () => [make(4), 0n, room]);
      add(`nothing to NULL, room ${typeof room} ${room}`, () => [make(0), 0n, room]);
      add(`nothing, room ${typeof room} ${room}`, () => [make(0), base, room]);
      add(`last address, room ${typeof room} ${room}`, () => [make(4), 2n ** 64n - 1n, room]);
    }
  };
}

const special = {
  toString(kit, { list }) {
    for (const name of ['get_text', 'get_bad_text', 'get_empty_text']) {
      list.push([name, () => kit.ffi.toString(kit.get(name, [], 'pointer')())]);
      list.push([`${name} as string`, () => kit.ffi.toString(kit.get(name, [], 'string')())]);
    }
    list.push(['of NULL, more arguments', () => kit.ffi.toString(0n, 1, 2)]);
  },
  toBuffer: views('toBuffer'),
  toArrayBuffer: views('toArrayBuffer'),
  exportString(kit, { add, base }) {
    exporter('exportString', (n) => 'x'.repeat(n))(kit, { add, base });
    for (const encoding of encodings) {
      for (const text of ['', 'ab', '\u00e9', '\u{1f600}', '\ud800', 'a\0b']) {
        add(`${JSON.stringify(text)} as ${typeof encoding} ${String(encoding)}`, () => [text, base, 32, encoding]);
      }
    }
    for (const encoding of ['utf8', 'utf16le', 'latin1']) {
      for (let room = 0; room < 9; room++) {
        for (const text of ['', 'ab', '\u00e9\u00e9', '\u{1f600}']) {
          add(`${JSON.stringify(text)} as ${encoding} into ${room}`, () => [text, base, room, encoding]);
        }
      }
    }
  },
  exportBuffer: exporter('exportBuffer', (n) => buffer().subarray(0, n)),
  exportArrayBuffer: exporter('exportArrayBuffer', (n) => arrayBuffer().slice(0, n)),
  exportArrayBufferView: exporter('exportArrayBufferView', (n) => new Uint8Array(arrayBuffer(), 0, n)),
  getRawPointer(kit, { list }) {
    const { getRawPointer } = kit.ffi;
    list.push(['of an offset', () => {
      const bytes = new ArrayBuffer(32);
      return getRawPointer(new Uint8Array(bytes, 5)) - getRawPointer(bytes);
    }]);
    list.push(['of a DataView', () => {
      const bytes = new ArrayBuffer(32);
      return getRawPointer(new DataView(bytes, 7)) - getRawPointer(bytes);
    }]);
    list.push(['round trip', () => kit.ffi.toBuffer(getRawPointer(Buffer.from('abc')), 3)]);
    list.push(['same as the argument', () => {
      const bytes = Buffer.alloc(8);
      return kit.get('echo_pointer', ['buffer'], 'pointer')(bytes) === getRawPointer(bytes);
    }]);
  },
  getCurrentEventLoop(kit, { list }) {
    list.push(['is the same', () => {
      const first = kit.ffi.getCurrentEventLoop();
      return first === kit.ffi.getCurrentEventLoop();
    }]);
    list.push(['in a worker', () => kit.program(['--experimental-ffi', '--no-warnings'], `
      const { Worker, isMainThread, parentPort } = require('worker_threads');
      const { getCurrentEventLoop } = require('node:ffi');
      const worker = new Worker('require("worker_threads").parentPort.postMessage(require("node:ffi").getCurrentEventLoop())', { eval: true });
      worker.on('message', (loop) => console.log(typeof loop, loop !== getCurrentEventLoop()));`)]);
  },
};

module.exports = { groups, cases };
