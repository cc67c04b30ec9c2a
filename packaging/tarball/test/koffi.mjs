// An addon from npm that comes compiled.
import assert from 'node:assert';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const Compare = koffi.proto('int Compare(const int *a, const int *b)');
const qsort = libc.func('void qsort(_Inout_ int *values, size_t count, size_t size, Compare *)');
const values = [3, 1, 2];
qsort(values, 3, 4, koffi.register(
  (a, b) => koffi.decode(a, 'int') - koffi.decode(b, 'int'), koffi.pointer(Compare)));
assert.deepStrictEqual(values, [1, 2, 3]);
