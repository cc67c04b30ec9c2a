const { dlopen } = await import('bun:ffi');

const { symbols } = dlopen(process.argv[2], { add_i32: { args: ['i32', 'i32'], returns: 'i32' } });
if (symbols.add_i32(1, 2) !== 3) throw new Error('The sum is wrong');
