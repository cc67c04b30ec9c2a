import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export function open(library) {
  const require = createRequire(import.meta.url);
  return {
    functions: require(join(dirname(library), 'addon.node')),
    pointer: 0x1234n,
    register: (fn) => fn,
  };
}
