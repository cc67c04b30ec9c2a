"""Applies the relocations of the merged files. What is known when the program
is linked is written into the images; what only the machine's libraries know
becomes a relocation of the result.
"""
import struct

import elf
import resolve

WORD = struct.Struct('<Q')
# The program is the first module that has thread-local storage.
MODULE = 1


class Relocator:
  """`dynamic` are relocations for the loader: (address, type, Import, addend)."""

  def __init__(self, scope, tls):
    self.scope, self.tls = scope, tls
    self.dynamic = []
    self.copies = []  # (file, address, symbol)

  def relocate(self, file):
    for address, type_, index, addend in file.relocations:
      if type_ == elf.R_RELATIVE:
        self.write(file, address, file.bias + addend)
      elif type_ == elf.R_COPY:
        self.copies.append((file, address, file.symbols[index]))
      else:
        self._relocate_symbol(file, address, type_, file.symbols[index], addend)

  def write(self, file, address, value):
    WORD.pack_into(file.image, address, value & 0xffffffffffffffff)

  def _relocate_symbol(self, file, address, type_, symbol, addend):
    if type_ == elf.R_DTPMOD64:
      self.write(file, address, MODULE)
      return
    found = self.scope.find(file, symbol)
    if type_ in (elf.R_DTPOFF64, elf.R_TPOFF64):
      # Of a symbol without a name: of this file's own block.
      file_, value = (found.file, found.symbol.value) if symbol.name else (file, 0)
      offset = self.tls.start(file_) + value + addend
      self.write(file, address, offset - (self.tls.size if type_ == elf.R_TPOFF64 else 0))
    elif type_ not in (elf.R_64, elf.R_GLOB_DAT, elf.R_JUMP_SLOT):
      raise SystemExit(f'error: {file.path} has a relocation of type {type_}, which '
                       'tools/merge-elf does not know: teach relocate.py')
    elif isinstance(found, resolve.Import):
      kind = elf.R_64 if type_ == elf.R_64 else elf.R_GLOB_DAT
      self.dynamic.append((file, address, kind, found, addend if kind == elf.R_64 else 0))
    else:
      self._write_address(file, address, found, addend if type_ == elf.R_64 else 0)

  def _write_address(self, file, address, found, addend):
    if found is None:
      self.write(file, address, 0)
      return
    if found.symbol.type == elf.STT_GNU_IFUNC:
      raise SystemExit(f'error: {found.file.path} chooses {found.symbol.name} at run time '
                       '(STT_GNU_IFUNC), which tools/merge-elf does not know: teach relocate.py')
    self.write(file, address, found.address + addend)

  def copy(self):
    """Makes the program's copies of variables: code that is not compiled for
    shared libraries has a place of its own for each that it uses. To be done
    when everything is relocated. Returns the copies that the loader has to
    make: (file, address, symbol, Import)."""
    left = []
    by_file = {}
    for item in self.dynamic:
      by_file.setdefault(id(item[0]), []).append(item)
    for file, address, symbol in self.copies:
      found = self.scope.find(file, undefined(symbol), skip=file)
      if isinstance(found, resolve.Import):
        left.append((file, address, symbol, found))
        continue
      start, size = found.symbol.value, symbol.size
      file.image[address:address + size] = padded(found.file.image, start, size)
      for _, at, kind, import_, addend in by_file.get(id(found.file), ()):
        if start <= at < start + size:
          self.dynamic.append((file, address + at - start, kind, import_, addend))
    return left


def undefined(symbol):
  """The same symbol as a file would have it that does not define it."""
  result = elf.Symbol(symbol.name, symbol.bind << 4 | symbol.type, 0, elf.SHN_UNDEF, 0, symbol.size)
  result.version = symbol.version
  return result


def padded(image, start, size):
  return bytes(image[start:start + size]).ljust(size, b'\0')


class ThreadLocals:
  """The thread-local storage of all merged files as one block. On x86-64 it ends
  where the thread pointer is, and what the program's own code has as offsets
  from there must stay: so its part is the last (variant II of "ELF Handling For
  Thread-Local Storage")."""

  def __init__(self, program, files):
    self.starts, self.parts, self.align, at = {}, [], 1, 0
    for file in [*(file for file in files if file is not program), program]:
      segment = file.segment(elf.PT_TLS)
      if segment is None:
        continue
      self.align = max(self.align, segment.align)
      at = elf.align(at, segment.align)
      self.starts[file] = at
      self.parts.append((file, segment))
      at += elf.align(segment.memsz, segment.align)
    self.size = elf.align(at, self.align)
    if program in self.starts:
      segment = program.segment(elf.PT_TLS)
      self.starts[program] = self.size - elf.align(segment.memsz, segment.align)

  def start(self, file):
    return self.starts[file]

  def image(self):
    """The initial values, once these are relocated."""
    image = bytearray(self.size)
    for file, segment in self.parts:
      start = self.starts[file]
      image[start:start + segment.filesz] = (
          file.image[segment.vaddr:segment.vaddr + segment.filesz])
    return bytes(image)
