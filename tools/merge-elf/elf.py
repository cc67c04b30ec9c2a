"""An ELF file of x86-64 as the merger reads it: segments, symbols with their
versions, and relocations. Terms and layouts are those of the System V ABI
(gabi, x86-64 psABI) and, for symbol versions, of the Linux Standard Base.
"""
import os
import struct

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE, PT_PHDR, PT_TLS = 1, 2, 3, 4, 6, 7
PT_GNU_EH_FRAME, PT_GNU_STACK, PT_GNU_RELRO = 0x6474e550, 0x6474e551, 0x6474e552
PF_X, PF_W, PF_R = 1, 2, 4

SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_HASH, SHT_DYNAMIC = 1, 2, 3, 4, 5, 6
SHT_NOTE, SHT_NOBITS, SHT_DYNSYM, SHT_FINI_ARRAY = 7, 8, 11, 15
SHT_GNU_HASH, SHT_GNU_VERDEF, SHT_GNU_VERNEED, SHT_GNU_VERSYM = (
    0x6ffffff6, 0x6ffffffd, 0x6ffffffe, 0x6fffffff)
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR, SHF_TLS = 1, 2, 4, 0x400

DT_NEEDED, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT = 1, 5, 6, 10, 11
DT_INIT, DT_FINI, DT_RELA, DT_RELASZ, DT_RELAENT = 12, 13, 7, 8, 9
DT_SONAME, DT_SYMBOLIC, DT_DEBUG, DT_FLAGS = 14, 16, 21, 30
DT_INIT_ARRAY, DT_FINI_ARRAY, DT_INIT_ARRAYSZ, DT_FINI_ARRAYSZ = 25, 26, 27, 28
DT_RELR, DT_PREINIT_ARRAY = 36, 32
DT_GNU_HASH, DT_VERSYM, DT_FLAGS_1 = 0x6ffffef5, 0x6ffffff0, 0x6ffffffb
DT_VERDEF, DT_VERDEFNUM, DT_VERNEED, DT_VERNEEDNUM = (
    0x6ffffffc, 0x6ffffffd, 0x6ffffffe, 0x6fffffff)
DF_SYMBOLIC, DF_BIND_NOW, DF_1_NOW = 2, 8, 1

R_64, R_COPY, R_GLOB_DAT, R_JUMP_SLOT, R_RELATIVE = 1, 5, 6, 7, 8
R_DTPMOD64, R_DTPOFF64, R_TPOFF64 = 16, 17, 18

STB_LOCAL, STB_GLOBAL, STB_WEAK = 0, 1, 2
STT_NOTYPE, STT_OBJECT, STT_FUNC, STT_SECTION, STT_FILE, STT_TLS, STT_GNU_IFUNC = 0, 1, 2, 3, 4, 6, 10
SHN_UNDEF, SHN_ABS = 0, 0xfff1
VERSYM_HIDDEN = 0x8000

PAGE = 0x1000

EHDR = struct.Struct('<16sHHIQQQIHHHHHH')
PHDR = struct.Struct('<IIQQQQQQ')
SHDR = struct.Struct('<IIQQQQIIQQ')
SYM = struct.Struct('<IBBHQQ')
RELA = struct.Struct('<QQq')
DYN = struct.Struct('<qQ')


def page_down(value):
  return value & -PAGE


def page_up(value):
  return -(-value // PAGE) * PAGE


def align(value, to):
  return -(-value // to) * to


def string_at(table, offset):
  return table[offset:table.index(b'\0', offset)].decode()


class Segment:
  def __init__(self, fields):
    (self.type, self.flags, self.offset, self.vaddr, _,
     self.filesz, self.memsz, self.align) = fields


class Section:
  def __init__(self, fields):
    (self.name_offset, self.type, self.flags, self.addr, self.offset, self.size,
     self.link, self.info, self.align, self.entsize) = fields
    self.name = None


class Symbol:
  """`version` is None where the file gives none."""
  __slots__ = ('name', 'value', 'size', 'bind', 'type', 'other', 'section', 'version', 'hidden')

  def __init__(self, name, info, other, section, value, size):
    self.name, self.value, self.size = name, value, size
    self.bind, self.type, self.other, self.section = info >> 4, info & 15, other, section
    self.version, self.hidden = None, False

  @property
  def defined(self):
    return self.section != SHN_UNDEF


class Elf:
  """`image` is the memory of the file from address 0, as far as the file fills
  it; `bias` is what the merger adds to each address."""

  def __init__(self, path):
    self.path = os.path.realpath(path)
    with open(path, 'rb') as file:
      self.data = file.read()
    header = EHDR.unpack_from(self.data)
    if header[0][:6] != b'\x7fELF\x02\x01' or header[2] != 62:
      raise SystemExit(f'error: {path} is no ELF file for x86-64')
    self.type, self.entry = header[1], header[4]
    self.segments = [Segment(PHDR.unpack_from(self.data, header[5] + i * header[9]))
                     for i in range(header[10])]
    self.sections = self._read_sections(header[6], header[12], header[13])
    self._read_dynamic()
    self.soname = self.dynamic_string(DT_SONAME) or os.path.basename(path)
    self.bias = 0

  def _read_sections(self, offset, count, names_index):
    sections = [Section(SHDR.unpack_from(self.data, offset + i * SHDR.size))
                for i in range(count)]
    names = self.content(sections[names_index])
    for section in sections:
      section.name = string_at(names, section.name_offset)
    return sections

  def content(self, section):
    return self.data[section.offset:section.offset + section.size]

  def segment(self, type_):
    return next((segment for segment in self.segments if segment.type == type_), None)

  def section(self, type_):
    return next((section for section in self.sections if section.type == type_), None)

  def section_named(self, name):
    return next((section for section in self.sections if section.name == name), None)

  def _read_dynamic(self):
    self.dynamic, self.needed_offsets = {}, []
    segment = self.segment(PT_DYNAMIC)
    data = self.data[segment.offset:segment.offset + segment.filesz]
    for tag, value in DYN.iter_unpack(data):
      if tag == DT_NEEDED:
        self.needed_offsets.append(value)
      elif tag:
        self.dynamic[tag] = value
    self.symbolic = DT_SYMBOLIC in self.dynamic or bool(self.dynamic.get(DT_FLAGS, 0) & DF_SYMBOLIC)

  def dynamic_string(self, tag):
    return self._dynamic_string(self.dynamic[tag]) if tag in self.dynamic else None

  def _dynamic_string(self, offset):
    return string_at(self.content(self.sections[self.section(SHT_DYNAMIC).link]), offset)

  @property
  def needed(self):
    return [self._dynamic_string(offset) for offset in self.needed_offsets]

  def read_symbols(self, section):
    names = self.content(self.sections[section.link])
    return [Symbol(string_at(names, fields[0]), *fields[1:])
            for fields in SYM.iter_unpack(self.content(section))]

  def read_dynamic_symbols(self):
    """Fills `symbols`, as the relocations number them, and `definitions`: name
    -> symbols."""
    self.symbols = self.read_symbols(self.section(SHT_DYNSYM))
    self._read_versions()
    self.definitions = {}
    for symbol in self.symbols[1:]:
      if symbol.defined and symbol.bind != STB_LOCAL:
        self.definitions.setdefault(symbol.name, []).append(symbol)

  def _read_versions(self):
    versym = self.section(SHT_GNU_VERSYM)
    self.has_definitions = self.section(SHT_GNU_VERDEF) is not None
    if versym is None:
      return
    names = {**self._read_verdef(), **self._read_verneed()}
    indexes = struct.unpack(f'<{len(self.symbols)}H', self.content(versym))
    for symbol, index in zip(self.symbols, indexes):
      symbol.hidden = bool(index & VERSYM_HIDDEN)
      symbol.version = names.get(index & ~VERSYM_HIDDEN)

  def _read_verdef(self):
    names, section = {}, self.section(SHT_GNU_VERDEF)
    if section is None:
      return names
    data, strings, at = self.content(section), self.content(self.sections[section.link]), 0
    while True:
      _, flags, index, _, _, aux, next_ = struct.unpack_from('<HHHHIII', data, at)
      if not flags & 1:  # VER_FLG_BASE is the file's own name
        names[index] = string_at(strings, struct.unpack_from('<I', data, at + aux)[0])
      if not next_:
        return names
      at += next_

  def _read_verneed(self):
    names, section = {}, self.section(SHT_GNU_VERNEED)
    if section is None:
      return names
    data, strings, at = self.content(section), self.content(self.sections[section.link]), 0
    while True:
      _, count, _, aux, next_ = struct.unpack_from('<HHIII', data, at)
      aux += at
      for _ in range(count):
        _, _, index, name, next_aux = struct.unpack_from('<IHHII', data, aux)
        names[index] = string_at(strings, name)
        aux += next_aux
      if not next_:
        return names
      at += next_

  def load(self):
    """Makes `image`; `relocations` are (address, type, symbol's index, addend)."""
    for tag in (DT_RELR, DT_PREINIT_ARRAY):
      if tag in self.dynamic:
        raise SystemExit(f'error: {self.path} has dynamic tag {tag}, which tools/merge-elf '
                         'does not know: teach relocate.py')
    loads = [segment for segment in self.segments if segment.type == PT_LOAD]
    self.image = bytearray(max(segment.vaddr + segment.filesz for segment in loads))
    for segment in loads:
      self.image[segment.vaddr:segment.vaddr + segment.filesz] = (
          self.data[segment.offset:segment.offset + segment.filesz])
    self.relocations = [
        (address, info & 0xffffffff, info >> 32, addend)
        for section in self.sections if section.type == SHT_RELA and section.flags & SHF_ALLOC
        for address, info, addend in RELA.iter_unpack(self.content(section))]

  @property
  def end(self):
    return max(segment.vaddr + segment.memsz for segment in self.segments
               if segment.type == PT_LOAD)
