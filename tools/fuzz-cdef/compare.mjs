// Where what cdef() gave differs from what GCC says: both are nodes (dwarf.mjs).

const hex = (value) => (value < 0n ? `${value}` : `0x${value.toString(16)}`);

const isChar = (node) => node.kind === 'integer' && node.isChar;

const isAggregate = ({ kind }) => kind === 'struct' || kind === 'union';

// What there are no values of, so that no function that has it can be called.
const isRefused = (node) => node.kind === 'complex' || (isAggregate(node) && node.size === undefined) ||
  ((node.kind === 'float' || node.kind === 'integer') && node.size > 8);

// Also if it takes, or gives, such a function.
const isUncallable = ({ result, args }) => [result, ...args].some((node) => isRefused(node) ||
  (node.kind === 'pointer' && node.to.kind === 'function' && isUncallable(node.to)));

// What a pointer may lead to, if all that is known of it here is that it is one: what
// has no layout, bytes, and functions that can't be called.
function mayBeUntyped(to) {
  switch (to.kind) {
    case 'void': return true;
    case 'array': return to.count === undefined || mayBeUntyped(to.element);
    case 'function': return isUncallable(to);
    default: return isChar(to) || isRefused(to) || to.tag === '__va_list_tag';
  }
}

class Comparison {
  #seen = new Map();
  #isSame;

  constructor(isSame) {
    this.#isSame = isSame;
  }

  // A text, or undefined if there is no difference.
  find(ours, gccs, path) {
    if (this.#seen.get(ours) === gccs) return;
    this.#seen.set(ours, gccs);
    if (this.#isSame(ours, gccs)) return;
    if (ours.kind !== gccs.kind) {
      if (ours.kind === 'array' && gccs.kind === 'pointer') return this.#findPassedArray(ours, gccs, path);
      // Of the number alone, nothing is wrong.
      if (gccs.kind === 'enum' && ours.kind === 'integer') return this.#findScalar(ours, gccs, path);
      return `${path}: ${ours.kind}, not ${gccs.kind}`;
    }
    switch (ours.kind) {
      case 'void': return;
      case 'pointer': return this.#findPointer(ours, gccs, path);
      case 'array': return this.#findArray(ours, gccs, path);
      case 'function': return this.#findFunction(ours, gccs, path);
      case 'enum': return this.#findScalar(ours, gccs, path) ?? this.#findEntries(ours, gccs, path);
      case 'struct': case 'union': return this.#findAggregate(ours, gccs, path);
      default: return this.#findScalar(ours, gccs, path);
    }
  }

  #findScalar(ours, gccs, path) {
    if (ours.size !== gccs.size) return `${path}: ${ours.size} bytes, not ${gccs.size}`;
    if (ours.kind === 'boolean' || ours.kind === 'float') return;
    if (ours.isSigned !== gccs.isSigned) return `${path}: ${ours.isSigned ? '' : 'un'}signed`;
  }

  #findEntries(ours, gccs, path) {
    const text = ({ entries }) => entries.map(([name, value]) => `${name} = ${hex(value)}`).join(', ');
    if (text(ours) !== text(gccs)) return `${path}: {${text(ours)}}, not {${text(gccs)}}`;
  }

  #findPointer({ text, to, isConst }, gccs, path) {
    if (to === undefined && text !== undefined) {
      if (gccs.to.kind === 'integer' && gccs.to.size === text && gccs.isConst) return;
      return `${path}: text, not a pointer to ${gccs.to.kind}`;
    }
    // Of both, GCC may have said what they are.
    const isOurs = isConst === undefined;
    if (isOurs && gccs.isConst && isChar(gccs.to) && gccs.to.name === 'char') return `${path}: not text`;
    // Of a parameter, such as `char name[16]`.
    if (to?.kind === 'array' && isChar(to.element) && isChar(gccs.to)) return;
    if (to === undefined && mayBeUntyped(gccs.to)) return;
    if (to === undefined) return `${path}: a pointer to anything, not to ${gccs.to.kind}`;
    return this.find(to, gccs.to, `*(${path})`);
  }

  // An array of a parameter is passed as a pointer to its first element. Strings go in as
  // they are, whether C says that it leaves them alone or not, as that of `argv`.
  #findPassedArray({ element, isConst }, { to, isConst: isInput }, path) {
    // Of an array that a typedef is, GCC's information leaves out that it is constant.
    const isUnsure = isConst && to.kind === 'array';
    if (isConst !== isInput && !isUnsure) return `${path}: ${isConst ? '' : 'not '}constant`;
    const isStrings = element.text === 1 && to.kind === 'pointer' && isChar(to.to);
    return isStrings ? undefined : this.find(element, to, `${path}[]`);
  }

  #findArray(ours, gccs, path) {
    if (ours.count !== gccs.count) return `${path}: ${ours.count} elements, not ${gccs.count}`;
    return this.find(ours.element, gccs.element, `${path}[]`);
  }

  #findFunction(ours, gccs, path) {
    const count = gccs.args.length;
    if (ours.args.length !== count) return `${path}: ${ours.args.length} parameters, not ${count}`;
    if (ours.isVariadic !== gccs.isVariadic) return `${path}: ${ours.isVariadic ? '' : 'not '}variadic`;
    for (const [i, arg] of ours.args.entries()) {
      const wrong = this.find(arg, gccs.args[i], `parameter ${i} of ${path}`);
      if (wrong) return wrong;
    }
    return this.find(ours.result, gccs.result, `the result of ${path}`);
  }

  #findAggregate(ours, gccs, path) {
    if (ours.size !== gccs.size) return `${path}: ${ours.size} bytes, not ${gccs.size}`;
    const names = ({ members }) => members.map(({ name }) => name).join();
    if (names(ours) !== names(gccs)) return `${path}: the members ${names(ours)}, not ${names(gccs)}`;
    for (const [i, { name, bit, width, type }] of ours.members.entries()) {
      const expected = gccs.members[i];
      if (bit !== expected.bit) return `${path}.${name}: at bit ${bit}, not ${expected.bit}`;
      if (width !== expected.width) return `${path}.${name}: ${width} bits, not ${expected.width}`;
      const wrong = this.find(type, expected.type, `${path}.${name}`);
      if (wrong) return wrong;
    }
  }
}

// `isSame` says, of two nodes, whether they are not to be looked at.
export const nodeDifference = (ours, gccs, path, { isSame = () => false } = {}) =>
  new Comparison(isSame).find(ours, gccs, path);
