'use strict';

// The class Arena: memory that is freed at once. Without an arena, this is all that is
// loaded of it.

const {
  ObjectDefineProperties,
  SymbolDispose,
} = primordials;

const { kEnumerableProperty } = require('internal/util');
const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const {
  assertPermitted,
  privateSymbols: {
    kHeld,
  },
} = internalBinding('ffi');
const { isToAsk } = require('internal/ffi/is_to_ask');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');

let allocation;

class Arena {
  #state;

  constructor() {
    throwIfBuildingSnapshot('Making an Arena of node:ffi');
    assertPermitted();
    keepHere(this);
    allocation ??= require('internal/ffi/arena_alloc');
    this.#state = allocation.createArenaState();
  }

  /**
   * @param {string|object|Function|number|bigint} type Or a number of bytes
   * @param {number} [count] How many of these
   * @returns {object} An instance, a typed array, or a Buffer, zeroed
   */
  alloc(type, count = undefined) {
    const state = this.#state;
    if (isToAsk) assertPermitted();
    // A struct, union or array as the last time.
    if (type === state.lastType && count === undefined) {
      const { chunk, lastAlignment, lastSize, lastView } = state;
      const start = (chunk.used + lastAlignment - 1) & -lastAlignment;
      if (start + lastSize <= chunk.size) {
        chunk.used = start + lastSize;
        const instance = lastView(chunk.memory, start, undefined, undefined);
        instance[kHeld] = chunk.held;
        return instance;
      }
    }
    return allocation.alloc(state, type, count);
  }

  /**
   * @param {string} text
   * @param {string} [encoding]
   * @returns {Buffer} The text, without the NUL that is behind it
   */
  string(text, encoding = 'utf8') {
    const state = this.#state;
    assertPermitted();
    return allocation.createString(state, text, encoding);
  }

  [SymbolDispose]() {
    const state = this.#state;
    allocation.freeAll(state);
  }
}

refuseClones(Arena.prototype, () => 'The Arena');
ObjectDefineProperties(Arena.prototype, {
  alloc: kEnumerableProperty,
  string: kEnumerableProperty,
});

module.exports = {
  Arena,
};
