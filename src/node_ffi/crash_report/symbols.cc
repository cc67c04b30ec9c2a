// Reading ELF files as they are in memory, with nothing but system calls.

#include "node_ffi/crash_report/symbols.h"

#include <algorithm>

#ifdef __linux__
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace node::ffi {

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

#ifdef __linux__

namespace {

// Counts the symbols of a table, by its hash table as link editors write it.
size_t CountByGnuHash(MemoryMap& map, uintptr_t hash) {
  uint32_t header[4];
  if (!map.Read(hash, &header)) return 0;
  const uint32_t bucket_count = header[0];
  const uint32_t first = header[1];
  const uintptr_t buckets =
      hash + sizeof(header) + header[2] * sizeof(ElfW(Addr));
  const uintptr_t chains = buckets + bucket_count * sizeof(uint32_t);
  uint32_t last = 0;
  for (uint32_t i = 0; i < bucket_count; i++) {
    uint32_t bucket;
    if (!map.Read(buckets + i * sizeof(bucket), &bucket)) return 0;
    last = std::max(last, bucket);
  }
  if (last < first) return 0;
  // The lowest bit marks the end of a chain.
  for (;; last++) {
    uint32_t chain;
    if (!map.Read(chains + (last - first) * sizeof(chain), &chain)) return 0;
    if ((chain & 1) != 0) return size_t{last} + 1;
  }
}

void ReadDynamicSection(MemoryMap& map, uintptr_t section, LoadedFile* file) {
  // The loader has made addresses of most offsets in the file.
  const auto find = [file](uintptr_t value) {
    return value < file->begin ? value + file->bias : value;
  };
  ElfW(Dyn) entry;
  for (; map.Read(section, &entry); section += sizeof(entry)) {
    const uintptr_t value = entry.d_un.d_ptr;
    switch (entry.d_tag) {
      case DT_NULL:
        return;
      case DT_SYMTAB:
        file->symbols = find(value);
        break;
      case DT_STRTAB:
        file->names = find(value);
        break;
      case DT_STRSZ:
        file->names_size = value;
        break;
      case DT_HASH: {
        uint32_t header[2];
        if (map.Read(find(value), &header)) file->symbol_count = header[1];
        break;
      }
      case DT_GNU_HASH:
        if (file->symbol_count == 0)
          file->symbol_count = CountByGnuHash(map, find(value));
        break;
    }
  }
}

bool IsFunction(const ElfW(Sym) & symbol) {
  const auto type = ELF64_ST_TYPE(symbol.st_info);
  return symbol.st_shndx != SHN_UNDEF && symbol.st_value != 0 &&
         (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

// Of names that all mean the same, the one that people use.
bool IsBetter(std::string_view name, std::string_view than) {
  return than.empty() || (than.starts_with('_') && !name.starts_with('_'));
}

// Finds the function at an address in a table, both in memory that can be read.
FoundSymbol FindIn(const ElfW(Sym) * symbols,
                   size_t count,
                   std::string_view names,
                   uintptr_t bias,
                   uintptr_t address) {
  FoundSymbol found;
  for (size_t i = 0; i < count; i++) {
    const ElfW(Sym) & symbol = symbols[i];
    if (!IsFunction(symbol) || symbol.st_name >= names.size()) continue;
    const uintptr_t begin = symbol.st_value + bias;
    if (address < begin ||
        address - begin >= std::max<size_t>(symbol.st_size, 1))
      continue;
    const char* name = names.data() + symbol.st_name;
    const std::string_view text(name,
                                strnlen(name, names.size() - symbol.st_name));
    if (IsBetter(text, found.name)) found = {text, begin};
  }
  return found;
}

// A file's bytes, which are mapped until the process ends, as the names in it
// are needed.
std::string_view MapFile(std::string_view path) {
  char name[512];
  if (path.size() >= sizeof(name)) return {};
  memcpy(name, path.data(), path.size());
  name[path.size()] = '\0';
  const int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  struct stat status;
  void* bytes = MAP_FAILED;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_size > 0) {
    bytes = mmap(nullptr,
                 static_cast<size_t>(status.st_size),
                 PROT_READ,
                 MAP_PRIVATE,
                 fd,
                 0);
  }
  close(fd);
  if (bytes == MAP_FAILED) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(status.st_size)};
}

// The part of a file that a section has; empty if it is not there.
std::string_view ContentsOf(std::string_view bytes,
                            const ElfW(Shdr) & section) {
  if (section.sh_offset > bytes.size() ||
      section.sh_size > bytes.size() - section.sh_offset) {
    return {};
  }
  return bytes.substr(section.sh_offset, section.sh_size);
}

// Finds a function among all symbols of a file, which are not in memory.
FoundSymbol FindInFile(const LoadedFile& file, uintptr_t address) {
  static LoadedFile last_file;
  static std::string_view bytes;
  if (file.begin != last_file.begin) {
    last_file = file;
    bytes = MapFile(file.path);
  }
  ElfW(Ehdr) header;
  if (bytes.size() < sizeof(header)) return {};
  memcpy(&header, bytes.data(), sizeof(header));
  const size_t size = size_t{header.e_shnum} * sizeof(ElfW(Shdr));
  if (header.e_shoff > bytes.size() || size > bytes.size() - header.e_shoff)
    return {};
  auto sections =
      reinterpret_cast<const ElfW(Shdr)*>(bytes.data() + header.e_shoff);
  for (size_t i = 0; i < header.e_shnum; i++) {
    if (sections[i].sh_type != SHT_SYMTAB ||
        sections[i].sh_link >= header.e_shnum) {
      continue;
    }
    const std::string_view symbols = ContentsOf(bytes, sections[i]);
    return FindIn(reinterpret_cast<const ElfW(Sym)*>(symbols.data()),
                  symbols.size() / sizeof(ElfW(Sym)),
                  ContentsOf(bytes, sections[sections[i].sh_link]),
                  file.bias,
                  address);
  }
  return {};
}

}  // namespace

LoadedFile LoadedFile::Find(MemoryMap& map, uintptr_t address) {
  static LoadedFile last;
  if (address >= last.begin && address < last.end) return last;
  const Mapping* mapping = map.Find(address);
  if (mapping == nullptr || mapping->name.empty()) return {};
  const Mapping* first = map.FirstOfFile(mapping);
  ElfW(Ehdr) header;
  if (!map.Read(first->begin, &header) ||
      memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return {};
  }
  LoadedFile file;
  file.path = mapping->name;
  file.begin = first->begin;
  uintptr_t low = UINTPTR_MAX;
  uintptr_t high = 0;
  uintptr_t dynamic = 0;
  for (size_t i = 0; i < header.e_phnum; i++) {
    ElfW(Phdr) part;
    if (!map.Read(first->begin + header.e_phoff + i * sizeof(part), &part))
      return {};
    if (part.p_type == PT_LOAD) {
      low = std::min<uintptr_t>(low, part.p_vaddr);
      high = std::max<uintptr_t>(high, part.p_vaddr + part.p_memsz);
    }
    if (part.p_type == PT_DYNAMIC) dynamic = part.p_vaddr;
    if (part.p_type == PT_GNU_EH_FRAME) file.unwind_table = part.p_vaddr;
  }
  constexpr uintptr_t kPage = 4096;
  if (header.e_type != ET_EXEC) file.bias = first->begin - (low & -kPage);
  file.end = high + file.bias;
  if (file.unwind_table != 0) file.unwind_table += file.bias;
  if (dynamic != 0) ReadDynamicSection(map, dynamic + file.bias, &file);
  if (address >= file.begin && address < file.end) last = file;
  return file;
}

FoundSymbol FindSymbolOf(MemoryMap& map,
                         const LoadedFile& file,
                         uintptr_t address) {
  if (map.IsMappedToRead(file.symbols, file.symbol_count * sizeof(ElfW(Sym))) &&
      map.IsMappedToRead(file.names, file.names_size)) {
    const FoundSymbol found =
        FindIn(reinterpret_cast<const ElfW(Sym)*>(file.symbols),
               file.symbol_count,
               {reinterpret_cast<const char*>(file.names), file.names_size},
               file.bias,
               address);
    if (!found.name.empty()) return found;
  }
  return FindInFile(file, address);
}

uintptr_t FindExport(MemoryMap& map,
                     const LoadedFile& file,
                     std::string_view name) {
  if (!map.IsMappedToRead(file.symbols,
                          file.symbol_count * sizeof(ElfW(Sym))) ||
      !map.IsMappedToRead(file.names, file.names_size)) {
    return 0;
  }
  const auto* symbols = reinterpret_cast<const ElfW(Sym)*>(file.symbols);
  const auto* names = reinterpret_cast<const char*>(file.names);
  for (size_t i = 0; i < file.symbol_count; i++) {
    const ElfW(Sym) & symbol = symbols[i];
    if (symbol.st_shndx == SHN_UNDEF ||
        symbol.st_name + name.size() >= file.names_size) {
      continue;
    }
    if (name == names + symbol.st_name) return symbol.st_value + file.bias;
  }
  return 0;
}

#else

LoadedFile LoadedFile::Find(MemoryMap&, uintptr_t) {
  return {};
}

FoundSymbol FindSymbolOf(MemoryMap&, const LoadedFile&, uintptr_t) {
  return {};
}

uintptr_t FindExport(MemoryMap&, const LoadedFile&, std::string_view) {
  return 0;
}

#endif

// Names that have a length before each part, such as _ZN4node3ffi4CallEv and
// St13runtime_error: all else, such as templates, stays as it is.
void AddSymbolName(CrashText* text, std::string_view name) {
  std::string_view rest = name;
  if (rest.starts_with("_Z")) rest.remove_prefix(2);
  const bool is_nested = rest.starts_with('N');
  if (is_nested) rest.remove_prefix(1);
  if (is_nested && rest.starts_with('K')) rest.remove_prefix(1);
  const bool is_std = rest.starts_with("St");
  if (is_std) rest.remove_prefix(2);
  std::string_view parts[8];
  size_t count = 0;
  while (!rest.empty() && rest[0] >= '1' && rest[0] <= '9' && count < 8 &&
         (is_nested || count == 0)) {
    size_t size = 0;
    while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
      size = size * 10 + static_cast<size_t>(rest[0] - '0');
      rest.remove_prefix(1);
    }
    if (size > rest.size()) return text->Add(name);
    parts[count++] = rest.substr(0, size);
    rest.remove_prefix(size);
  }
  if (count == 0 || (is_nested && !rest.starts_with('E')))
    return text->Add(name);
  if (is_std) text->Add("std::");
  for (size_t i = 0; i < count; i++) text->Add(i == 0 ? "" : "::", parts[i]);
}

}  // namespace node::ffi
