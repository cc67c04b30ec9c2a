// Structs, unions, arrays, and what else types are made of.
import {
  aligned, alignof, anonymous, array, bigEndian, bits, chars, dlopen, enumeration, func, littleEndian,
  offsetof, padding, pointer, sizeof, struct, union,
} from 'node:ffi';
import type { FieldInfo } from 'node:ffi';

class Point extends struct({ x: 'double', y: 'double' }) {
  get length() { return Math.hypot(this.x, this.y); }
}
const Div = struct({ quot: 'int', rem: 'int' }, { name: 'div_t' });

// Instances.
{
  const point = new Point({ x: 3, y: 4 });
  exactly<number>().is(point.length);
  point.x = 0;
  exactly<{ x: number; y: number }>().is({ ...point.toObject() });
  exactly<{ x: number; y: number }>().is({ ...Point.toObject(point) });
  exactly<string>().is(point.toObject({ name: 'origin' }).name);
  exactly<bigint>().is(point.pointer);
  exactly<number>().is(new (struct({ pointer: 'int', toObject: 'int' }))().pointer);
  exactly<number>().is(Point.size);
  exactly<FieldInfo>().is(Point.fields.y);
  exactly<Point>().is(Point.at(5n));
  exactly<Point>().is(Point.at(5n, 3)[0]);
  exactly<Point>().is(Point.from(new Uint8Array(16), 0));
  new Point();
  new Point(point);
  new Point(new Uint8Array(16));
  exactly<number>().is(new Div().quot);
  exactly<number>().is(sizeof(Point) + sizeof('int') + alignof(Div) + offsetof(Div, 'rem'));
}

// By value, and by address.
{
  const { functions: c } = dlopen(null, {
    div: { arguments: ['int', 'int'], return: Div },
    move: { arguments: [Point, pointer(Point)], return: Point },
    time: { arguments: [pointer('time_t')], return: pointer(Point) },
    any: { arguments: [pointer('void'), 'pointer'] },
  });
  const point = new Point({ x: 3, y: 4 });
  exactly<number>().is(c.div(17, 5).rem);
  exactly<Point>().is(c.move(point, point));
  c.move({ x: 1, y: 2 }, [point, { x: 1, y: 2 }]);
  c.move(new Uint8Array(16), new Uint8Array(16));
  c.move(new Point(), new (array(Point, 2))());
  c.move(new Point(), null);
  exactly<bigint>().is(c.time(new BigInt64Array(1)));
  c.any(point, point);
}

// A type that points to itself.
{
  class Node extends struct({ value: 'int', next: pointer(() => Node) }) {}
  const last = new Node({ value: 2, next: null });
  const first = new Node({ value: 1, next: last });
  exactly<bigint>().is(first.next);
  exactly<Node>().is(Node.at(first.next));
}

// Fields of all kinds.
{
  const Color = enumeration({ RED: 0, GREEN: 1 });
  const Named = enumeration({ RED: 0, GREEN: 1 }, 'uint8', { as: 'name' });
  exactly<{ readonly A: number }>().is(enumeration({ A: 1 }, { as: 'name' }).values);
  const Wide = enumeration({ LOW: 0, HIGH: 2n ** 40n }, 'uint64');
  const All = struct({
    big: 'int64', text: 'cstring', address: 'pointer', flag: 'boolean',
    point: Point, points: array(Point, 2), numbers: array('float', 3), name: chars(33),
    color: Color, named: Named, wide: Wide,
    low: bits('uint8', 3), yes: bits('boolean', 1), _: padding('uint8', 4), kind: bits(Named, 2),
    port: bigEndian('uint16'), little: littleEndian('int64'), far: aligned('int', 16),
    compare: func({ arguments: ['pointer'], return: 'int' }),
    target: pointer(Point),
  });
  const all = new All({
    big: 1, text: 'text', address: new Uint8Array(1), flag: true,
    point: { x: 1, y: 2 }, points: [{ x: 1, y: 2 }, new Point()], numbers: new Float32Array(3),
    name: 'me', color: 'RED', named: 1, wide: 'HIGH',
    low: 7, yes: false, kind: 'GREEN',
    port: 80, little: 5n, far: 1,
    compare: (address) => Number(address),
    target: new Point(),
  });
  exactly<bigint>().is(all.big);
  exactly<string | null>().is(all.text);
  exactly<bigint>().is(all.address);
  exactly<boolean>().is(all.flag);
  exactly<Point>().is(all.point);
  exactly<Point | undefined>().is(all.points.at(-1));
  exactly<number[]>().is([...all.numbers]);
  exactly<number>().is(all.numbers.length);
  exactly<string>().is(all.name);
  exactly<number>().is(all.color);
  exactly<number | 'RED' | 'GREEN'>().is(all.named);
  exactly<bigint>().is(all.wide);
  exactly<number>().is(all.low);
  exactly<boolean>().is(all.yes);
  exactly<number | 'RED' | 'GREEN'>().is(all.kind);
  exactly<number>().is(all.port);
  exactly<bigint>().is(all.little);
  exactly<number | undefined>().is(all.compare?.(5n));
  exactly<bigint>().is(all.target);
  exactly<number>().is(all.toObject().points[0].x);
  exactly<number>().is(Color.values.GREEN);
  // A property takes what it is read as. Whatever a field takes goes by Object.assign().
  Object.assign(all, { point: { x: 5, y: 6 }, compare: () => 0, big: 5 });
}

// Unions, and members without a name.
{
  const Value = struct({ kind: 'int', _: anonymous(union({ integer: 'int64', number: 'double' })) });
  const value = new Value({ kind: 1, number: 0.5 });
  exactly<bigint>().is(value.integer);
  exactly<number>().is(value.kind + value.number + offsetof(Value, 'number'));
  new Value({ kind: 1, integer: 5 });
  const Either = union({ integer: 'int64', number: 'double' });
  exactly<number>().is(new Either({ integer: 1n }).number);
}

// Arrays, also such that have no length of their own.
{
  const Matrix = array(array('float', 3), 3);
  const matrix = new Matrix([[1, 0, 0], new Float32Array(3), [0, 0, 1]]);
  matrix[0][2] = 0.5;
  exactly<number[][]>().is(matrix.toObject());
  const Packet = struct({ length: 'uint8', data: array('uint8', { countedBy: 'length' }) });
  exactly<number>().is(new Packet({ data: [1, 2, 3] }).data[0]);
  const List = struct({ count: 'int', items: pointer(array(Point, { countedBy: 'count' })) });
  exactly<Point | undefined>().is(new List().items?.[0]);
  const { functions: c } = dlopen(null, {
    pipe: { arguments: [array('int')], return: 'int' },
    poll: { arguments: [array(Point), 'ulong'] },
    execv: { arguments: ['string', array('cstring', { const: true })], return: 'int' },
    names: { arguments: ['int'], return: array('cstring', { countedBy: 0 }) },
  });
  c.pipe([0, 0]);
  c.pipe(new Int32Array(2));
  c.poll([new Point(), { x: 1, y: 2 }], 2);
  c.poll(null, 0);
  c.execv('/bin/true', ['true', null] as const);
  exactly<string | null | undefined>().is(c.names(3)?.[0]);
}

// An array's class may be extended, too.
{
  class Vector extends array('double', 3) {
    get length2() { return this.toObject().reduce((sum, number) => sum + number ** 2, 0); }
  }
  const Ray = struct({ from: Vector, to: Vector });
  exactly<Vector>().is(new Ray({ from: [0, 0, 0], to: new Float64Array(3) }).from);
  exactly<number>().is(new Vector().length2);
  new Ray({ from: new Vector(), to: new Vector([1, 2, 3]) });
}

// Fields in the order of an array.
{
  const Pair = struct([['first', 'int'], ['second', 'cstring']]);
  exactly<string | null>().is(new Pair({ first: 1, second: 'two' }).second);
}
