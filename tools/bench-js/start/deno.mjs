/* global Deno */
const { symbols } = Deno.dlopen(Deno.args[0], { add_i32: { parameters: ['i32', 'i32'], result: 'i32' } });
if (symbols.add_i32(1, 2) !== 3) throw new Error('The sum is wrong');
