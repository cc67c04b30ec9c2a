// tools/merge-elf, on a small program with two libraries.
import assert from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const temp = mkdtempSync(join(tmpdir(), 'merge-'));
after(() => rmSync(temp, { recursive: true }));
const isX64 = process.arch === 'x64';

const at = (name) => join(temp, name);
const run = (...command) => execFileSync(command[0], command.slice(1), { encoding: 'utf8', cwd: temp });

function compile(name, source, ...options) {
  writeFileSync(at(`${name}.cc`), source);
  run('g++', '-O1', '-fPIE', '-pthread', `${name}.cc`, '-L.', '-o', ...options);
}

function compileLibrary(name, source, ...options) {
  compile(name, source, `lib${name}.so`, '-shared', '-fPIC', ...options);
}

function merge(program) {
  run('gcc', '-shared', '-fPIC', '-O2', '-Wno-builtin-declaration-mismatch', '-nostdlib',
      '-o', 'compat.so', join(root, 'tools/merge-elf/glibc_compat.c'));
  const triplet = run('gcc', '-print-multiarch').trim();
  return spawnSync('python3', ['-B', join(root, 'tools/merge-elf/merge.py'), program, 'compat.so', `${program}-merged`,
                               '.', `/usr/lib/${triplet}`, '/lib64'], { encoding: 'utf8', cwd: temp });
}

test('what the loader would do at run time', { skip: !isX64 }, () => {
  compileLibrary('lower', `
    #include <cstdio>
    #include <stdexcept>
    thread_local int local = 5;
    thread_local char zeros[100];
    int table[3] = {1, 2, 3};               // the program has a copy of it
    const char* names[2] = {"zero", "one"};   // and of this, which is relocated
    int number() { return 1; }               // the program has one, too
    int call_number() { return number(); }
    void fail() { throw std::runtime_error("from below"); }
    int* table_here() { return table; }
    int count_up() { return ++local + zeros[99]; }
    __attribute__((constructor)) static void start(int count, char**, char**) { printf("lower %d\\n", count); }
    __attribute__((destructor)) static void stop() { printf("no lower\\n"); }`);
  compileLibrary('upper', `
    #include <cstdio>
    #include <iostream>
    void fail();
    extern thread_local int local;
    thread_local int own = 100;
    __attribute__((weak)) void nowhere();
    static struct Noise {
      Noise() { std::cout << "upper" << std::endl; }
      ~Noise() { std::cout << "no upper" << std::endl; }
    } noise;
    int locals() { return local + own++ + (nowhere != nullptr); }
    void pass() { try { fail(); } catch (int) {} }
    extern "C" { int which = 7; }`, '-llower');
  compile('program', `
    #include <dlfcn.h>
    #include <cstdio>
    #include <exception>
    #include <iostream>
    #include <sys/stat.h>
    #include <thread>
    extern int table[3]; extern const char* names[2];
    extern thread_local int local;
    int call_number(); int* table_here(); int count_up(); int locals(); void pass();
    extern "C" void* __libc_stack_end;   // the copy is read-only once the loader has made it
    thread_local long mine = 9;
    int number() { return 2; }
    int main(int argc, char** argv) {
      if (__libc_stack_end < &argc) return 1;
      try { pass(); } catch (std::exception& e) { std::cout << e.what() << std::endl; }
      printf("%d %s %d\\n", table[2], names[1], table_here() == table);
      printf("%d\\n", call_number());
      for (int i = 0; i < 2; i++)
        std::thread([] { printf("%d %d %ld %d\\n", count_up(), locals(), mine++, local); }).join();
      struct stat own;
      printf("%d %s\\n", stat(argv[0], &own), argc > 1 ? argv[1] : "");
      void* other = dlopen(argc > 2 ? argv[2] : "./libupper.so", RTLD_NOW);
      int* which = other == nullptr ? nullptr : static_cast<int*>(dlsym(other, "which"));
      printf("%s\\n", which == nullptr ? dlerror() : std::to_string(*which).c_str());
    }`, 'program', '-lupper', '-llower', '-Wl,-z,now',
          '-Wl,--spare-dynamic-tags=512'); // Nothing else that the loader writes is near the copy.
  const { status, stderr } = merge('program');
  assert.strictEqual(stderr, '');
  assert.strictEqual(status, 0);

  const expected = 'lower 2\nupper\nfrom below\n3 one 1\n2\n6 105 9 5\n6 105 9 5\n0 argument\n';
  const env = { LD_LIBRARY_PATH: temp };
  const linked = execFileSync(at('program'), ['argument'], { encoding: 'utf8', cwd: temp, env });
  assert.strictEqual(linked, `${expected}7\nno upper\nno lower\n`);

  // In another folder there is nothing else, and stripped it is the same.
  mkdirSync(at('other folder'));
  const moved = join(temp, 'other folder', 'program');
  for (const strip of [false, true]) {
    copyFileSync(at('program-merged'), moved);
    if (strip) assert.strictEqual(run('strip', moved), '');
    const output = execFileSync(moved, ['argument'], { encoding: 'utf8', cwd: join(temp, 'other folder') });
    assert.match(output, /libupper\.so: cannot open shared object file/);
    assert.strictEqual(output.replace(/.*libupper.*\n/, ''), `${expected}no upper\nno lower\n`);
  }
  // A library of a name that was merged is the one that is there, with its own symbols.
  const both = execFileSync(at('program-merged'), ['argument'], { encoding: 'utf8', cwd: temp, env });
  assert.match(both, /^7$/m);
  for (const line of ['lower 2', 'upper', 'no upper', 'no lower']) {
    assert.strictEqual(both.match(new RegExp(`^${line}$`, 'gm')).length, 2);
  }

  const manifest = JSON.parse(readFileSync(at('program-merged.json'), 'utf8'));
  assert.ok(manifest.merged.some(({ soname }) => soname === 'libupper.so'), JSON.stringify(manifest));
  const dynamic = run('readelf', '-dW', 'program-merged');
  assert.deepStrictEqual([...dynamic.matchAll(/NEEDED.*\[(.*)\]/g)].map((match) => match[1]).sort(),
                         ['ld-linux-x86-64.so.2', 'libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6',
                          'libpthread.so.0']);
  const versions = [...run('readelf', '-VW', 'program-merged').matchAll(/GLIBC_2\.(\d+)/g)];
  assert.ok(versions.length > 0);
  assert.deepStrictEqual(versions.filter(([, minor]) => minor > 31), []);
});

test('says what it does not know', { skip: !isX64 }, () => {
  for (const [name, source, options, message] of [
    ['new', '#include <string.h>\nint main(int, char** v) { return strlcpy(v[0], v[0], 1); }', [],
     /^error: strlcpy, version GLIBC_2\.38, is not in glibc 2\.31: put it into tools\/merge-elf\/glibc\.py/],
    ['packed', 'int x; int* y = &x; int main() {}', ['-pie', '-Wl,-z,pack-relative-relocs'],
     /has dynamic tag 36, which tools\/merge-elf does not know/],
    ['missing', 'int x; int main() {}', ['-Wl,--no-as-needed', '-lgone'],
     /^error: .*missing needs libgone\.so, which is not in /],
  ]) {
    compileLibrary('gone', 'int gone;');
    compile(name, source, name, ...options);
    rmSync(at('libgone.so'));
    const { status, stderr } = merge(name);
    assert.match(stderr, message);
    assert.strictEqual(status, 1);
  }
});

test('tools/merge takes nothing for made that could not be', { skip: !isX64 }, () => {
  const clone = at('clone');
  for (const name of ['node.version', 'tools/common.sh', 'tools/merge', 'tools/merge-elf']) {
    cpSync(join(root, name), join(clone, name), { recursive: true });
  }
  mkdirSync(join(clone, '.cache'));
  mkdirSync(join(clone, 'node/out/Release'), { recursive: true });
  writeFileSync(join(clone, 'node/out/Release/node'), 'x'.repeat(64));
  for (let i = 0; i < 2; i++) {
    const { status, stderr } = spawnSync(join(clone, 'tools/merge'), ['node'], { encoding: 'utf8' });
    assert.match(stderr, /^error: .*\/Release\/node is no ELF file for x86-64\nerror: out\/node could not be made\.$/m);
    assert.strictEqual(status, 1);
  }
});
