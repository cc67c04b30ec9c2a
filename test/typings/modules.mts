// The module as a whole, by each way to import it.
import ffi, { dlopen } from 'node:ffi';
import * as namespace from 'node:ffi';

exactly<typeof dlopen>().is(ffi.dlopen);
exactly<typeof dlopen>().is(namespace.dlopen);
export const module: typeof namespace = await import('node:ffi');
