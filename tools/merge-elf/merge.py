"""Merges a program and the shared libraries that it needs into one file.

  merge.py PROGRAM COMPAT RESULT FOLDER...

PROGRAM is linked as usual, and its libraries are in the FOLDERs; COMPAT is
glibc_compat.c as a shared library. RESULT needs nothing but glibc and libgcc_s;
what it was made of stands in RESULT.json.

Why: the result runs wherever its glibc is old enough, as one file that may be
copied and moved; it starts faster, as what the loader would look up is written
into it; and the names and symbols of the merged libraries are not seen by
libraries that are loaded later, so that these get the machine's.
"""
import json
import re
import struct
import sys

import elf
import glibc
import layout
import relocate
import resolve
import unwind
from dynamic import Dynamic
from output import Part, Piece, Writer

LOADER = b'/lib64/ld-linux-x86-64.so.2\0'
# What upstream's own binary has for addons: node and Node-API (of the program, as
# libnode has all that in itself, too), V8, libuv, and all that OpenSSL exports.
OF_PROGRAM = re.compile(r'napi_|node_api_|node_module_register$|_Z(T[VIST])?(N[VK]*)?4node')
OF_LIBRARIES = re.compile(r'uv_|_Z(T[VIST])?(N[VK]*)?(2v8|6cppgc)')
EXPORTING = ('libcrypto.so', 'libssl.so')
HEAD_ROOM = 0x3000  # for the ELF header and the program headers
TABLES = layout.HEAD + HEAD_ROOM + 0x100

# What marks a program that a single executable can be made of. libnode, which has a
# whole node in itself, has it too, and there must be one.
FUSE = b'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

ALLOC, WRITE = elf.SHF_ALLOC, elf.SHF_WRITE


class Tables:
  """Arrays that glibc_compat.c finds by name, in front of everything else.
  `room` has the most words that each may have."""

  def __init__(self, room):
    self.bias, self.path = TABLES, 'tables'
    self.places, at = {}, 0
    for name, words in room.items():
      self.places[f'{name}_count'], self.places[name] = at, at + 8
      at += 8 + 8 * words
    self.image = bytearray(at)

  def definitions(self):
    return {name: resolve.Definition(self, elf.Symbol(name, 0x11, 0, 1, offset, 8))
            for name, offset in self.places.items()}

  def put(self, name, rows):
    words = [word for row in rows for word in row]
    struct.pack_into('<Q', self.image, self.places[f'{name}_count'], len(rows))
    struct.pack_into(f'<{len(words)}Q', self.image, self.places[name], *words)


def in_order_of_initialization(program, files):
  """Each file after what it needs."""
  by_name, done, order = {file.soname: file for file in files}, set(), []

  def visit(file):
    if file in done:
      return
    done.add(file)
    for name in file.needed:
      if name in by_name:
        visit(by_name[name])
    order.append(file)

  for file in files:
    if file is not program:
      visit(file)
  visit(program)
  return order


def array_of(file, tag, size_tag):
  """The functions of DT_INIT_ARRAY or DT_FINI_ARRAY, as relocated."""
  if tag not in file.dynamic:
    return []
  return struct.unpack_from(f'<{file.dynamic[size_tag] // 8}Q', file.image, file.dynamic[tag])


def initializers(order):
  result = []
  for file in order:
    if elf.DT_INIT in file.dynamic:
      result.append(file.bias + file.dynamic[elf.DT_INIT])
    result += array_of(file, elf.DT_INIT_ARRAY, elf.DT_INIT_ARRAYSZ)
  return result


def finalizers(order):
  """For DT_FINI_ARRAY, which is run from its end."""
  result = []
  for file in order:
    if elf.DT_FINI in file.dynamic:
      result.append(file.bias + file.dynamic[elf.DT_FINI])
    result += array_of(file, elf.DT_FINI_ARRAY, elf.DT_FINI_ARRAYSZ)
  return result


def exports(program, scope):
  result = {}
  for file in scope.merged:
    for name, symbols in file.definitions.items():
      symbol = resolve.choose(file, name, None)
      is_exported = (OF_LIBRARIES.match(name) or file.soname.startswith(EXPORTING) or
                     file is program and OF_PROGRAM.match(name))
      if (is_exported and name not in result and symbol.type in (
          elf.STT_NOTYPE, elf.STT_OBJECT, elf.STT_FUNC)):
        result[name] = (name, file.bias + symbol.value, symbol.size, symbol.type)
  return list(result.values())


def second_nodes(files):
  """The code of node in libnode, from its first function to its last: initializers
  run, and nothing else."""
  result = []
  for file in files[1:]:
    addresses = [symbols[0].value for name, symbols in file.definitions.items()
                 if name.startswith('_ZN4node') and symbols[0].type == elf.STT_FUNC]
    if addresses:
      start, end = elf.page_up(min(addresses)), elf.page_down(max(addresses))
      result.append((file.bias + start, end - start))
  return result


class Merger:
  def __init__(self, program, compat, folders):
    self.program, self.compat = elf.Elf(program), elf.Elf(compat)
    merged, machine = resolve.read_files(self.program, folders)
    self.files = [*merged, self.compat]
    self.order = in_order_of_initialization(self.program, self.files)
    for file in self.files:
      file.load()
      if file is not self.program:
        file.image = file.image.replace(FUSE, bytes(len(FUSE)))
    self.end = layout.place(self.files)
    functions = sum(1 + file.dynamic.get(elf.DT_INIT_ARRAYSZ, 0) // 8 for file in self.files)
    ranges = 4 * len(self.files)  # two of two words a file
    self.tables = Tables({'merged_initializers': functions, 'merged_relro': ranges,
                          'merged_unused': ranges})
    self.scope = resolve.Scope(self.files, machine, self.compat, self.tables.definitions())

  def relocate(self):
    self.tls = relocate.ThreadLocals(self.program, self.files)
    relocator = relocate.Relocator(self.scope, self.tls)
    # The program's copies are in .bss, for which the file has nothing.
    copied = [address + self.program.symbols[index].size
              for address, type_, index, _ in self.program.relocations if type_ == elf.R_COPY]
    self.program.image.extend(bytes(max([0, *(end - len(self.program.image) for end in copied)])))
    for file in self.files:
      relocator.relocate(file)
    self.copies = relocator.copy()
    self.dynamic = relocator.dynamic

  def chunks(self):
    """The files' pages; tells the tables what to protect."""
    result, protect = [], []
    for file in self.files:
      layout.clear_dead_sections(file)
      written = {elf.page_down(address) for item, address, *_ in (*self.dynamic, *self.copies)
                 if item is file}
      pages, ranges = layout.chunks(file, written)
      result += pages
      protect += ranges
    self.tables.put('merged_relro', protect)
    self.tables.put('merged_unused', second_nodes(self.files))
    self.tables.put('merged_initializers', [(address,) for address in initializers(self.order)])
    return result

  def constants(self, part):
    """What is only read."""
    frames = unwind.Frames(part.next())
    for file in self.files:
      frames.add(file)
    part.add(Piece('.eh_frame', elf.SHT_PROGBITS, ALLOC, bytes(frames.data)))
    header = frames.header(part.next())
    self.frames = part.add(Piece('.eh_frame_hdr', elf.SHT_PROGBITS, ALLOC, header)), len(header)
    image = self.tls.image()
    self.tdata = part.add(Piece('.tdata', elf.SHT_PROGBITS, ALLOC | elf.SHF_TLS, image,
                                self.tls.align))
    functions = finalizers(self.order)
    self.finalizers = part.add(Piece('.fini_array', elf.SHT_FINI_ARRAY, ALLOC,
                                     struct.pack(f'<{len(functions)}Q', *functions)))
    return functions

  def loader_tables(self, part):
    copies = [(file.bias + address, symbol, item) for file, address, symbol, item in self.copies]
    used = {item for *_, item, _ in self.dynamic}
    self.table = table = Dynamic(used, exports(self.program, self.scope), copies)
    needed = [name for name in (*glibc.BEFORE_2_34, *glibc.MACHINE)
              if name in glibc.BEFORE_2_34 or any(item.library == name for item in used)]
    needs, need_count = table.version_needs()
    definitions = table.version_definitions('node')
    names = [table.strings.add(name) for name in needed]
    relocations = table.relocations(self.dynamic)
    at = {
        elf.DT_GNU_HASH: part.add(Piece('.gnu.hash', elf.SHT_GNU_HASH, ALLOC, table.hash_table(),
                                        link='.dynsym')),
        elf.DT_SYMTAB: part.add(Piece('.dynsym', elf.SHT_DYNSYM, ALLOC, table.dynsym, 8,
                                      elf.SYM.size, '.dynstr', 1)),
        elf.DT_STRTAB: part.add(Piece('.dynstr', elf.SHT_STRTAB, ALLOC,
                                      bytes(table.strings.data), 1)),
        elf.DT_VERSYM: part.add(Piece('.gnu.version', elf.SHT_GNU_VERSYM, ALLOC, table.versym, 2,
                                      2, '.dynsym')),
        elf.DT_VERDEF: part.add(Piece('.gnu.version_d', elf.SHT_GNU_VERDEF, ALLOC, definitions,
                                      link='.dynstr', info=2)),
        elf.DT_VERNEED: part.add(Piece('.gnu.version_r', elf.SHT_GNU_VERNEED, ALLOC, needs,
                                       link='.dynstr', info=need_count)),
        elf.DT_RELA: part.add(Piece('.rela.dyn', elf.SHT_RELA, ALLOC, relocations, 8,
                                    elf.RELA.size, '.dynsym')),
    }
    return [(elf.DT_NEEDED, name) for name in names] + list(at.items()) + [
        (elf.DT_STRSZ, len(table.strings.data)), (elf.DT_SYMENT, elf.SYM.size),
        (elf.DT_VERDEFNUM, 2), (elf.DT_VERNEEDNUM, need_count),
        (elf.DT_RELASZ, len(relocations)), (elf.DT_RELAENT, elf.RELA.size)]

  def write(self, path):
    self.relocate()
    constants = Part(self.end, elf.PF_R)
    functions = self.constants(constants)
    pages = self.chunks()
    entries = self.loader_tables(constants)
    entries += [(elf.DT_FINI_ARRAY, self.finalizers), (elf.DT_FINI_ARRAYSZ, 8 * len(functions)),
                (elf.DT_DEBUG, 0), (elf.DT_FLAGS, elf.DF_BIND_NOW),
                (elf.DT_FLAGS_1, elf.DF_1_NOW), (0, 0)]
    variables = Part(elf.page_up(constants.end), elf.PF_R | elf.PF_W)
    data = b''.join(elf.DYN.pack(*entry) for entry in entries)
    dynamic = variables.add(Piece('.dynamic', elf.SHT_DYNAMIC, ALLOC | WRITE, data, 8,
                                  elf.DYN.size, '.dynstr'))
    head = Part(layout.HEAD, elf.PF_R)
    head.data += bytes(HEAD_ROOM)
    note = head.add(Piece('.note.gnu.build-id', elf.SHT_NOTE, ALLOC,
                          struct.pack('<III4s20x', 4, 20, 3, b'GNU'), 4))
    interp = head.add(Piece('.interp', elf.SHT_PROGBITS, ALLOC, LOADER, 1))
    head.data += bytes(TABLES - head.end)
    head.add(Piece('.tables', elf.SHT_PROGBITS, ALLOC, bytes(self.tables.image)))
    segments = [
        (elf.PT_INTERP, elf.PF_R, interp, len(LOADER), len(LOADER), 1),
        (elf.PT_DYNAMIC, elf.PF_R | elf.PF_W, dynamic, len(data), len(data), 8),
        (elf.PT_NOTE, elf.PF_R, note, 36, 36, 4),
        (elf.PT_TLS, elf.PF_R, self.tdata, self.tls.size, self.tls.size, self.tls.align),
        (elf.PT_GNU_EH_FRAME, elf.PF_R, self.frames[0], self.frames[1], self.frames[1], 4),
        (elf.PT_GNU_STACK, elf.PF_R | elf.PF_W, layout.HEAD, 0, 0, 16)]
    entry = self.program.bias + self.program.entry
    Writer(head, pages, [constants, variables], self.files, segments, entry).write(path)

  def manifest(self):
    return {
        'merged': [{'soname': file.soname, 'file': file.path} for file in self.files[1:-1]],
        'needs': sorted({f'{item.library} {item.version}' for item in self.table.imports}),
    }


def main():
  program, compat, result, *folders = sys.argv[1:]
  merger = Merger(program, compat, folders)
  merger.write(result)
  with open(f'{result}.json', 'w', encoding='utf8') as file:
    json.dump(merger.manifest(), file, indent=2)


if __name__ == '__main__':
  main()
