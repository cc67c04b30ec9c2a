// What a program exports has a name in the declarations that TypeScript writes of it.
import {
  anonymous, Arena, array, bits, Callback, cdef, consumes, dlopen, DynamicLibrary, enumeration, func, handle, inout,
  lengthOf, out, owned, pointer, struct, union,
} from 'node:ffi';

export class Point extends struct({ x: 'double', y: 'double' }) {}
export const Div = struct({ quot: 'int', low: bits('int', 3), _: anonymous(union({ a: 'int', b: 'double' })) });
export const Color = enumeration({ RED: 0 }, { as: 'name' });
export class Db extends handle('db', { close: 'x' }) {}
export const Statement = handle('stmt');
export const div = new Div({ quot: 1, low: 1, a: 1 });
export const { lib, functions } = dlopen('x', {
  draw: {
    arguments: [
      Point, pointer(Point), array('int'), Color, func({ arguments: ['int'] }), out(Db), inout('int'), lengthOf(2),
    ],
    return: owned(pointer(Point), 'free'),
    errno: true,
  },
  finish: { arguments: [consumes(Statement)], return: func({}), optional: true, nonblocking: true },
});
export const text = dlopen('x', 'double cos(double); void *f(struct x *, int (*)(int), foo);', { types: { foo: Db } });
export const declared = cdef('double cos(double); void f(int a[]);');
export const result = functions.draw;
export const callback = new Callback({ arguments: ['int'] }, () => {});
export const variable = new DynamicLibrary(null).getVariable('x', Point);
export const numbers = new Arena().alloc('int', 3);
export const point = new Arena().alloc(Point);
export const string = new Arena().string('x');
export function make() { return { Point, Div, functions }; }
