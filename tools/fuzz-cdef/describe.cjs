// What cdef() gave, as nodes such as dwarf.mjs has. Runs in the binary under test, and
// looks inside: what a program sees of a type does not tell all.
'use strict';
const { getTarget } = require('internal/ffi/constructors');
const { getType } = require('internal/ffi/types');

// Of what an array is text
const { size, isSigned } = getType('char');
const char = { kind: 'integer', size, isSigned, isChar: true };
const texts = { Utf8: 1, Utf16: 2, Utf32: 4 };

// Nodes refer to others by their index in `nodes`, since there are circles.
class Describer {
  nodes = [];
  #indices = new Map();

  // Of what stands for a type.
  of(type) {
    const record = getType(type);
    if (record === undefined) throw new Error(`This is no type: ${String(type)}`);
    return this.#ofRecord(record);
  }

  definition({ arguments: args = [], return: result = 'void', variadic = false }) {
    return this.#add({
      kind: 'function', result: this.of(result), args: args.map((type) => this.of(type)), isVariadic: variadic === true,
    });
  }

  #add(node) {
    return this.nodes.push(node) - 1;
  }

  #ofRecord(record) {
    if (this.#indices.has(record)) return this.#indices.get(record);
    const node = {};
    const index = this.#add(node);
    this.#indices.set(record, index);
    Object.assign(node, this.#describe(record), { size: record.size, alignment: record.alignment });
    return index;
  }

  #describe(record) {
    const { form } = record;
    switch (form) {
      case 'scalar': return this.#describeScalar(record);
      case 'pointer': return { kind: 'pointer', to: this.#ofRecord(getTarget(record)) };
      case 'func': return { kind: 'pointer', to: this.#signature(record.signature) };
      case 'enumeration':
        return {
          kind: 'enum', isSigned: record.base.isSigned,
          entries: [...record.byName].map(([name, value]) => [name, String(value)]),
        };
      case 'chars': return { kind: 'array', element: this.#add(char), count: record.size };
      case 'array': case 'flexible': {
        const { element, count, isConst } = record;
        return { kind: 'array', element: this.#ofRecord(element), count, isConst };
      }
      case 'struct': case 'union':
        return {
          kind: form,
          members: Array.from(record.members, ({ name, offset, bitOffset = 0, bitWidth: width, type }) =>
            ({ name, bit: offset * 8 + bitOffset, width, type: this.#ofRecord(type) })),
        };
      default: return { kind: `form ${form}` };
    }
  }

  #describeScalar({ values, isFloat, isSigned, size, name }) {
    if (values === 'Nothing') return { kind: 'void' };
    if (values === 'Boolean') return { kind: 'boolean' };
    if (values === 'Pointer') return { kind: 'pointer' };
    if (values in texts) return { kind: 'pointer', text: texts[values] };
    return { kind: isFloat ? 'float' : 'integer', isSigned, size, name };
  }

  #signature({ arguments: args, result, variadic }) {
    return this.#add({
      kind: 'function', result: this.#ofRecord(result), args: Array.from(args, (type) => this.#ofRecord(type)),
      isVariadic: variadic !== undefined,
    });
  }
}

// { nodes, functions, types, variables }, whose values are indices of nodes, by name;
// and `constants`, as decimal numbers.
exports.describe = ({ functions, types, constants, variables }) => {
  const describer = new Describer();
  const all = (object, describe) =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, describe(value)]));
  const type = (value) => describer.of(value);
  return {
    functions: all(functions, (definition) => describer.definition(definition)),
    types: all(types, type),
    variables: all(variables, type),
    constants: all(constants, String),
    nodes: describer.nodes,
  };
};
