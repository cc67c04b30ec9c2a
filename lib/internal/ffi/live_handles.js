'use strict';

// The handles of a type that are to be given back, by their addresses. C functions often
// give what the program has already, as the connection that a statement belongs to: that
// is the same handle, since with a second owner, it would be given back twice.

const {
  SafeMap,
  SafeWeakRef,
} = primordials;

const { Release } = require('internal/ffi/release');

class LiveHandles {
  #entries = new SafeMap();

  /**
   * Has a handle be given back.
   * @param {object} instance What the program has of it
   * @param {bigint} address
   * @param {Releaser} releaser
   * @returns {Release}
   */
  add(instance, address, releaser) {
    const entries = this.#entries;
    const entry = { __proto__: null, reference: new SafeWeakRef(instance), release: undefined, releaser };
    const release = new Release(instance, releaser.fn, address, () => {
      if (entries.get(address) === entry) entries.delete(address);
    });
    entry.release = release;
    entries.set(address, entry);
    return release;
  }

  /**
   * @param {bigint} address
   * @returns {object|undefined} What the program has of a handle that was not given back
   */
  find(address) {
    return this.#get(address)?.reference.deref();
  }

  // What a library that was closed had at an address is gone.
  #get(address) {
    const entry = this.#entries.get(address);
    if (entry === undefined || !entry.releaser.library.isClosed) return entry;
    this.#entries.delete(address);
  }

  /**
   * @param {bigint} address
   * @returns {boolean} Whether it is to be given back
   */
  has(address) {
    return this.#get(address) !== undefined;
  }

  /**
   * Takes over what nobody has any more, but what was not given back yet.
   * @param {bigint} address
   * @returns {Releaser|undefined} What is to give it back now
   */
  take(address) {
    const entry = this.#get(address);
    if (entry === undefined || entry.reference.deref() !== undefined) return;
    entry.release.cancel();
    return entry.releaser;
  }
}

module.exports = {
  LiveHandles,
};
