import koffi from 'koffi';

const add = koffi.load(process.argv[2]).func('add_i32', 'int32_t', ['int32_t', 'int32_t']);
if (add(1, 2) !== 3) throw new Error('The sum is wrong');
