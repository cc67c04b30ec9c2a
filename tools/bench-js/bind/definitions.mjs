/**
 * The functions that a peer has all types for, as it wants them defined.
 * @param {Record<string, string[]>} signatures The result and the arguments, by name
 * @param {Record<string, any>} types The peer's types, by ours
 * @param {(result: any, args: any[]) => object} define One function's definition
 * @returns {Record<string, object>}
 */
export function definitionsOf(signatures, types, define) {
  const definitions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    if (![result, ...args].every((type) => Object.hasOwn(types, type))) continue;
    definitions[name] = define(types[result], args.map((type) => types[type]));
  }
  return definitions;
}
