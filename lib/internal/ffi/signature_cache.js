'use strict';

// What is generated for a signature is used for all functions that have it. It has the
// types in it, and so lives as long as the one of these that was made last: a program
// may make types without end, and is done with the newest ones first.

const {
  SafeMap,
} = primordials;

// Of signatures with types that are always there.
const kGlobal = { __proto__: null, caches: undefined };

const recordOf = (type) => (type.isParameter === true ? type.type : type);

function findNewest({ arguments: args, result }) {
  let newest = kGlobal;
  let newestSerial = 0;
  for (let i = -1; i < args.length; i++) {
    const record = recordOf(i < 0 ? result : args[i]);
    if (record.serial > newestSerial) {
      newest = record;
      newestSerial = record.serial;
    }
  }
  return newest;
}

class SignatureCache {
  /**
   * @param {object} signature What readSignature() gives
   * @returns {any} What was set for it, or for one with the same types
   */
  get(signature) {
    return findNewest(signature).caches?.get(this)?.get(signature.codeId ?? signature.id);
  }

  /**
   * @param {object} signature
   * @param {any} value
   */
  set(signature, value) {
    const caches = findNewest(signature).caches ??= new SafeMap();
    let cache = caches.get(this);
    if (cache === undefined) {
      cache = new SafeMap();
      caches.set(this, cache);
    }
    cache.set(signature.codeId ?? signature.id, value);
  }
}

module.exports = {
  SignatureCache,
};
