'use strict';

// Access to native memory, at an address that a program has named, as a number. What is
// not there, or can't be written to, is an error.
//
// Fast functions can't throw: they give kFailedRead, or false, and note that something has
// failed. All that is left of it in optimised code is to compare the value, or for bigints,
// to look where that is noted. A value may be the same, so throwIfFailed() knows.

const {
  BigInt,
  Int32Array,
} = primordials;

const {
  getFailures,
  kFailedRead,
  readBigInt64,
  readBigUint64,
  readFloat32,
  readFloat64,
  readInt16,
  readInt32,
  readInt53,
  readInt8,
  readUint16,
  readUint32,
  readUint53,
  readUint8,
  throwIfFailed,
  tryCopyMemory,
  writeBigInt64,
  writeBigUint64,
  writeFloat32,
  writeFloat64,
  writeInt16,
  writeInt32,
  writeInt53,
  writeInt8,
  writeUint16,
  writeUint32,
  writeUint53,
  writeUint8,
} = internalBinding('ffi');

const {
  namespace: { isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

const kFailedBigInt = BigInt(kFailedRead);
// Where it is noted, which a snapshot can't have.
const failures = isBuildingSnapshot() ? undefined : new Int32Array(getFailures());

function loadInt8(address) {
  const value = readInt8(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeInt8(address, value) {
  if (!writeInt8(address, value)) throwIfFailed();
}

function loadUint8(address) {
  const value = readUint8(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeUint8(address, value) {
  if (!writeUint8(address, value)) throwIfFailed();
}

function loadInt16(address) {
  const value = readInt16(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeInt16(address, value) {
  if (!writeInt16(address, value)) throwIfFailed();
}

function loadUint16(address) {
  const value = readUint16(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeUint16(address, value) {
  if (!writeUint16(address, value)) throwIfFailed();
}

function loadInt32(address) {
  const value = readInt32(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeInt32(address, value) {
  if (!writeInt32(address, value)) throwIfFailed();
}

function loadUint32(address) {
  const value = readUint32(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeUint32(address, value) {
  if (!writeUint32(address, value)) throwIfFailed();
}

function loadBigInt64(address) {
  const value = readBigInt64(address);
  if (failures === undefined ? value === kFailedBigInt : failures[0] !== 0) throwIfFailed();
  return value;
}

function storeBigInt64(address, value) {
  if (!writeBigInt64(address, value)) throwIfFailed();
}

function loadBigUint64(address) {
  const value = readBigUint64(address);
  if (failures === undefined ? value === kFailedBigInt : failures[0] !== 0) throwIfFailed();
  return value;
}

function storeBigUint64(address, value) {
  if (!writeBigUint64(address, value)) throwIfFailed();
}

function loadInt53(address) {
  const value = readInt53(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeInt53(address, value) {
  if (!writeInt53(address, value)) throwIfFailed();
}

function loadUint53(address) {
  const value = readUint53(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeUint53(address, value) {
  if (!writeUint53(address, value)) throwIfFailed();
}

function loadFloat32(address) {
  const value = readFloat32(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeFloat32(address, value) {
  if (!writeFloat32(address, value)) throwIfFailed();
}

function loadFloat64(address) {
  const value = readFloat64(address);
  if (value === kFailedRead) throwIfFailed();
  return value;
}

function storeFloat64(address, value) {
  if (!writeFloat64(address, value)) throwIfFailed();
}

/**
 * Copies bytes; the two sides may overlap.
 * @param {number} target
 * @param {number} source
 * @param {number} size
 */
function copyMemory(target, source, size) {
  if (!tryCopyMemory(target, source, size)) throwIfFailed();
}

module.exports = {
  copyMemory,
  loadBigInt64,
  loadBigUint64,
  loadFloat32,
  loadFloat64,
  loadInt16,
  loadInt32,
  loadInt53,
  loadInt8,
  loadUint16,
  loadUint32,
  loadUint53,
  loadUint8,
  storeBigInt64,
  storeBigUint64,
  storeFloat32,
  storeFloat64,
  storeInt16,
  storeInt32,
  storeInt53,
  storeInt8,
  storeUint16,
  storeUint32,
  storeUint53,
  storeUint8,
};
