// What JavaScript has, compared with what it should have.
import { inspect } from 'node:util';
import { isAggregate, namedMembers } from './types.mjs';

const show = (value) => inspect(value, { depth: 4, breakLength: Infinity, maxArrayLength: 20 });

// The first difference between a value that node:ffi gave and the expected one,
// or undefined. Of unions, only the member that was given a value is looked at.
export function valueDifference(type, actual, expected, path = '') {
  if (type.form === 'array') {
    if (actual.length !== expected.length) return `${path}.length is ${actual.length}, not ${expected.length}`;
    for (let i = 0; i < expected.length; i++) {
      const difference = valueDifference(type.element, actual[i], expected[i], `${path}[${i}]`);
      if (difference) return difference;
    }
    return undefined;
  }
  if (isAggregate(type)) {
    for (const { name, type: of } of namedMembers(type)) {
      if (!(name in expected)) continue;
      const difference = valueDifference(of, actual[name], expected[name], `${path}.${name}`);
      if (difference) return difference;
    }
    return undefined;
  }
  if (Object.is(actual, expected)) return undefined;
  return `${path || 'it'} is ${show(actual)}, not ${show(expected)}`;
}
