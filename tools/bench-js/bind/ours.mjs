// The node:ffi of this repository.
import { definitionsOf } from './definitions.mjs';
import { openWith, types as theirs } from './node.mjs';

const types = { ...theirs, text: 'cstring', address: 'address' };

export function open(library, signatures) {
  return openWith(library, definitionsOf(signatures, types, (result, args) =>
    ({ arguments: args, return: result })));
}
