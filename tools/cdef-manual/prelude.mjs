// Says in C what headers declare, from what GCC says of it: typedefs and structs for
// declarations that need them. An enum is said as the integer that it is.

const isAggregate = ({ kind }) => kind === 'struct' || kind === 'union';

const roundUp = (value, to) => Math.ceil(value / to) * to;

function alignmentOf(node) {
  switch (node.kind) {
    case 'array': return alignmentOf(node.element);
    case 'complex': return node.size / 2;
    case 'struct': case 'union': return Math.max(1, ...node.members.map(({ type }) => alignmentOf(type)));
    default: return node.size ?? 1;
  }
}

function sizeOf(node) {
  return node.kind === 'array' ? (node.count ?? 0) * sizeOf(node.element) : node.size;
}

// Whether the members, one after the other, are where they are: there are no attributes,
// nor anonymous members.
function isPlain({ kind, size, members }) {
  if (members.some(({ width }) => width !== undefined)) return true;
  let end = 0;
  for (const { bit, type } of members) {
    if (bit !== 8 * (kind === 'union' ? 0 : roundUp(end, alignmentOf(type)))) return false;
    end = kind === 'union' ? Math.max(end, sizeOf(type)) : bit / 8 + sizeOf(type);
  }
  return size === roundUp(end, alignmentOf({ kind, members }));
}

// The largest alignment that all members have.
function packedAlignment({ size, members }) {
  const fits = (alignment) => size % alignment === 0 && members.every(({ bit, type }) =>
    bit / 8 % Math.min(alignment, alignmentOf(type)) === 0);
  return [16, 8, 4, 2, 1].find((alignment) => fits(alignment) &&
    members.some(({ type }) => alignmentOf(type) >= alignment)) ?? 1;
}

const nameOf = ({ name }) => name.replace(/^complex (.*)/, '$1 _Complex');
const integers = { 1: 'char', 2: 'short', 4: 'int', 8: 'long' };

export class Prelude {
  #ownTags;
  #names = new Map();
  #defined = new Set();
  #waiting = [];
  #forward = [];
  #lines = [];

  // Tags that the declarations have themselves are not used.
  constructor(ownTags) {
    this.#ownTags = ownTags;
  }

  addTypedef(name, node) {
    const text = `typedef ${this.#declare(node, name)};`;
    this.#need(node);
    this.#lines.push(text);
  }

  // Of what is in there nothing has to be known.
  addOpaque(name, node) {
    const count = this.#waiting.length;
    this.#lines.push(`typedef ${this.#declare(node, name)};`);
    this.#waiting.length = count;
    if (node.kind === 'array') this.#need(node);
  }

  addTag(node) {
    if (node.kind === 'enum') {
      const entries = node.entries.map(([name, value]) => `${name} = ${value}`);
      this.#lines.push(`enum ${node.tag} { ${entries.join(', ')} };`);
      return;
    }
    this.#nameOf(node);
    this.#need(node);
  }

  addConstant(name, value) {
    this.#lines.push(`enum { ${name} = ${value} };`);
  }

  // An array of declarations, one a line.
  get lines() {
    while (this.#waiting.length > 0) this.#need(this.#waiting.pop());
    return [...this.#forward, ...this.#lines];
  }

  #nameOf(node) {
    if (!this.#names.has(node)) {
      const { kind, tag = `anonymous_${this.#names.size}` } = node;
      const name = `${kind} ${this.#ownTags.has(tag) ? `own_${tag}` : tag}`;
      this.#names.set(node, name);
      this.#forward.push(`${name};`);
      this.#waiting.push(node);
    }
    return this.#names.get(node);
  }

  #declare(node, declarator) {
    switch (node.kind) {
      case 'void': return `void ${declarator}`;
      case 'pointer': {
        const { to, isConst } = node;
        const inner = to.kind === 'array' || to.kind === 'function' ? `(*${declarator})` : `*${declarator}`;
        const isHere = isConst && !['array', 'function', 'pointer'].includes(to.kind);
        return `${isHere ? 'const ' : ''}${this.#declare(to, inner)}`;
      }
      case 'array': return this.#declare(node.element, `${declarator}[${node.count ?? ''}]`);
      case 'function': {
        const args = node.args.map((arg) => this.#declare(arg, '').trim());
        if (node.isVariadic) args.push('...');
        if (args.length === 0 && node.isPrototyped) args.push('void');
        return this.#declare(node.result, `${declarator}(${args.join(', ')})`);
      }
      case 'enum': return `${node.isSigned ? 'signed' : 'unsigned'} ${integers[node.size]} ${declarator}`;
      case 'struct': case 'union': return `${this.#nameOf(node)} ${declarator}`;
      default: return `${nameOf(node)} ${declarator}`;
    }
  }

  // What has to be known of it comes first.
  #need(node) {
    if (node.kind === 'array') return this.#need(node.element);
    if (!isAggregate(node) || node.size === undefined || this.#defined.has(node)) return;
    this.#defined.add(node);
    const { members } = node;
    const isSaid = members.length > 0 && isPlain(node);
    if (isSaid) for (const { type } of members) this.#need(type);
    const body = isSaid ? members.map(({ name, width, type }) =>
      `${this.#declare(type, name)}${width === undefined ? '' : ` : ${width}`};`).join(' ') :
      `char bytes[${node.size}] __attribute__((aligned(${packedAlignment(node)})));`;
    this.#lines.push(`${this.#nameOf(node)} { ${body} };`);
  }
}
