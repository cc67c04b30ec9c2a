"""Where the merged files are in the memory of the result: one after the other
from BASE, each as it is in itself, without what only the loader reads.
"""
import typing

import elf

# As upstream's own binary: addresses that are known when it is linked, so that
# nothing is relocated at start, and what is not written to stays in the page
# cache. The ELF header and the merger's tables are in front.
BASE = 0x400000
HEAD = BASE - 0x10000

# A file whose constants may be with its code: see joined().
SMALL = 2 << 20

DEAD_TYPES = {elf.SHT_HASH, elf.SHT_GNU_HASH, elf.SHT_DYNSYM, elf.SHT_STRTAB, elf.SHT_RELA,
              elf.SHT_NOTE, elf.SHT_GNU_VERDEF, elf.SHT_GNU_VERNEED, elf.SHT_GNU_VERSYM, elf.SHT_DYNAMIC}
DEAD_NAMES = {'.interp', '.eh_frame', '.eh_frame_hdr'}


def is_dead(section):
  return section.type in DEAD_TYPES or section.name in DEAD_NAMES


def clear_dead_sections(file):
  """What strip(1) would lose is not there."""
  for section in file.sections:
    if section.flags & elf.SHF_ALLOC and is_dead(section):
      file.image[section.addr:section.addr + section.size] = bytes(section.size)


class Chunk(typing.NamedTuple):
  """Pages of the result with one protection."""
  address: int
  data: bytes
  size: int  # of the memory, of which the rest is zero
  flags: int


def place(files):
  """Sets `bias` of each file; returns the first free address."""
  at = BASE
  for file in files:
    file.bias = elf.align(at, max(segment.align for segment in file.segments
                                  if segment.type == elf.PT_LOAD))
    at = elf.page_up(file.bias + file.end)
  return at


def live_sections(file):
  return [section for section in file.sections
          if section.flags & elf.SHF_ALLOC and section.size and not is_dead(section)
          and not (section.flags & elf.SHF_TLS and section.type == elf.SHT_NOBITS)]


def chunks(file, written):
  """The pages of a file. `written` are the pages, from the file's own address 0,
  that the loader has to write to. Returns them and the ranges to protect when
  that is done."""
  result, protect = [], []
  relro = file.segment(elf.PT_GNU_RELRO)
  relro_end = elf.page_down(relro.vaddr + relro.memsz) if relro else 0
  for segment in file.segments:
    if segment.type != elf.PT_LOAD:
      continue
    live = [section for section in live_sections(file)
            if segment.vaddr <= section.addr < segment.vaddr + segment.memsz]
    if not live:
      continue
    if not segment.flags & elf.PF_W:
      start = elf.page_down(min(section.addr for section in live))
      end = max(section.addr + section.size for section in live)
      result.append(Chunk(file.bias + start, bytes(file.image[start:end]), end - start,
                          segment.flags))
      continue
    for start, end, flags, is_protected in runs(segment, relro_end, written):
      data = bytes(file.image[start:end])
      result.append(Chunk(file.bias + start, data, end - start, flags))
      if is_protected:
        protect.append((file.bias + start, end - start))
  return joined(file, result), protect


def runs(segment, relro_end, written):
  """(start, end, flags, to protect) of a writable segment: pages that are only
  relocated are read-only already, up to the first that the loader writes to."""
  start, end = elf.page_down(segment.vaddr), segment.vaddr + segment.memsz
  first = min([page for page in written if start <= page < relro_end], default=relro_end)
  if start < first:
    yield start, first, elf.PF_R, False
  if first < relro_end:
    yield first, relro_end, elf.PF_R | elf.PF_W, True
  if max(start, relro_end) < end:
    yield max(start, relro_end), end, elf.PF_R | elf.PF_W, False


def joined(file, all_chunks):
  """One chunk of neighbours with one protection; what is between them is zero. In a
  small file, constants are with the code, as linkers had it once: Linux before 6.14
  takes no program with more headers than a page has room for."""
  is_small = file.end < SMALL
  result = []
  for chunk in all_chunks:
    last = result[-1] if result else None
    alike = last and (last.flags == chunk.flags or
                      is_small and not (last.flags | chunk.flags) & elf.PF_W)
    if not alike or last.size != len(last.data):
      result.append(chunk)
      continue
    gap = chunk.address - last.address - last.size
    result[-1] = Chunk(last.address, last.data + bytes(gap) + chunk.data,
                       last.size + gap + chunk.size, last.flags | chunk.flags)
  return result
