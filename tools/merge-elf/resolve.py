"""Which definition a symbol stands for: what the dynamic loader would decide at
run time, decided once. https://www.akkadia.org/drepper/dsohowto.pdf, 1.5.
"""
import os
import typing

import elf
import glibc


class Definition(typing.NamedTuple):
  """A symbol of a merged file."""
  file: elf.Elf
  symbol: elf.Symbol

  @property
  def address(self):
    return self.file.bias + self.symbol.value


class Import(typing.NamedTuple):
  """A symbol that the machine's libraries give."""
  name: str
  version: str
  library: str
  type: int
  size: int


def read_files(program, folders):
  """The program and the libraries that it needs, breadth first, as the loader
  has them in its scope; and the machine's libraries among them."""
  merged, machine, queue, seen = [program], [], [program], set()
  while queue:
    file = queue.pop(0)
    for name in file.needed:
      if name in seen:
        continue
      seen.add(name)
      path = next((path for path in (os.path.join(folder, name) for folder in folders)
                   if os.path.exists(path)), None)
      if path is None:
        raise SystemExit(f'error: {file.path} needs {name}, which is not in '
                         f'{", ".join(folders)}')
      library = elf.Elf(path)
      queue.append(library)
      (machine if name in glibc.MACHINE else merged).append(library)
  return merged, machine


class Scope:
  """The files in the order of look-up. `compat` has what an old glibc lacks;
  `tables` are names that the merger itself defines."""

  def __init__(self, merged, machine, compat, tables):
    self.merged, self.machine, self.compat = merged, machine, compat
    self.tables = tables
    self.cache, self.imports = {}, {}
    for file in merged + machine:
      file.read_dynamic_symbols()

  def find(self, file, symbol, skip=None):
    """A Definition, an Import, or None for a weak symbol that nobody has."""
    if symbol.bind == elf.STB_LOCAL or (symbol.defined and symbol.other & 3):
      return Definition(file, symbol)  # of this file whatever others define
    key = (symbol.name, symbol.version, file if file.symbolic else None, skip)
    if key not in self.cache:
      self.cache[key] = self._find(file, symbol, skip)
    found = self.cache[key]
    if found is None and symbol.bind != elf.STB_WEAK:
      raise SystemExit(f'error: {file.path} needs {symbol.name} ({symbol.version}), which '
                       'no library has')
    return found

  def _find(self, file, symbol, skip):
    files = [file, *self.merged] if file.symbolic else self.merged
    for candidate in files:
      if candidate is not skip and candidate is not self.compat:
        if definition := choose(candidate, symbol.name, symbol.version):
          return Definition(candidate, definition)
    if symbol.name in self.tables:
      return self.tables[symbol.name]
    return self._find_import(symbol.name, symbol.version)

  def _find_import(self, name, version):
    """The machine's, as an old one has it."""
    if name in glibc.BEFORE and (version is None or not glibc.is_old_enough(version)):
      name, version = glibc.BEFORE[name]
    for library in self.machine:
      if definition := choose(library, name, version):
        version = definition.version
        if glibc.is_old_enough(version):
          return self.imports.setdefault((name, version), Import(
              name, version, library.soname, definition.type, definition.size))
        break
    else:
      return None
    if definition := choose(self.compat, name, None):
      return Definition(self.compat, definition)
    raise SystemExit(
        f'error: {name}, version {version}, is not in glibc {".".join(map(str, glibc.OLDEST))}: '
        'put it into tools/merge-elf/glibc.py, under its old version, or into glibc_compat.c')


def choose(file, name, version):
  """The definition of a file that a reference takes, as in glibc's check_match()."""
  definitions = file.definitions.get(name)
  if not definitions:
    return None
  if version is not None and file.has_definitions:
    return next((symbol for symbol in definitions if symbol.version == version), None)
  return next((symbol for symbol in definitions if not symbol.hidden), definitions[0])
