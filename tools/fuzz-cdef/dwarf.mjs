// What a compiler says of types and variables: reads debug information, as
// `readelf --debug-dump=info` prints it.
//
// A type is a node: { kind, ... }. Nodes refer to each other, also in circles; of
// what a typedef or a qualifier says, only that of pointers to constants is left.
// - 'void'
// - 'integer', 'float', 'complex': size, isSigned, isChar
// - 'boolean': size
// - 'enum': tag, size, isSigned, entries ([name, bigint])
// - 'pointer': size, to, isConst (what it points to)
// - 'array': element, count (undefined without a length)
// - 'function': result, args, isVariadic, isPrototyped
// - 'struct', 'union': tag, size (undefined if the members are not known), members,
//   with those of anonymous members: { name, bit, width, type }, whose first bit is
//   `bit`, and whose `width` only bit-fields have

// A value without its form, as `(data1) 4` and `(strp) (offset: 0x5d): float` have it.
const plain = (value) => value.replace(/^\((?!offset|indirect)\w+\) ?/, '')
  .replace(/^\((?:offset|indirect)[^)]*\): /, '').trim();

function readEntries(text) {
  const entries = new Map();
  const open = [];
  let entry;
  for (const line of text.split('\n')) {
    const start = /^ <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)/.exec(line);
    if (start) {
      const [, depth, offset, tag] = start;
      entry = { tag, attributes: {}, children: [] };
      entries.set(offset, entry);
      open.length = Number(depth);
      open.at(-1)?.children.push(entry);
      open.push(entry);
      continue;
    }
    const attribute = /^ +<[0-9a-f]+> +DW_AT_(\w+) *: (.*)$/.exec(line);
    if (attribute && entry) entry.attributes[attribute[1]] = plain(attribute[2]);
  }
  return entries;
}

const number = (text) => (text === undefined ? undefined : Number.parseInt(text, text.startsWith('0x') ? 16 : 10));
const typeOf = ({ attributes: { type } }) => /<0x([0-9a-f]+)>/.exec(type ?? '')?.[1];

const qualifiers = ['typedef', 'const_type', 'volatile_type', 'restrict_type', 'atomic_type'];
const encodings = {
  2: 'boolean', 3: 'complex', 4: 'float', 5: 'integer', 6: 'integer', 7: 'integer', 8: 'integer', 16: 'integer',
};

class Reader {
  #entries;
  #nodes = new Map();

  constructor(entries) {
    this.#entries = entries;
  }

  // Gives the node, and whether it is that of a constant.
  resolve(offset) {
    let isConst = false;
    let entry;
    while (offset !== undefined) {
      entry = this.#entries.get(offset);
      if (!qualifiers.includes(entry.tag)) break;
      isConst ||= entry.tag === 'const_type';
      offset = typeOf(entry);
    }
    if (offset === undefined) return { node: { kind: 'void' }, isConst };
    let node = this.#nodes.get(offset);
    if (node === undefined) {
      node = {};
      this.#nodes.set(offset, node);
      this.#fill(node, entry);
    }
    return { node, isConst: isConst || (node.kind === 'array' && node.isConst) };
  }

  // The node of what an entry has as its type.
  of(entry) {
    return this.resolve(typeOf(entry)).node;
  }

  #fill(node, entry) {
    const { tag, attributes } = entry;
    const size = number(attributes.byte_size);
    const encoding = number(attributes.encoding);
    switch (tag) {
      case 'base_type':
        return Object.assign(node, {
          kind: encodings[encoding] ?? `encoding ${encoding}`, size, isSigned: encoding !== 7 && encoding !== 8,
          isChar: encoding === 6 || encoding === 8, name: attributes.name,
        });
      case 'pointer_type': {
        const { node: to, isConst } = this.resolve(typeOf(entry));
        return Object.assign(node, { kind: 'pointer', size, to, isConst });
      }
      case 'array_type': return this.#fillArray(node, entry);
      case 'subroutine_type': case 'subprogram': return this.#fillFunction(node, entry);
      case 'enumeration_type':
        return Object.assign(node, {
          kind: 'enum', tag: attributes.name, size, isSigned: encoding === 5 || encoding === 6,
          entries: entry.children.map((child) => [child.attributes.name, BigInt(child.attributes.const_value)]),
        });
      case 'structure_type': case 'union_type': {
        const isKnown = attributes.declaration === undefined && size !== undefined;
        const kind = tag === 'union_type' ? 'union' : 'struct';
        Object.assign(node, { kind, tag: attributes.name, size, members: [] });
        if (isKnown) node.members = this.#members(entry, 0);
        return node;
      }
      default: return Object.assign(node, { kind: tag });
    }
  }

  #fillArray(node, entry) {
    const { node: element, isConst } = this.resolve(typeOf(entry));
    const counts = entry.children.map(({ attributes: { count, upper_bound: last } }) =>
      number(count) ?? (last === undefined ? undefined : number(last) + 1));
    const inner = counts.slice(1).reduceRight((of, count) => ({ kind: 'array', element: of, count }), element);
    return Object.assign(node, { kind: 'array', element: inner, count: counts[0], isConst });
  }

  #fillFunction(node, entry) {
    const parameters = entry.children.filter(({ tag }) => tag === 'formal_parameter');
    const isPrototyped = entry.attributes.prototyped !== undefined;
    return Object.assign(node, {
      kind: 'function', result: this.of(entry), args: parameters.map((child) => this.of(child)), isPrototyped,
      isVariadic: isPrototyped && entry.children.some(({ tag }) => tag === 'unspecified_parameters'),
    });
  }

  #members(entry, start) {
    return entry.children.filter(({ tag }) => tag === 'member').flatMap((child) => {
      const { name, data_member_location: byte, data_bit_offset: bit, bit_size: width } = child.attributes;
      const at = start + (number(bit) ?? 8 * (number(byte) ?? 0));
      const type = this.of(child);
      if (name === undefined) return this.#members(this.#entries.get(typeOf(child)), at);
      return [{ name, bit: at, width: number(width), type }];
    });
  }
}

// Gives a map: the nodes of all variables' types, by their names.
export function readVariables(text) {
  const entries = readEntries(text);
  const reader = new Reader(entries);
  return new Map([...entries.values()].filter(({ tag }) => tag === 'variable')
    .map((entry) => [entry.attributes.name, reader.of(entry)]));
}
