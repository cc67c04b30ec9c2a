// What functions take and give, by the literal that declares them.
import { dlopen, DynamicLibrary, types } from 'node:ffi';
import type { FunctionDefinitions, NativeFunction } from 'node:ffi';

const bytes = new Uint8Array(8);

// Scalars.
{
  const { functions: c } = dlopen(null, {
    nothing: {},
    abs: { arguments: ['int'], return: 'int' },
    labs: { arguments: ['long'], return: 'long' },
    int53: { arguments: ['int53'], return: 'int53' },
    flag: { arguments: ['boolean', 'bool'], return: 'boolean' },
    address: { arguments: ['address'], return: 'address' },
    half: { arguments: ['float', 'double'], return: 'f32' },
    time: { arguments: ['pointer'], return: 'time_t' },
    constant: { arguments: [types.INT_32, types.UINT_64], return: types.DOUBLE },
  });
  exactly<undefined>().is(c.nothing());
  exactly<number>().is(c.abs(-1));
  exactly<bigint>().is(c.labs(-1n));
  exactly<bigint>().is(c.labs(-1));
  exactly<number>().is(c.int53(5));
  exactly<boolean>().is(c.flag(true, 1));
  exactly<number>().is(c.address(0));
  exactly<number>().is(c.half(0.5, 1));
  exactly<bigint>().is(c.time(null));
  exactly<number>().is(c.constant(1, 2n));
  exactly<NativeFunction<[number], number>>().is(c.abs);
  exactly<bigint>().is(c.abs.pointer);
  exactly<string>().is(c.abs.name);
  exactly<number>().is(c.abs.length);
}

// Strings, bytes and addresses.
{
  const { functions: c } = dlopen('libc.so.6', {
    strlen: { arguments: ['string'], return: 'size_t' },
    memset: { arguments: ['buffer', 'int', 'size_t'], return: 'pointer' },
    getenv: { arguments: ['cstring'], return: 'cstring' },
    wide: { arguments: ['string16', 'string32', 'wstring'], return: 'wstring' },
    signal: { arguments: ['int', 'function'], return: 'function' },
  });
  for (const text of ['text', bytes, bytes.buffer, new DataView(bytes.buffer), Buffer.from('x'), null, undefined, 5n])
    exactly<bigint>().is(c.strlen(text));
  exactly<bigint>().is(c.memset(bytes, 0, 8));
  exactly<string | null>().is(c.getenv('HOME'));
  exactly<string | null>().is(c.wide('a', 'b', null));
  exactly<bigint>().is(c.signal(12, c.strlen.pointer));
}

// Both spellings.
{
  const { functions: c } = dlopen(null, {
    toupper: { parameters: ['i32'], result: 'i32' },
    tolower: { parameters: ['i32'], returns: 'i32' },
  });
  exactly<number>().is(c.toupper(97));
  exactly<number>().is(c.tolower(65));
}

// The other keys.
{
  const { functions: c } = dlopen(null, {
    windows: { abi: 'win64' },
    absolute: { symbol: 'fabs', arguments: ['double'], return: 'double', abi: 'default' },
    getentropy: { arguments: ['buffer', 'size_t'], return: 'int', optional: true },
    open: { arguments: ['string', 'int'], return: 'int', errno: true },
    opendir: { arguments: ['string'], return: 'pointer', errno: 'throw' },
    sync: { errno: true },
    printf: { arguments: ['string'], return: 'int', variadic: true },
    formatRatio: {
      symbol: 'snprintf', arguments: ['buffer', 'size_t', 'string'], return: 'int', variadic: ['string', 'double'],
    },
    none: { arguments: ['string'], variadic: false, errno: false, optional: false },
  });
  exactly<number>().is(c.absolute(-1.5));
  exactly<number | undefined>().is(c.getentropy?.(bytes, 8));
  exactly<{ value: number; errno: number }>().is(c.open('/', 0));
  exactly<bigint>().is(c.opendir('/'));
  exactly<{ value: undefined; errno: number }>().is(c.sync());
  exactly<number>().is(c.printf('text'));
  exactly<number>().is(c.printf('%s', 'text', 1, 2n, bytes, null, c.absolute));
  exactly<number>().is(c.formatRatio(bytes, 8, '%s %f', 'text', 1));
  exactly<undefined>().is(c.none('text'));
}

// A call off the main thread.
{
  const { functions: c } = dlopen(null, {
    sleep: { arguments: ['uint'], return: 'uint', nonblocking: true },
    open: { arguments: ['string', 'int'], return: 'int', errno: true, nonblocking: true },
  });
  exactly<Promise<number>>().is(c.sleep(1));
  exactly<Promise<number>>().is(c.sleep.signal(AbortSignal.timeout(5))(1));
  exactly<Promise<{ value: number; errno: number }>>().is(c.open('/', 0));
}

// Definitions that are not written where they are used.
{
  const definitions = {
    abs: { arguments: ['int'], return: 'int' },
    hypot: { arguments: ['double', 'double'], return: 'double' },
  } as const;
  const { functions: c } = dlopen(null, definitions);
  exactly<number>().is(c.hypot(3, 4));
  const others = { labs: { arguments: ['long', 'int'], return: 'long' } } satisfies FunctionDefinitions;
  exactly<bigint>().is(dlopen(null, others).functions.labs(-1, 0));
  exactly<number>().is(new DynamicLibrary(null).getFunctions(definitions).abs(-1));
}
