'use strict';

// The types that there are without a declaration: those of C's own words, and the names
// that the headers of the C library have for types of 64-bit Linux.

const {
  ObjectKeys,
  SafeMap,
} = primordials;

const { abis } = internalBinding('ffi');
const {
  NamedType,
  ScalarType,
  kConst,
  pointerTo,
  qualify,
  voidType,
} = require('internal/ffi/cdef/c_types');

const isX64 = abis.sysv !== undefined;

const integer = (name, given, rank, canonical) =>
  new ScalarType('integer', name, given, rank, canonical);

const base = {
  '__proto__': null,
  'void': voidType,
  'bool': integer('bool', 'boolean', 0),
  'char': integer('char', 'char', 1),
  'signed char': integer('signed char', 'schar', 1),
  'unsigned char': integer('unsigned char', 'uchar', 1),
  'short': integer('short', 'short', 2),
  'unsigned short': integer('unsigned short', 'ushort', 2),
  'int': integer('int', 'int', 3),
  'unsigned int': integer('unsigned int', 'uint', 3),
  'long': integer('long', 'long', 4),
  'unsigned long': integer('unsigned long', 'ulong', 4),
  'long long': integer('long long', 'longlong', 5),
  'unsigned long long': integer('unsigned long long', 'ulonglong', 5),
  'float': new ScalarType('float', 'float', 'float'),
  'double': new ScalarType('float', 'double', 'double'),
};
// In C, it has the values 0 and 1, and no sign.
base.bool.isSigned = false;

const refused = (name, size, alignment) => new NamedType('refused', name, size, alignment);

const longDouble = refused('long double', 16, 16);
const int128 = refused('__int128', 16, 16);
const uint128 = refused('unsigned __int128', 16, 16);
const complex = {
  '__proto__': null,
  'float': refused('float _Complex', 8, 4),
  'double': refused('double _Complex', 16, 8),
  'long double': refused('long double _Complex', 32, 16),
};
const vaList = refused('va_list', isX64 ? 24 : 32, 8);

// Names that are types of ours, too: C's names for them stay, for errors and for what a
// program gets to see.
const kOwn = {
  __proto__: null,
  size_t: 'unsigned long',
  ssize_t: 'long',
  intptr_t: 'long',
  uintptr_t: 'unsigned long',
  ptrdiff_t: 'long',
  wchar_t: isX64 ? 'int' : 'unsigned int',
  char16_t: 'unsigned short',
  char32_t: 'unsigned int',
  time_t: 'long',
  off_t: 'long',
  int8_t: 'signed char',
  uint8_t: 'unsigned char',
  int16_t: 'short',
  uint16_t: 'unsigned short',
  int32_t: 'int',
  uint32_t: 'unsigned int',
  int64_t: 'long',
  uint64_t: 'unsigned long',
};

const kAliases = {
  '__proto__': null,
  'signed char': [
    'int_least8_t', 'int_fast8_t', '__s8',
  ],
  'unsigned char': [
    'u_char', 'u_int8_t', 'uint_least8_t', 'uint_fast8_t', 'char8_t', 'cc_t', '__u8',
  ],
  'short': [
    'int_least16_t', '__s16',
  ],
  'unsigned short': [
    'ushort', 'u_short', 'u_int16_t', 'uint_least16_t', 'in_port_t', 'sa_family_t',
    '__u16',
  ],
  'int': [
    'pid_t', 'clockid_t', 'key_t', 'int_least32_t', 'sig_atomic_t', 'regoff_t', 'nl_item',
    'mqd_t', 'error_t', 'pthread_once_t', 'pthread_spinlock_t', '__s32',
  ],
  'unsigned int': [
    'uint', 'u_int', 'u_int32_t', 'uint_least32_t', 'uid_t', 'gid_t', 'mode_t',
    'socklen_t', 'useconds_t', 'id_t', 'in_addr_t', 'wint_t', 'tcflag_t', 'speed_t',
    'pthread_key_t', '__u32',
  ],
  'long': [
    'intmax_t', 'int_least64_t', 'int_fast16_t', 'int_fast32_t', 'int_fast64_t',
    'suseconds_t', 'clock_t', 'blkcnt_t', 'blkcnt64_t', 'off64_t', 'loff_t', 'register_t',
    'quad_t',
  ],
  'unsigned long': [
    'ulong', 'u_long', 'u_int64_t', 'uintmax_t', 'uint_least64_t', 'uint_fast16_t',
    'uint_fast32_t', 'uint_fast64_t', 'dev_t', 'ino_t', 'ino64_t', 'rlim_t', 'rlim64_t',
    'fsblkcnt_t', 'fsfilcnt_t', 'fsblkcnt64_t', 'fsfilcnt64_t', 'u_quad_t', 'nfds_t',
    'pthread_t', 'msgqnum_t', 'msglen_t', 'shmatt_t', 'wctype_t', 'eventfd_t',
  ],
  'long long': [
    '__s64',
  ],
  'unsigned long long': [
    '__u64',
  ],
  'float': [
    'float_t', '_Float32',
  ],
  'double': [
    'double_t', '_Float64', '_Float32x',
  ],
};

const typeNames = new SafeMap();

function addNames(names, type) {
  for (let i = 0; i < names.length; i++) typeNames.set(names[i], type);
}

const kOwnNames = ObjectKeys(kOwn);
for (let i = 0; i < kOwnNames.length; i++) {
  const name = kOwnNames[i];
  const canonical = base[kOwn[name]];
  typeNames.set(name, integer(name, name, canonical.rank, canonical));
}
const kAliased = ObjectKeys(kAliases);
for (let i = 0; i < kAliased.length; i++) addNames(kAliases[kAliased[i]], base[kAliased[i]]);
// These two have the width that the ABI says.
addNames(['nlink_t'], base[isX64 ? 'unsigned long' : 'unsigned int']);
addNames(['blksize_t'], base[isX64 ? 'long' : 'int']);

addNames(['va_list', '__builtin_va_list', '__gnuc_va_list'], vaList);
addNames(['__int128_t'], int128);
addNames(['__uint128_t'], uint128);
addNames(['_Float64x'], longDouble);
addNames(['_Float128', '__float128'], refused('_Float128', 16, 16));
addNames(['_Float16', '__fp16'], refused('_Float16', 2, 2));
addNames(['timer_t', 'iconv_t', 'nl_catd'], pointerTo(voidType));
addNames(['caddr_t'], pointerTo(base.char));
addNames(['wctrans_t'], pointerTo(qualify(base.int, kConst)));

addNames(['bool'], base.bool);

const opaque = (name) => new NamedType('opaque', name);

addNames(['FILE'], opaque('FILE'));
addNames(['DIR'], opaque('DIR'));
addNames(['locale_t'], pointerTo(opaque('struct __locale_struct')));

module.exports = {
  base,
  complex,
  int128,
  longDouble,
  typeNames,
  uint128,
};
