'use strict';

// The functions get...(pointer[, offset]) and set...(pointer, offset, value).
// Optimised code that has checked the arguments reads and writes memory through
// fast API functions. Everything else is left to the binding's functions, which
// look at the arguments again and throw the right errors.
//
// They are written out, so that V8 has them in Node.js' code cache. What is said in
// checks.js of what V8 makes of such checks holds here, too.

const {
  BigIntAsIntN,
  Int32Array,
  MathFloor,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
} = primordials;

const {
  fastGetInt8,
  fastGetUint8,
  fastGetInt16,
  fastGetUint16,
  fastGetInt32,
  fastGetUint32,
  fastGetInt64,
  fastGetUint64,
  fastGetFloat32,
  fastGetFloat64,
  fastSetInt8,
  fastSetUint8,
  fastSetInt16,
  fastSetUint16,
  fastSetInt32,
  fastSetUint32,
  fastSetInt64,
  fastSetUint64,
  fastSetFloat32,
  fastSetFloat64,
  getFailures,
  getInt8,
  getUint8,
  getInt16,
  getUint16,
  getInt32,
  getUint32,
  getInt64,
  getUint64,
  getFloat32,
  getFloat64,
  setInt8,
  setUint8,
  setInt16,
  setUint16,
  setInt32,
  setUint32,
  setInt64,
  setUint64,
  setFloat32,
  setFloat64,
  kFailedRead,
  mayGenerateCode,
  toInt64,
} = internalBinding('ffi');
const { isToAsk } = require('internal/ffi/is_to_ask');

const isFast = mayGenerateCode() && !isToAsk; // The binding's functions ask.

// What fast functions give for what can't be read, which is kFailedRead, may be a value,
// too: the binding's functions read it again, and throw. For bigints, it takes less to ask
// whether anything has failed.
const failures = isFast ? new Int32Array(getFailures()) : undefined;

// Methods are no constructors, and have no prototype. The first parameter has a default
// value because a function's `length` counts those before one.
const fast = {
  __proto__: null,

  getInt8(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetInt8(BigIntAsIntN(64, pointer),
                                offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getInt8(pointer, offset);
  },

  setInt8(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number' && (value << 24 >> 24) === value) {
      if (fastSetInt8(BigIntAsIntN(64, pointer), offset >>> 0, value | 0)) return;
    }
    return setInt8(pointer, offset, value);
  },

  getUint8(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetUint8(BigIntAsIntN(64, pointer),
                                 offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getUint8(pointer, offset);
  },

  setUint8(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number' && (value & 0xff) === value) {
      if (fastSetUint8(BigIntAsIntN(64, pointer), offset >>> 0, value >>> 0)) return;
    }
    return setUint8(pointer, offset, value);
  },

  getInt16(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetInt16(BigIntAsIntN(64, pointer),
                                 offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getInt16(pointer, offset);
  },

  setInt16(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number' && (value << 16 >> 16) === value) {
      if (fastSetInt16(BigIntAsIntN(64, pointer), offset >>> 0, value | 0)) return;
    }
    return setInt16(pointer, offset, value);
  },

  getUint16(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetUint16(BigIntAsIntN(64, pointer),
                                  offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getUint16(pointer, offset);
  },

  setUint16(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number' && (value & 0xffff) === value) {
      if (fastSetUint16(BigIntAsIntN(64, pointer), offset >>> 0, value >>> 0)) return;
    }
    return setUint16(pointer, offset, value);
  },

  getInt32(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetInt32(BigIntAsIntN(64, pointer),
                                 offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getInt32(pointer, offset);
  },

  setInt32(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number' && (value | 0) === value) {
      if (fastSetInt32(BigIntAsIntN(64, pointer), offset >>> 0, value | 0)) return;
    }
    return setInt32(pointer, offset, value);
  },

  getUint32(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetUint32(BigIntAsIntN(64, pointer),
                                  offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getUint32(pointer, offset);
  },

  setUint32(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number' && (value >>> 0) === value) {
      if (fastSetUint32(BigIntAsIntN(64, pointer), offset >>> 0, value >>> 0)) return;
    }
    return setUint32(pointer, offset, value);
  },

  getInt64(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetInt64(BigIntAsIntN(64, pointer),
                                 offset === undefined ? 0 : offset >>> 0);
      if (failures[0] === 0) return value;
    }
    return getInt64(pointer, offset);
  },

  setInt64(pointer = undefined, offset, value) {
    fast: if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
              typeof offset === 'number' && offset >>> 0 === offset) {
      let passed;
      if (typeof value === 'bigint') {
        passed = BigIntAsIntN(64, value);
        if (passed !== value) break fast;
      } else if (typeof value === 'number' && MathFloor(value) === value &&
                 value <= NumberMAX_SAFE_INTEGER && value >= NumberMIN_SAFE_INTEGER) {
        passed = toInt64(value);
      } else {
        break fast;
      }
      if (fastSetInt64(BigIntAsIntN(64, pointer), offset >>> 0, BigIntAsIntN(64, passed))) return;
    }
    return setInt64(pointer, offset, value);
  },

  getUint64(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetUint64(BigIntAsIntN(64, pointer),
                                  offset === undefined ? 0 : offset >>> 0);
      if (failures[0] === 0) return value;
    }
    return getUint64(pointer, offset);
  },

  setUint64(pointer = undefined, offset, value) {
    fast: if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
              typeof offset === 'number' && offset >>> 0 === offset) {
      let passed;
      if (typeof value === 'bigint') {
        if (BigIntAsIntN(64, value) !== value || value < 0n) break fast;
        passed = value;
      } else if (typeof value === 'number' && MathFloor(value) === value &&
                 value <= NumberMAX_SAFE_INTEGER && value >= 0) {
        passed = toInt64(value);
      } else {
        break fast;
      }
      if (fastSetUint64(BigIntAsIntN(64, pointer), offset >>> 0, BigIntAsIntN(64, passed))) return;
    }
    return setUint64(pointer, offset, value);
  },

  getFloat32(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetFloat32(BigIntAsIntN(64, pointer),
                                   offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getFloat32(pointer, offset);
  },

  setFloat32(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number') {
      if (fastSetFloat32(BigIntAsIntN(64, pointer), offset >>> 0, value)) return;
    }
    return setFloat32(pointer, offset, value);
  },

  getFloat64(pointer = undefined, offset) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        (offset === undefined || (typeof offset === 'number' && offset >>> 0 === offset))) {
      const value = fastGetFloat64(BigIntAsIntN(64, pointer),
                                   offset === undefined ? 0 : offset >>> 0);
      if (value !== kFailedRead) return value;
    }
    return getFloat64(pointer, offset);
  },

  setFloat64(pointer = undefined, offset, value) {
    if (typeof pointer === 'bigint' && BigIntAsIntN(64, pointer) === pointer && pointer > 0n &&
        typeof offset === 'number' && offset >>> 0 === offset &&
        typeof value === 'number') {
      if (fastSetFloat64(BigIntAsIntN(64, pointer), offset >>> 0, value)) return;
    }
    return setFloat64(pointer, offset, value);
  },
};

const slow = {
  __proto__: null,
  getFloat32,
  getFloat64,
  getInt16,
  getInt32,
  getInt64,
  getInt8,
  getUint16,
  getUint32,
  getUint64,
  getUint8,
  setFloat32,
  setFloat64,
  setInt16,
  setInt32,
  setInt64,
  setInt8,
  setUint16,
  setUint32,
  setUint64,
  setUint8,
};

module.exports = isFast ? fast : slow;
