'use strict';

// Which members of a struct or union an object has to have: all of a struct, exactly
// one of a union, also where these are anonymous. It must not have others.

const {
  ArrayPrototypeJoin,
  ObjectKeys,
  SafeSet,
} = primordials;

const { Path, fail } = require('internal/ffi/instance_errors');
const { createList, push } = require('internal/ffi/list');
const { didYouMean } = require('internal/ffi/errors');

function readKeys({ name, byName, members }, object, path) {
  const keys = ObjectKeys(object);
  const set = new SafeSet();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!byName.has(key)) {
      const names = createList();
      for (let j = 0; j < members.length; j++) push(names, members[j].name);
      fail(new Path(path, key), `is no field of ${name}${didYouMean(key, names)}`);
    }
    set.add(key);
  }
  return set;
}

function isPresent(node, keys) {
  if (node.nodes === undefined) return keys.has(node.name);
  for (let i = 0; i < node.nodes.length; i++) {
    if (isPresent(node.nodes[i], keys)) return true;
  }
  return false;
}

function namesOf(nodes, names = createList()) {
  for (let i = 0; i < nodes.length; i++) {
    if (nodes[i].nodes === undefined) push(names, nodes[i].name);
    else namesOf(nodes[i].nodes, names);
  }
  return names;
}

function fillUnion(nodes, keys, path, onMember) {
  const names = namesOf(nodes);
  if (names.length === 0) return;
  const present = createList();
  for (let i = 0; i < nodes.length; i++) {
    if (isPresent(nodes[i], keys)) push(present, nodes[i]);
  }
  if (present.length !== 1) {
    const has = present.length === 0 ? 'none' : ArrayPrototypeJoin(namesOf(present), ', ');
    fail(path, `must have exactly one of ${ArrayPrototypeJoin(names, ', ')}, ` +
         `but has ${has}`);
  }
  fillNode(present[0], keys, path, onMember);
}

// A member with a name, or an anonymous one.
function fillNode(node, keys, path, onMember) {
  if (node.nodes === undefined) onMember(node);
  else if (node.form === 'union') fillUnion(node.nodes, keys, path, onMember);
  else fillStruct(node.nodes, keys, path, onMember);
}

function fillStruct(nodes, keys, path, onMember) {
  for (let i = 0; i < nodes.length; i++) fillNode(nodes[i], keys, path, onMember);
}

/**
 * @param {object} type The record of a struct or union
 * @param {object} object
 * @param {Path} path
 * @param {Function} onMember What is called for each member that the object has to have
 */
function fillNodes(type, object, path, onMember) {
  const keys = readKeys(type, object, path);
  const onOne = (member) => onMember(member, object[member.name]);
  fillNode(type, keys, path, onOne);
}

module.exports = {
  fillNodes,
};
