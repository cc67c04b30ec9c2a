'use strict';
// What the module exports, and what its properties are like.

const groups = [''];
const modes = ['unoptimised'];

function shape(object) {
  return Reflect.ownKeys(object).map((key) => {
    const d = Object.getOwnPropertyDescriptor(object, key);
    const flags = [d.writable && 'w', d.enumerable && 'e', d.configurable && 'c'].filter(Boolean).join('');
    const kind = d.get ? 'getter' : typeof d.value;
    return `${String(key)} ${kind} ${flags}`;
  }).sort();
}

const names = ['DynamicLibrary', 'dlopen', 'dlclose', 'dlsym', 'exportString', 'exportBuffer', 'exportArrayBuffer',
               'exportArrayBufferView', 'getCurrentEventLoop', 'getRawPointer', 'suffix', 'toString', 'toBuffer',
               'toArrayBuffer', 'types',
               ...['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64', 'Float32', 'Float64']
                 .flatMap((kind) => [`get${kind}`, `set${kind}`])];
const constants = ['VOID', 'CHAR', 'BOOL', 'INT_8', 'UINT_8', 'INT_16', 'UINT_16', 'INT_32', 'UINT_32', 'INT_64',
                   'UINT_64', 'FLOAT_32', 'FLOAT_64', 'POINTER', 'STRING', 'BUFFER', 'ARRAY_BUFFER', 'FUNCTION',
                   'FLOAT', 'DOUBLE', 'INT', 'UINT'];
const members = ['path', 'functions', 'symbols', 'getFunction', 'getFunctions', 'getSymbol', 'getSymbols',
                 'registerCallback', 'unregisterCallback', 'refCallback', 'unrefCallback', 'close', Symbol.dispose,
                 'constructor', Symbol.toStringTag, Symbol.asyncDispose];

function cases(group, kit) {
  const { ffi } = kit;
  const list = [];
  list.push(['names that upstream has', () => names.filter((name) => !(name in ffi))]);
  for (const name of names) {
    list.push([`${name} kind`, () => typeof ffi[name]]);
    list.push([`${name} descriptor`, () => {
      const d = Object.getOwnPropertyDescriptor(ffi, name);
      return [d.writable, d.enumerable, d.configurable, typeof d.get];
    }]);
    if (/^(suffix|types)$/.test(name)) continue;
    list.push([`${name} name and length`, () => [ffi[name].name, ffi[name].length]]);
    list.push([`${name} prototype`, () => Object.hasOwn(ffi[name], 'prototype')]);
    list.push([`${name} own keys`, () => Reflect.ownKeys(ffi[name]).map(String).sort()]);
    if (name !== 'DynamicLibrary') list.push([`new ${name}`, () => new ffi[name](0n)]);
    list.push([`${name} constructable`, () => Reflect.construct(Object, [], ffi[name])]);
  }
  for (const name of constants) list.push([`types.${name}`, () => ffi.types[name]]);
  list.push(['types shape', () => shape(ffi.types)]);
  list.push(['types frozen', () => [Object.isFrozen(ffi.types), Object.getPrototypeOf(ffi.types)]]);
  list.push(['types assignment', () => { ffi.types.INT_32 = 1; }]);
  list.push(['types addition', () => { ffi.types.OTHER = 1; }]);
  list.push(['suffix', () => ffi.suffix]);
  list.push(['module is extensible', () => [Object.isExtensible(ffi), Object.isFrozen(ffi)]]);
  list.push(['module prototype', () => Object.getPrototypeOf(ffi) === Object.prototype]);

  const { DynamicLibrary } = ffi;
  const library = () => kit.library();
  for (const member of members) {
    const name = String(member);
    list.push([`DynamicLibrary ${name} is there`, () => member in library()]);
    list.push([`DynamicLibrary ${name} kind`, () => typeof library()[member]]);
    list.push([`DynamicLibrary ${name} on the prototype`, () => {
      const d = Object.getOwnPropertyDescriptor(DynamicLibrary.prototype, member);
      return d && [typeof d.value, typeof d.get, d.writable, d.enumerable, d.configurable];
    }]);
    list.push([`DynamicLibrary ${name} on the instance`, () => {
      const d = Object.getOwnPropertyDescriptor(library(), member);
      return d && [typeof d.value, typeof d.get, d.writable, d.enumerable, d.configurable];
    }]);
    list.push([`DynamicLibrary ${name} name and length`, () => [library()[member].name, library()[member].length]]);
    list.push([`DynamicLibrary ${name} assignment`, () => {
      const lib = library();
      lib[member] = 1;
      return typeof lib[member];
    }]);
    list.push([`DynamicLibrary ${name} delete`, () => delete library()[member]]);
    list.push([`new DynamicLibrary ${name}`, () => new (library()[member])()]);
  }
  list.push(['instance own keys', () => Reflect.ownKeys(library()).map(String).sort()]);
  list.push(['instance keys', () => Object.keys(library()).sort()]);
  list.push(['instance for in', () => {
    const keys = [];
    for (const key in library()) keys.push(key);
    return keys.sort();
  }]);
  list.push(['instance tag', () => Object.prototype.toString.call(library())]);
  list.push(['instance constructor', () => library().constructor === DynamicLibrary]);
  list.push(['instance of', () => library() instanceof DynamicLibrary]);
  list.push(['instance extensible', () => Object.isExtensible(library())]);
  list.push(['instance inspect', () => require('util').inspect(library())]);
  list.push(['instance JSON', () => JSON.stringify(library())]);
  list.push(['instance clone', () => structuredClone(library())]);
  list.push(['subclass', () => {
    class Library extends DynamicLibrary { more() { return 1; } }
    const lib = new Library(kit.path);
    return [lib instanceof Library, lib.more(), lib.path === kit.path];
  }]);
  return list;
}

module.exports = { groups, cases, modes };
