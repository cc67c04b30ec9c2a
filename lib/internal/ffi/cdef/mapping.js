'use strict';

// What C's types become here. The reference has the table.

const {
  ArrayPrototypeSlice,
  SafeMap,
} = primordials;

const { array, struct, union } = require('internal/ffi/aggregates');
const { chars, enumeration, func, pointer } = require('internal/ffi/constructors');
const { aligned, anonymous, bits, padding } = require('internal/ffi/fields');
const { borrowed, consumes } = require('internal/ffi/handle');
const { createList, push } = require('internal/ffi/list');
const { base, typeNames } = require('internal/ffi/cdef/base_types');
const { describe, isConst, isHandle, strip } = require('internal/ffi/cdef/c_types');
const { getMemberAlignment } = require('internal/ffi/cdef/layouts');
const { getType } = require('internal/ffi/types');

// What pointers to constant characters become.
const texts = new SafeMap();
texts.set(base.char, 'cstring');
texts.set(typeNames.get('wchar_t'), 'wstring');
texts.set(typeNames.get('char16_t'), 'string16');
texts.set(typeNames.get('char32_t'), 'string32');

// An array that a program sees, of a list that it doesn't.
const toArray = (list) => ArrayPrototypeSlice(list);
const toPair = (name, type) => [name, type];

const isChar = (type) => strip(type) === base.char;

/**
 * Says why a type has no values here.
 * @param {CType} type
 * @returns {string|undefined}
 */
function describeProblem(type) {
  const plain = strip(type);
  const { kind, refused, size } = plain;
  if (refused !== undefined) {
    if (refused.name === 'va_list') return 'Only C can make a va_list';
    const inside = plain === refused ? '' : `, as ${describe(plain)} has one in it`;
    return `There are no values of ${describe(refused)} here${inside}`;
  }
  if (isHandle(plain)) {
    return `${describe(plain)} is for a handle, which takes the place of a pointer to it`;
  }
  if (plain.isFlexible) {
    return `${describe(plain)} ends with an array without a length, so it can't be passed by ` +
      'value; a pointer to it can';
  }
  if (size === undefined && kind !== 'void' && kind !== 'function') {
    return `${describe(plain)} is not defined, so only pointers to it can be passed`;
  }
}

// Handles are for parameters and results: elsewhere, there is an address.
function isHandlePointer(type) {
  if (type.kind === 'pointer') return isHandle(strip(type.target));
  return type.kind === 'given' && type.record.form === 'handle';
}

// Whether it can be a type of func().
function canPass({ target, parameters }) {
  if (describeProblem(target) !== undefined) return false;
  for (let i = 0; i < parameters.length; i++) {
    if (describeProblem(parameters[i].type) !== undefined) return false;
  }
  return true;
}

// What it points to is made later, but has a name now.
function nameLater(type, { tag, name, kind }) {
  getType(type).name = `pointer(${tag ?? name ?? kind})`;
  return type;
}

// Maps the types of one text. Each is mapped once.
class Mapper {
  // Types of func(), by what is in their signatures.
  #functions = new SafeMap();
  // What pointers point to, and is made later.
  #late = createList();

  /**
   * @param {CType} type One that describeProblem() has nothing to say of
   * @returns {any} What stands for it in a definition
   */
  map(type) {
    const plain = strip(type);
    return plain.mapped ??= this.#make(plain);
  }

  #make(type) {
    switch (type.kind) {
      case 'struct':
      case 'union':
        return this.#mapAggregate(type);
      case 'enumeration':
        return this.#mapEnumeration(type);
      case 'pointer':
        return this.#mapPointer(type);
      case 'array':
        return this.#mapArray(type);
      case 'function':
        return this.#mapFunctionPointer(type);
      default:
        return type.given;
    }
  }

  // Structs and unions are made when they are first needed, and with them all that is in
  // them by value.
  #mapAggregate(type) {
    const { kind, members, packing, ownAlignment, tag, name } = type;
    const pairs = createList();
    for (let i = 0; i < members.length; i++) {
      const key = members[i].name ?? `<${i}>`;
      push(pairs, toPair(key, this.#mapMember(members[i], getMemberAlignment(members[i], type))));
    }
    const options = { __proto__: null, name: tag ?? name ?? '' };
    if (packing !== 0) options.packed = true;
    if (ownAlignment !== 0) options.align = ownAlignment;
    return (kind === 'struct' ? struct : union)(toArray(pairs), options);
  }

  #mapMember({ type, width, name, isAnonymous }, alignment) {
    let mapped = this.#mapField(type);
    if (width !== undefined) {
      mapped = name === undefined ? padding(mapped, width) : bits(mapped, width);
    } else if (isAnonymous) {
      mapped = anonymous(mapped);
    }
    return alignment === 0 ? mapped : aligned(mapped, alignment);
  }

  /**
   * @param {CType} type
   * @returns {any} What stands for it where it has a place in memory
   */
  mapPlaced(type) {
    return isHandlePointer(strip(type)) ? 'pointer' : this.map(type);
  }

  // What a function takes by value may have this field in it, if that was not defined yet.
  #mapField(type) {
    return strip(type).isUnsettled ? 'function' : this.mapPlaced(type);
  }

  #mapArray({ target, count }) {
    if (count !== undefined && count > 0 && isChar(target)) return chars(count);
    const element = this.#mapField(target);
    return count === undefined ? array(element) : array(element, count);
  }

  #mapEnumeration({ values, base: { given } }) {
    const byName = { __proto__: null };
    for (let i = 0; i < values.length; i++) byName[values[i].name] = values[i].value;
    return enumeration(byName, given);
  }

  #mapPointer({ target }) {
    const plain = strip(target);
    if (plain.refused !== undefined) return 'pointer';
    switch (plain.kind) {
      case 'function':
        return this.#mapFunctionPointer(plain);
      case 'void':
      case 'opaque':
        return 'pointer';
      case 'struct':
      case 'union':
        if (plain.size === undefined) return 'pointer';
        push(this.#late, plain);
        return nameLater(pointer(() => this.map(plain)), plain);
      case 'array':
        if (plain.count === undefined) return 'pointer';
        break;
      case 'given':
        if (isHandle(plain)) return plain.given;
        break;
    }
    const text = isConst(target) ? texts.get(plain) : undefined;
    return text ?? pointer(this.mapPlaced(plain));
  }

  #mapFunctionPointer(type) {
    if (!canPass(type)) return 'function';
    const signature = this.mapSignature(type);
    const { arguments: args, return: result } = signature;
    let key = `${getType(result).id}(`;
    for (let i = 0; i < args.length; i++) key += `${getType(args[i]).id},`;
    key += `)${type.isVariadic} ${type.abi}`;
    let mapped = this.#functions.get(key);
    if (mapped === undefined) {
      mapped = func(signature);
      this.#functions.set(key, mapped);
    }
    return mapped;
  }

  /**
   * Makes now what is made later otherwise.
   */
  mapAll() {
    for (let i = 0; i < this.#late.length; i++) this.map(this.#late[i]);
  }

  /**
   * @param {string} name
   * @param {CType} type The function's
   * @param {string} [symbol] What the library calls it, if that is another name
   * @returns {object}
   */
  mapDefinition(name, type, symbol) {
    const definition = this.mapSignature(type, symbol);
    const { arguments: args } = definition;
    if (args.length === 1) {
      // What closes a handle takes it over.
      const record = getType(args[0]);
      if (record?.form === 'handle' && record.closeSymbol === (symbol ?? name)) {
        args[0] = consumes(args[0]);
      }
    }
    return definition;
  }

  // A handle that points to what is constant is lent.
  #mapResult(type) {
    const mapped = this.map(type);
    const plain = strip(type);
    const isLent = plain.kind === 'pointer' && isHandle(strip(plain.target)) &&
      isConst(plain.target) && !getType(mapped).isBorrowed;
    return isLent ? borrowed(mapped) : mapped;
  }

  /**
   * @param {CType} type A function's
   * @param {string} [symbol] What the library calls it
   * @returns {object} Its definition
   */
  mapSignature({ target, parameters, isVariadic, abi }, symbol) {
    const args = this.#mapParameters(parameters);
    const result = this.#mapResult(target);
    if (!isVariadic && abi === undefined && symbol === undefined) {
      return { arguments: args, return: result };
    }
    return {
      arguments: args,
      return: result,
      ...(isVariadic ? { __proto__: null, variadic: true } : undefined),
      ...(abi === undefined ? undefined : { __proto__: null, abi }),
      ...(symbol === undefined ? undefined : { __proto__: null, symbol }),
    };
  }

  // Most have a few, for which there is a shorter way.
  #mapParameters(list) {
    switch (list.length) {
      case 0: return [];
      case 1: return [this.#mapParameter(list[0])];
      case 2: return [this.#mapParameter(list[0]), this.#mapParameter(list[1])];
      case 3: return [this.#mapParameter(list[0]), this.#mapParameter(list[1]),
                      this.#mapParameter(list[2])];
    }
    const args = createList();
    for (let i = 0; i < list.length; i++) push(args, this.#mapParameter(list[i]));
    return toArray(args);
  }

  #mapParameter(parameter) {
    return parameter.isArray ? this.#mapPassedArray(parameter) : this.map(parameter.type);
  }

  // A parameter that is declared as an array. Characters are text or bytes, as they are
  // with a pointer.
  #mapPassedArray({ type, count }) {
    const { target } = strip(type);
    const element = strip(target);
    const isInput = isConst(target);
    if (element === base.char && !isInput && count > 0) return pointer(chars(count));
    if (element === base.char || element.refused !== undefined ||
        (isInput && texts.has(element))) {
      return this.map(type);
    }
    if (count > 0) return this.#makePassedArray(element, count, isInput);
    const passed = isInput ? 'passedConst' : 'passed';
    return element[passed] ??= this.#makePassedArray(element, undefined, isInput);
  }

  #makePassedArray(element, count, isInput) {
    const isText = element.kind === 'pointer' && isChar(element.target);
    const mapped = isText ? 'cstring' : this.mapPlaced(element);
    const options = isInput ? { __proto__: null, const: true } : undefined;
    return array(mapped, count, options);
  }
}

module.exports = {
  Mapper,
  describeProblem,
};
