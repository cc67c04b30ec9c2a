"""Writes the result: header, segments, sections and symbols."""
import bisect
import hashlib
import os
import struct
import typing

import elf
import layout
from dynamic import Strings

# The merger makes these; the program's own have its name, as a library's have.
NAMES = ('.init_array', '.fini_array', '.tdata')

# Linux before 6.14 takes a page of them; postject adds two.
MOST_SEGMENTS = elf.PAGE // elf.PHDR.size - 3


class Piece(typing.NamedTuple):
  """One of the merger's own sections."""
  name: str
  type: int
  flags: int
  data: bytes
  align: int = 8
  entsize: int = 0
  link: str = ''  # name of another
  info: int = 0


class Part:
  """Pieces one after the other, which become one segment."""

  def __init__(self, address, flags):
    self.address, self.flags = address, flags
    self.pieces, self.data = [], bytearray()

  @property
  def end(self):
    return self.address + len(self.data)

  def next(self, align=8):
    """Where the next piece is going to be."""
    return elf.align(self.end, align)

  def add(self, piece):
    self.data += bytes(self.next(piece.align) - self.end)
    address = self.end
    self.pieces.append((address, piece))
    self.data += piece.data
    return address

  def chunk(self):
    return layout.Chunk(self.address, bytes(self.data), len(self.data), self.flags)


class Writer:
  def __init__(self, head, chunks, parts, files, extra_segments, entry):
    """`chunks` are of the files, `parts` the merger's; `extra_segments` are
    (type, flags, address, file size, memory size, alignment)."""
    self.head, self.parts, self.files, self.entry = head, parts, files, entry
    self.extra_segments = extra_segments
    self.chunks = sorted(chunks, key=lambda chunk: chunk.address)
    self._make_sections()
    self.chunks += [part.chunk() for part in parts]  # which are behind the files
    self._place()

  def _place(self):
    # Behind the header there is room for more segments, which postject needs to make
    # a single executable. That the first chunk is aligned has strip(1) keep it.
    room = layout.BASE - layout.HEAD
    self.alignments = [room] + [elf.PAGE] * (len(self.chunks) - 1)
    self.offsets, at = [], room + self.chunks[0].address % room
    for chunk in self.chunks:
      self.offsets.append(at)
      at = elf.page_up(at + len(chunk.data))
    self.end = at

  def offset(self, address):
    if address < layout.BASE:
      return address - layout.HEAD
    for chunk, offset in zip(self.chunks, self.offsets):
      if chunk.address <= address < chunk.address + max(chunk.size, 1):
        return offset + min(address - chunk.address, len(chunk.data))
    raise AssertionError(hex(address))

  def _make_sections(self):
    """(name, type, flags, address, size, link, info, align, entsize), by address.
    A section is in one segment, so those of which a part is read-only are two."""
    rows = []
    for part in [self.head, *self.parts]:
      rows += [(piece.name, piece.type, piece.flags, address, len(piece.data), piece.link,
                piece.info, piece.align, piece.entsize) for address, piece in part.pieces]
    for i, file in enumerate(self.files):
      suffix = f'.{os.path.basename(file.path).split(".so")[0]}' if i else '.program'
      for section in layout.live_sections(file):
        name = section.name + (suffix if i or section.name in NAMES else '')
        rows += self._rows(file.bias + section.addr, section, name)
    rows.sort(key=lambda row: row[3])
    self.rows, self.addresses = rows, [row[3] for row in rows]
    self.index = {row[0]: i + 1 for i, row in enumerate(rows)}
    self._number_exports()

  def _rows(self, address, section, name):
    for chunk in self.chunks:
      flags = elf.SHF_ALLOC
      flags |= elf.SHF_WRITE if chunk.flags & elf.PF_W else 0
      flags |= elf.SHF_EXECINSTR if chunk.flags & elf.PF_X else 0
      filled = chunk.address + len(chunk.data)  # so far, .bss has copies of variables
      for type_, first, last in ((elf.SHT_PROGBITS, chunk.address, filled),
                                 (elf.SHT_NOBITS, filled, chunk.address + chunk.size)):
        start, end = max(address, first), min(address + section.size, last)
        if start < end:
          yield name, type_, flags, start, end - start, '', 0, section.align, 0

  def section_number(self, address):
    return bisect.bisect_right(self.addresses, address)

  def _number_exports(self):
    part, at, size = next((part, address - part.address, len(piece.data))
                          for part in self.parts for address, piece in part.pieces
                          if piece.type == elf.SHT_DYNSYM)
    for entry in range(at, at + size, elf.SYM.size):
      name, info, other, section, value, length = elf.SYM.unpack_from(part.data, entry)
      if section != elf.SHN_UNDEF:
        section = self.section_number(value)
        elf.SYM.pack_into(part.data, entry, name, info, other, section, value, length)

  def _symbol_table(self):
    strings, local, other = Strings(), [], []
    for file in self.files:
      section = file.section(elf.SHT_SYMTAB)
      symbols = file.read_symbols(section) if section else file.symbols
      for symbol in symbols:
        if symbol.type == elf.STT_FILE:
          local.append(elf.SYM.pack(strings.add(symbol.name), symbol.type, 0, elf.SHN_ABS, 0, 0))
          continue
        if not 0 < symbol.section < 0xff00 or symbol.type in (elf.STT_SECTION, elf.STT_TLS):
          continue
        if layout.is_dead(file.sections[symbol.section]):
          continue
        is_local = symbol.bind == elf.STB_LOCAL or file is not self.files[0]
        bind = elf.STB_LOCAL if is_local else elf.STB_GLOBAL
        (local if is_local else other).append(elf.SYM.pack(
            strings.add(symbol.name), bind << 4 | symbol.type, symbol.other,
            self.section_number(file.bias + symbol.value), file.bias + symbol.value,
            symbol.size))
    return bytes(elf.SYM.size) + b''.join(local + other), len(local) + 1, bytes(strings.data)

  def write(self, path):
    symtab, first_global, strtab = self._symbol_table()
    names = Strings()
    count = len(self.rows)
    tail = bytearray()
    headers = [bytes(elf.SHDR.size)]
    for name, type_, flags, address, size, link, info, align, entsize in self.rows:
      number = self.index[link] if link else 0
      headers.append(elf.SHDR.pack(names.add(name), type_, flags, address, self.offset(address),
                                   size, number, info, align, entsize))

    def add(name, type_, data, link=0, info=0, entsize=0):
      tail.extend(bytes(-len(tail) % 8))
      headers.append(elf.SHDR.pack(names.add(name), type_, 0, 0, self.end + len(tail), len(data),
                                   link, info, 8, entsize))
      tail.extend(data)

    add('.symtab', elf.SHT_SYMTAB, symtab, count + 2, first_global, elf.SYM.size)
    add('.strtab', elf.SHT_STRTAB, strtab)
    names.add('.shstrtab')
    add('.shstrtab', elf.SHT_STRTAB, bytes(names.data))
    tail.extend(bytes(-len(tail) % 8))
    sections_at = self.end + len(tail)
    self._finish_head(sections_at, len(headers))
    with open(path + '.part', 'wb') as file:
      file.write(self.head.data)
      # In small pieces, as tar(1) does: of what is written in large ones, Linux maps more
      # at once, and a process has 5 MB more.
      for chunk, offset in zip(self.chunks, self.offsets):
        file.seek(offset)
        for at in range(0, len(chunk.data), elf.PAGE):
          file.write(chunk.data[at:at + elf.PAGE])
      file.seek(self.end)
      file.write(tail + b''.join(headers))
    os.chmod(path + '.part', 0o755)
    os.replace(path + '.part', path)

  def _program_headers(self):
    head = self.head
    rows = [(elf.PT_LOAD, elf.PF_R, 0, head.address, len(head.data), len(head.data), elf.PAGE)]
    rows += [(elf.PT_LOAD, chunk.flags, offset, chunk.address, len(chunk.data), chunk.size,
              align) for chunk, offset, align in zip(self.chunks, self.offsets, self.alignments)]
    others = [(type_, flags, self.offset(address), address, filesz, memsz, align)
              for type_, flags, address, filesz, memsz, align in self.extra_segments]
    count = len(rows) + len(others) + 1
    size = count * elf.PHDR.size
    first = (elf.PT_PHDR, elf.PF_R, elf.EHDR.size, head.address + elf.EHDR.size, size, size, 8)
    # PT_PHDR and PT_INTERP precede what is loaded.
    others.sort(key=lambda row: row[0] != elf.PT_INTERP)
    return [first, others[0], *rows, *others[1:]]

  def _finish_head(self, sections_at, section_count):
    rows = self._program_headers()
    data = b''.join(elf.PHDR.pack(type_, flags, offset, address, address, filesz, memsz, align)
                    for type_, flags, offset, address, filesz, memsz, align in rows)
    data = elf.EHDR.pack(b'\x7fELF\x02\x01\x01'.ljust(16, b'\0'), 2, 62, 1, self.entry,
                         elf.EHDR.size, sections_at, 0, elf.EHDR.size, elf.PHDR.size, len(rows),
                         elf.SHDR.size, section_count, section_count - 1) + data
    if len(rows) > MOST_SEGMENTS:
      raise SystemExit(f'error: {len(rows)} segments are too many, {MOST_SEGMENTS} would do: '
                       'join more in tools/merge-elf/layout.py')
    self.head.data[:len(data)] = data
    self._set_build_id()

  def _set_build_id(self):
    digest = hashlib.sha1()
    for data in [self.head.data, *(chunk.data for chunk in self.chunks)]:
      digest.update(data)
    address, piece = next(item for item in self.head.pieces if item[1].type == elf.SHT_NOTE)
    at = address - self.head.address + len(piece.data) - 20
    self.head.data[at:at + 20] = digest.digest()
