'use strict';

// Functions of node:ffi that are loaded when they are first called. A program that calls
// a C function needs none of them, and they are in two thirds of all modules of this
// folder, which take longer to load than a library, and to call its function.
//
// What they do is said where they are, under the same names.

function adopt(pointer, length, free) {
  return require('internal/ffi/adopt').adopt(pointer, length, free);
}

function array(type, length, options) {
  return require('internal/ffi/aggregates').array(type, length, options);
}

function struct(fields, options) {
  return require('internal/ffi/aggregates').struct(fields, options);
}

function union(fields, options) {
  return require('internal/ffi/aggregates').union(fields, options);
}

function bigEndian(type) {
  return require('internal/ffi/constructors').bigEndian(type);
}

function chars(size, encoding) {
  return require('internal/ffi/constructors').chars(size, encoding);
}

function enumeration(values, type, options) {
  return require('internal/ffi/constructors').enumeration(values, type, options);
}

function func(signature) {
  return require('internal/ffi/constructors').func(signature);
}

function littleEndian(type) {
  return require('internal/ffi/constructors').littleEndian(type);
}

function pointer(type) {
  return require('internal/ffi/constructors').pointer(type);
}

function aligned(type, alignment) {
  return require('internal/ffi/fields').aligned(type, alignment);
}

function anonymous(type) {
  return require('internal/ffi/fields').anonymous(type);
}

function bits(type, width) {
  return require('internal/ffi/fields').bits(type, width);
}

function padding(type, width) {
  return require('internal/ffi/fields').padding(type, width);
}

function checkSignatures(library) {
  return require('internal/ffi/check_signatures').checkSignatures(library);
}

function findLibrary(name) {
  return require('internal/ffi/find_library').findLibrary(name);
}

function borrowed(type) {
  return require('internal/ffi/handle').borrowed(type);
}

function consumes(type) {
  return require('internal/ffi/handle').consumes(type);
}

function handle(name, options) {
  return require('internal/ffi/handle').handle(name, options);
}

function owned(type, free) {
  return require('internal/ffi/owned').owned(type, free);
}

function countOf(index, type = undefined) {
  return require('internal/ffi/parameters').countOf(index, type);
}

function inout(type, options) {
  return require('internal/ffi/parameters').inout(type, options);
}

function lengthOf(index, type = undefined) {
  return require('internal/ffi/parameters').lengthOf(index, type);
}

function out(type) {
  return require('internal/ffi/parameters').out(type);
}

function alignof(type) {
  return require('internal/ffi/sizes').alignof(type);
}

function offsetof(type, path) {
  return require('internal/ffi/sizes').offsetof(type, path);
}

function sizeof(type) {
  return require('internal/ffi/sizes').sizeof(type);
}

// What a program may call often is looked up once.
let blocks;
let memory;

function exportArrayBuffer(arrayBuffer, pointer, len) {
  memory ??= require('internal/ffi/memory');
  return memory.exportArrayBuffer(arrayBuffer, pointer, len);
}

function exportArrayBufferView(arrayBufferView, pointer, len) {
  memory ??= require('internal/ffi/memory');
  return memory.exportArrayBufferView(arrayBufferView, pointer, len);
}

function exportBuffer(buffer, pointer, len) {
  memory ??= require('internal/ffi/memory');
  return memory.exportBuffer(buffer, pointer, len);
}

function exportString(string, pointer, len, encoding = undefined) {
  memory ??= require('internal/ffi/memory');
  return memory.exportString(string, pointer, len, encoding);
}

// Methods are no constructors, and have no prototype.
const { compare, copy, fill, getRawPointer, toString } = {
  __proto__: null,

  compare(a, b, length) {
    blocks ??= require('internal/ffi/memory_block');
    return blocks.compare(a, b, length);
  },

  copy(target, source, length) {
    blocks ??= require('internal/ffi/memory_block');
    return blocks.copy(target, source, length);
  },

  fill(target, value, length) {
    blocks ??= require('internal/ffi/memory_block');
    return blocks.fill(target, value, length);
  },

  getRawPointer(source = undefined) {
    memory ??= require('internal/ffi/memory');
    return memory.getRawPointer(source);
  },

  toString(pointer = undefined, length, encoding) {
    memory ??= require('internal/ffi/memory');
    return memory.toString(pointer, length, encoding);
  },
};

module.exports = {
  adopt,
  aligned,
  alignof,
  anonymous,
  array,
  bigEndian,
  bits,
  borrowed,
  chars,
  checkSignatures,
  compare,
  consumes,
  copy,
  countOf,
  enumeration,
  exportArrayBuffer,
  exportArrayBufferView,
  exportBuffer,
  exportString,
  fill,
  findLibrary,
  func,
  getRawPointer,
  handle,
  inout,
  lengthOf,
  littleEndian,
  offsetof,
  out,
  owned,
  padding,
  pointer,
  sizeof,
  struct,
  toString,
  union,
};
