"""What the loader reads in the result: imports and exports with their versions,
and the relocations that are left.
"""
import struct

import elf

EXPORTS_VERSION = 'NODE_ABI'


class Strings:
  def __init__(self):
    self.data, self.offsets = bytearray(b'\0'), {'': 0}

  def add(self, text):
    if text not in self.offsets:
      self.offsets[text] = len(self.data)
      self.data += text.encode() + b'\0'
    return self.offsets[text]


def gnu_hash(name):
  value = 5381
  for byte in name.encode():
    value = (value * 33 + byte) & 0xffffffff
  return value


def sysv_hash(name):
  value = 0
  for byte in name.encode():
    value = (value << 4) + byte
    value = (value ^ (value >> 24 & 0xf0)) & 0x0fffffff
  return value


def symbol_entry(name, type_, section, address, size):
  # Whether a function is chosen at run time is its library's business.
  type_ = elf.STT_FUNC if type_ == elf.STT_GNU_IFUNC else type_
  return elf.SYM.pack(name, elf.STB_GLOBAL << 4 | type_, 0, section, address, size)


class Dynamic:
  """`exports` are (name, address, size, type); `copies` (address, symbol, Import)
  are variables of the machine's libraries that live in the program."""

  def __init__(self, imports, exports, copies):
    self.strings, self.versions = Strings(), {}
    self.imports = sorted(imports, key=lambda item: (item.library, item.name, item.version))
    self.exports = exports
    self.copies = copies
    self._symbols()

  def _symbols(self):
    entries = [elf.SYM.pack(0, 0, 0, 0, 0, 0)]
    versym = [0]
    self.index = {}
    for item in self.imports:
      self.index[item] = len(entries)
      entries.append(symbol_entry(self.strings.add(item.name), item.type, elf.SHN_UNDEF, 0, 0))
      versym.append(self._version(item))
    defined = [(name, address, size, type_, 2) for name, address, size, type_ in self.exports]
    defined += [(item.name, address, symbol.size, item.type, self._version(item))
                for address, symbol, item in self.copies]
    self.bucket_count = max(len(defined) // 4, 1)
    self.first_defined = len(entries)
    defined.sort(key=lambda item: gnu_hash(item[0]) % self.bucket_count)
    for name, address, size, type_, version in defined:
      # output.py knows the section's number.
      self.index[name] = len(entries)
      entries.append(symbol_entry(self.strings.add(name), type_, 1, address, size))
      versym.append(version)
    self.hashes = [gnu_hash(item[0]) for item in defined]
    self.dynsym = b''.join(entries)
    self.versym = struct.pack(f'<{len(versym)}H', *versym)

  def _version(self, item):
    # 1 is what has no version, 2 the exports'.
    return self.versions.setdefault((item.library, item.version), len(self.versions) + 3)

  def hash_table(self):
    """.gnu.hash: a Bloom filter, buckets, and chains of hashes."""
    shift, words = 26, 1
    while words * 8 < len(self.hashes):
      words *= 2
    bloom, buckets, chains = [0] * words, [0] * self.bucket_count, []
    for i, value in enumerate(self.hashes):
      bloom[value // 64 % words] |= 1 << value % 64 | 1 << (value >> shift) % 64
      bucket = value % self.bucket_count
      buckets[bucket] = buckets[bucket] or self.first_defined + i
      last = i + 1 == len(self.hashes) or self.hashes[i + 1] % self.bucket_count != bucket
      chains.append(value & ~1 | last)
    return (struct.pack('<IIII', self.bucket_count, self.first_defined, words, shift) +
            struct.pack(f'<{words}Q', *bloom) +
            struct.pack(f'<{self.bucket_count + len(chains)}I', *buckets, *chains))

  def version_needs(self):
    """.gnu.version_r, and how many libraries it names."""
    libraries = {}
    for (library, version), index in self.versions.items():
      libraries.setdefault(library, []).append((version, index))
    result = b''
    for i, (library, versions) in enumerate(libraries.items()):
      last = i + 1 == len(libraries)
      result += struct.pack('<HHIII', 1, len(versions), self.strings.add(library), 16,
                            0 if last else 16 + 16 * len(versions))
      for j, (version, index) in enumerate(versions):
        result += struct.pack('<IHHII', sysv_hash(version), 0, index, self.strings.add(version),
                              0 if j + 1 == len(versions) else 16)
    return result, len(libraries)

  def version_definitions(self, name):
    """.gnu.version_d: the file's own, and that of all exports. A library that asks
    for another version of such a symbol (OpenSSL's) does not get it from here."""
    result = b''
    for index, flags, version in ((1, 1, name), (2, 0, EXPORTS_VERSION)):
      result += struct.pack('<HHHHIII', 1, flags, index, 1, sysv_hash(version), 20,
                            28 if index == 1 else 0)
      result += struct.pack('<II', self.strings.add(version), 0)
    return result

  def relocations(self, dynamic):
    """.rela.dyn. Sorted by symbol, since the loader remembers the last that it
    looked up."""
    rows = [(self.index[item], file.bias + address, kind, addend)
            for file, address, kind, item, addend in dynamic]
    rows += [(self.index[item.name], address, elf.R_COPY, 0)
             for address, _, item in self.copies]
    return b''.join(elf.RELA.pack(address, index << 32 | kind, addend)
                    for index, address, kind, addend in sorted(rows))
