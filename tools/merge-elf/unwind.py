"""One .eh_frame of all merged files, and the table that the unwinder searches.
https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/ehframechpt.html
"""
import struct

# Encodings of pointers (DW_EH_PE_*).
ABSPTR, UDATA4, SDATA4, UDATA8, SDATA8 = 0x00, 0x03, 0x0b, 0x04, 0x0c
PCREL, DATAREL, OMIT = 0x10, 0x30, 0xff
FORMATS = {ABSPTR: '<Q', UDATA4: '<I', SDATA4: '<i', UDATA8: '<Q', SDATA8: '<q'}


class Cursor:
  def __init__(self, data, at):
    self.data, self.at = data, at

  def byte(self):
    self.at += 1
    return self.data[self.at - 1]

  def leb128(self):
    while self.byte() & 0x80:
      pass

  def string(self):
    start = self.at
    self.at = self.data.index(b'\0', start) + 1
    return bytes(self.data[start:self.at - 1])


class Frames:
  """`data` grows by each file's; `table` are (function, address of its entry)."""

  def __init__(self, address):
    self.address, self.data, self.table = address, bytearray(), []

  def add(self, file):
    section = file.section_named('.eh_frame')
    if section is None:
      return
    self.data += bytes(-len(self.data) % 8)
    start = len(self.data)
    self.data += file.image[section.addr:section.addr + section.size]
    # What is relative to its own place has moved by this.
    self.moved = file.bias + section.addr - (self.address + start)
    self.encodings = {}
    at = start
    while at < len(self.data):
      length, = struct.unpack_from('<I', self.data, at)
      if length == 0:  # the end, which must not be in between
        break
      if length == 0xffffffff:
        raise SystemExit(f'error: {file.path} has unwind tables of more than 4 GiB')
      self._add_entry(at)
      at += 4 + length
    del self.data[at:]

  def _add_entry(self, at):
    back, = struct.unpack_from('<I', self.data, at + 4)
    if back == 0:
      self._read_cie(at)
      return
    encoding, lsda, augmented = self.encodings[at + 4 - back]
    cursor = Cursor(self.data, at + 8)
    function = self._move(cursor, encoding)
    struct_size = struct.calcsize(FORMATS[encoding & 0x0f])
    cursor.at += struct_size  # the function's size
    if augmented:
      cursor.leb128()
      if lsda != OMIT:
        self._move(cursor, lsda)
    self.table.append((function, self.address + at))

  def _read_cie(self, at):
    cursor = Cursor(self.data, at + 8)
    version = cursor.byte()
    augmentation = cursor.string()
    cursor.leb128()
    cursor.leb128()
    if version == 1:
      cursor.byte()
    else:
      cursor.leb128()
    encoding, lsda = ABSPTR, OMIT
    for letter in augmentation.decode():
      if letter == 'z':
        cursor.leb128()
      elif letter == 'R':
        encoding = cursor.byte()
      elif letter == 'L':
        lsda = cursor.byte()
      elif letter == 'P':
        self._move(cursor, cursor.byte())
      elif letter not in 'SB':
        raise SystemExit(f'error: unknown augmentation {augmentation} in .eh_frame')
    self.encodings[at] = encoding, lsda, augmentation.startswith(b'z')

  def _move(self, cursor, encoding):
    """Corrects a pointer, and returns where it points to."""
    format_ = FORMATS[encoding & 0x0f]
    value, = struct.unpack_from(format_, self.data, cursor.at)
    if encoding & 0x70 == PCREL and value != 0:
      value += self.moved
      struct.pack_into(format_, self.data, cursor.at, value)
      value += self.address + cursor.at
    cursor.at += struct.calcsize(format_)
    return value

  def header(self, address):
    """.eh_frame_hdr at an address: sorted, relative to itself."""
    result = struct.pack('<BBBBiI', 1, PCREL | SDATA4, UDATA4, DATAREL | SDATA4,
                         self.address - (address + 4), len(self.table))
    return result + b''.join(struct.pack('<ii', function - address, entry - address)
                             for function, entry in sorted(self.table))
