'use strict';

// The memory of arenas: chunks that are ArrayBuffers, off V8's heap, of which pieces
// are given out one after the other, and none is given out again.
//
// Whatever lives there has the ArrayBuffer, and that has the arena's state, which has
// all chunks. So what is in an arena may point to what else is there. What points to
// anything else has that held by the chunk, and not by an instance of it, which may be
// collected while C still uses what it was.

const {
  ArrayBuffer,
  DataView,
  DataViewPrototypeGetBuffer,
  MathCeil,
  MathMax,
  MathMin,
  SafeMap,
} = primordials;

const {
  afterCalls,
  createPrivateSymbol,
  getCallDepth,
  kPassingItself,
  locate,
  privateSymbols: {
    kMemory,
  },
  setPassing,
} = internalBinding('ffi');
const { getOptionValue } = require('internal/options');
const { throwNoMemory } = require('internal/ffi/instance_errors');
const {
  Memory,
  createView,
  kNaturalAlignment,
} = require('internal/ffi/instance_memory');
const { createList, push } = require('internal/ffi/list');
const { detach, lock } = require('internal/ffi/locked_buffer');

// Of an ArrayBuffer: the state of the arena that it is a chunk of.
const kArena = createPrivateSymbol('kArena');

const kFirstSize = 4096;
const kLastSize = 1024 * 1024;

class Chunk {
  buffer;
  size;
  memory;
  held;
  used = 0;

  constructor(buffer, size) {
    this.buffer = buffer;
    this.size = size;
    this.memory = new Memory(createView(buffer, 0, size), locate(new DataView(buffer)));
    // See kHeld in instance.js.
    this.held = new SafeMap();
  }
}

// What there is before anything is needed, and after disposal: it has no room, not even
// for what has no size.
const noChunk = new Chunk(new ArrayBuffer(0), 0);
noChunk.size = -1;

class ArenaState {
  isDisposed = false;
  // What calls that were made before can't have anything of it.
  depth = getCallDepth();
  // The one that pieces come from.
  chunk = noChunk;
  chunks = createList();
  nextSize = kFirstSize;
  // A struct, union or array that is given out once more, most likely, and what is known
  // of it: a record has more than V8 finds quickly.
  lastType = undefined;
  lastSize = 0;
  lastAlignment = 1;
  lastView = undefined;

  setLast(type, { size, alignment, view }) {
    if (alignment > kNaturalAlignment) return;
    this.lastType = type;
    this.lastSize = size;
    this.lastAlignment = alignment;
    this.lastView = view;
  }
}

/**
 * @returns {ArenaState}
 */
const createArenaState = () => new ArenaState();

function addChunk(state, size, name, needed) {
  let buffer;
  try {
    buffer = new ArrayBuffer(size);
  } catch {
    throwNoMemory(name, needed);
  }
  lock(buffer);
  buffer[kArena] = state;
  // Native code may keep what is there.
  if (getOptionValue('--ffi-checked')) setPassing(buffer, kPassingItself);
  const chunk = new Chunk(buffer, size);
  push(state.chunks, chunk);
  return chunk;
}

// Where the next piece of a chunk begins that is aligned.
function findStart({ memory: { address }, used }, alignment) {
  return MathCeil((address + used) / alignment) * alignment - address;
}

class Piece {
  chunk;
  start;

  constructor(chunk, start) {
    this.chunk = chunk;
    this.start = start;
  }
}

/**
 * Reserves memory, which is zeroed.
 * @param {ArenaState} state Of an arena that is not disposed
 * @param {number} size
 * @param {number} alignment
 * @param {string} name What to call it, if there is none
 * @returns {{chunk: Chunk, start: number}}
 */
function reserve(state, size, alignment, name) {
  let { chunk } = state;
  let start = findStart(chunk, alignment);
  if (start + size > chunk.size) {
    const room = MathMax(size + (alignment > kNaturalAlignment ? alignment : 0), 1);
    if (room > state.nextSize / 4) {
      // By itself: there may be room left in the other one.
      chunk = addChunk(state, room, name, size);
    } else {
      chunk = addChunk(state, state.nextSize, name, size);
      state.chunk = chunk;
      state.nextSize = MathMin(state.nextSize * 2, kLastSize);
    }
    start = findStart(chunk, alignment);
  }
  chunk.used = start + size;
  return new Piece(chunk, start);
}

/**
 * Frees all memory, at the latest when no call can use it any more: whatever has some has
 * none from then on.
 * @param {ArenaState} state
 */
function freeAll(state) {
  const { chunks, depth, isDisposed } = state;
  if (isDisposed) return;
  state.isDisposed = true;
  state.chunk = noChunk;
  state.chunks = createList();
  if (!afterCalls(depth, () => freeChunks(chunks))) freeChunks(chunks);
}

function freeChunks(chunks) {
  for (let i = 0; i < chunks.length; i++) {
    const { buffer, held, memory } = chunks[i];
    memory.address = -1;
    held.clear();
    detach(buffer);
  }
}

/**
 * @param {object} memory A Memory
 * @returns {ArenaState|undefined} Of the arena that it is of, if it is
 */
function arenaOfMemory(memory) {
  const { view } = memory;
  return view === undefined ? undefined : DataViewPrototypeGetBuffer(view)[kArena];
}

/**
 * @param {object} referent What a pointer points to: an ArrayBuffer or an instance
 * @returns {ArenaState|undefined} Of the arena that it lives in, if it does
 */
function arenaOf(referent) {
  const memory = referent[kMemory];
  return memory === undefined ? referent[kArena] : arenaOfMemory(memory);
}

module.exports = {
  arenaOf,
  arenaOfMemory,
  createArenaState,
  freeAll,
  reserve,
};
