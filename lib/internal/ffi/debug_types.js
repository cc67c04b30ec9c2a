'use strict';

// Types of C, and of C++, as the debug information of one file has them
// (src/node_ffi/abi/debug_reader.h). Each has a number, of which 0 is void's.

const {
  ArrayPrototypeJoin,
  SafeMap,
  String,
} = primordials;

const { createList, push } = require('internal/ffi/list');

// What stands for another type. Information that is damaged may have circles.
const kTransparent = {
  __proto__: null,
  typedef: true,
  const: true,
  volatile: true,
  restrict: true,
  atomic: true,
};
const kQualifiers = {
  __proto__: null,
  const: 'const',
  volatile: 'volatile',
  restrict: 'restrict',
  atomic: '_Atomic',
};
const kTags = { '__proto__': null, 'struct': 'struct', 'class': 'class', 'union': 'union', 'enum': 'enum' };
const kMaxDepth = 64;

const isAggregate = ({ kind }) => kind === 'struct' || kind === 'class' || kind === 'union';

// A declarator behind what it declares, if there is any.
const join = (name, declarator) => (declarator === '' ? name : `${name} ${declarator}`);

class DebugTypes {
  #info;
  #types = new SafeMap();

  /**
   * @param {DebugInfo} info The binding's
   */
  constructor(info) {
    this.#info = info;
  }

  get path() { return this.#info.path; }
  get buildId() { return this.#info.buildId; }
  get hasInformation() { return this.#info.hasInformation; }

  covers(address) {
    return this.#info.covers(address);
  }

  // The type of the function that begins at an address, if that is known.
  findFunction(address) {
    const number = this.#info.findFunction(address);
    return number === 0 ? undefined : this.get(number);
  }

  get(number) {
    let type = this.#types.get(number);
    if (type === undefined) {
      type = this.#info.describe(number);
      type.number = number;
      this.#types.set(number, type);
    }
    return type;
  }

  // What is behind typedefs and qualifiers.
  resolve(number) {
    let type = this.get(number);
    for (let i = 0; i < kMaxDepth && kTransparent[type.kind]; i++) {
      type = this.get(type.target);
    }
    return type;
  }

  // Whether C itself says that an integer is there for addresses.
  isAddress(number) {
    let type = this.get(number);
    for (let i = 0; i < kMaxDepth && kTransparent[type.kind]; i++) {
      if (type.name === 'uintptr_t' || type.name === 'intptr_t') return true;
      type = this.get(type.target);
    }
    return false;
  }

  // The members of a struct or the like, with those of base classes and of members
  // without a name; all from bit `start` on.
  getMembers(aggregate, start = 0, depth = 0) {
    const members = createList();
    for (let i = 0; i < aggregate.fields.length; i++) {
      const { name, type, bitOffset, bitSize } = aggregate.fields[i];
      if (bitOffset === undefined) continue;
      const offset = start + bitOffset;
      const resolved = this.resolve(type);
      if (name !== '' || !isAggregate(resolved)) {
        push(members, { __proto__: null, name, type, bitOffset: offset, bitSize });
      } else if (depth < kMaxDepth) {
        const inner = this.getMembers(resolved, offset, depth + 1);
        for (let j = 0; j < inner.length; j++) push(members, inner[j]);
      }
    }
    return members;
  }

  /**
   * Spells a type as C does, for messages.
   * @param {number} number
   * @returns {string}
   */
  spell(number) {
    return this.#spell(this.get(number), '', 0);
  }

  // The same for messages: scalars with what they are called here.
  quote(number) {
    const name = this.#nameScalar(this.resolve(number));
    return `\`${this.spell(number)}\`${name === undefined ? '' : ` (${name})`}`;
  }

  #nameScalar({ kind, size, isSigned, target }) {
    switch (kind) {
      case 'integer':
        return `${isSigned ? 'int' : 'uint'}${size * 8}`;
      case 'float':
        return `float${size * 8}`;
      case 'enum':
        return target === 0 ? undefined : this.#nameScalar(this.resolve(target));
    }
  }

  #spell(type, declarator, depth) {
    const { kind, name, target } = type;
    if (depth === kMaxDepth) return '...';
    const spellTarget = (text) => this.#spell(this.get(target), text, depth + 1);
    switch (kind) {
      case 'void':
        return join('void', declarator);
      case 'pointer':
      case 'reference': {
        const sign = kind === 'pointer' ? '*' : '&';
        const { kind: pointee } = this.get(target);
        const inside = `${sign}${declarator}`;
        return spellTarget(pointee === 'function' || pointee === 'array' ? `(${inside})` : inside);
      }
      case 'const':
      case 'volatile':
      case 'restrict':
      case 'atomic':
        return this.#spellQualified(kQualifiers[kind], target, declarator, depth);
      case 'array':
        return spellTarget(`${declarator}${this.#spellCounts(type)}`);
      case 'vector':
        return `${spellTarget('')} __attribute__((vector))`;
      case 'function':
        return spellTarget(`${declarator}(${this.#spellParameters(type, depth)})`);
      default: {
        const tag = kTags[kind];
        return join(tag === undefined ? name : `${tag} ${name === '' ? '{...}' : name}`, declarator);
      }
    }
  }

  // Of a pointer, qualifiers are behind the star.
  #spellQualified(qualifier, target, declarator, depth) {
    const type = this.get(target);
    return type.kind === 'pointer' ?
      this.#spell(type, join(qualifier, declarator), depth + 1) :
      `${qualifier} ${this.#spell(type, declarator, depth + 1)}`;
  }

  #spellCounts({ counts }) {
    let text = '';
    for (let i = 0; i < counts.length; i++) {
      text += `[${counts[i] === undefined ? '' : String(counts[i])}]`;
    }
    return text === '' ? '[]' : text;
  }

  #spellParameters({ fields, isVariadic, isPrototyped }, depth) {
    const parameters = createList();
    for (let i = 0; i < fields.length; i++) {
      push(parameters, this.#spell(this.get(fields[i].type), '', depth + 1));
    }
    if (isVariadic) push(parameters, '...');
    if (parameters.length === 0 && isPrototyped) return 'void';
    return ArrayPrototypeJoin(parameters, ', ');
  }
}

module.exports = {
  DebugTypes,
  isAggregate,
};
