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
    const release =
      new Release(instance, releaser.fn, address, () => { entries.delete(address); });
    const reference = new SafeWeakRef(instance);
    entries.set(address, { __proto__: null, reference, release, releaser });
    return release;
  }

  /**
   * @param {bigint} address
   * @returns {object|undefined} What the program has of a handle that was not given back
   */
  find(address) {
    return this.#entries.get(address)?.reference.deref();
  }

  /**
   * @param {bigint} address
   * @returns {boolean} Whether it is to be given back
   */
  has(address) {
    return this.#entries.has(address);
  }

  /**
   * Takes over what nobody has any more, but what was not given back yet.
   * @param {bigint} address
   * @returns {Releaser|undefined} What is to give it back now
   */
  take(address) {
    const entry = this.#entries.get(address);
    if (entry === undefined || entry.reference.deref() !== undefined) return;
    entry.release.cancel();
    return entry.releaser;
  }
}

module.exports = {
  LiveHandles,
};
