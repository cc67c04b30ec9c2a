// How a library's table of symbols is read (ELF's), and names are compared.

#include "node_ffi/abi/symbols.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#if defined(__linux__) && defined(__GLIBC__)
#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#endif

namespace node::ffi {

size_t CountEdits(std::string_view from, std::string_view to, size_t max) {
  if (std::max(from.size(), to.size()) - std::min(from.size(), to.size()) >
      max) {
    return max + 1;
  }
  std::vector<size_t> before_last(to.size() + 1);
  std::vector<size_t> last(to.size() + 1);
  std::vector<size_t> row(to.size() + 1);
  for (size_t j = 0; j <= to.size(); j++) row[j] = j;
  for (size_t i = 1; i <= from.size(); i++) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= to.size(); j++) {
      row[j] = std::min({last[j] + 1,
                         row[j - 1] + 1,
                         last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
          from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    if (*std::min_element(row.begin(), row.end()) > max) return max + 1;
  }
  return row[to.size()];
}

#if defined(__linux__) && defined(__GLIBC__)

namespace {

// The dynamic symbol table of a loaded file.
struct SymbolTable {
  const ElfW(Sym) * symbols = nullptr;
  const char* names = nullptr;
  size_t names_size = 0;
  const uint32_t* hash = nullptr;
  const uint32_t* gnu_hash = nullptr;
  // The number of each symbol's version, and what these numbers stand for.
  const ElfW(Half) * version_numbers = nullptr;
  const ElfW(Verdef) * versions = nullptr;

  explicit SymbolTable(const link_map& file) {
    if (file.l_ld == nullptr) return;
    // The loader has made addresses of the offsets in the file, but for files
    // whose dynamic section can't be written to.
    auto find = [&file](ElfW(Addr) value) {
      return value < file.l_addr ? value + file.l_addr : value;
    };
    for (const ElfW(Dyn)* entry = file.l_ld; entry->d_tag != DT_NULL; entry++) {
      const ElfW(Addr) value = entry->d_un.d_ptr;
      switch (entry->d_tag) {
        case DT_SYMTAB:
          symbols = reinterpret_cast<const ElfW(Sym)*>(find(value));
          break;
        case DT_STRTAB:
          names = reinterpret_cast<const char*>(find(value));
          break;
        case DT_STRSZ:
          names_size = entry->d_un.d_val;
          break;
        case DT_HASH:
          hash = reinterpret_cast<const uint32_t*>(find(value));
          break;
        case DT_GNU_HASH:
          gnu_hash = reinterpret_cast<const uint32_t*>(find(value));
          break;
        case DT_VERSYM:
          version_numbers = reinterpret_cast<const ElfW(Half)*>(find(value));
          break;
        case DT_VERDEF:
          versions = reinterpret_cast<const ElfW(Verdef)*>(find(value));
          break;
      }
    }
  }

  // Nothing but the hash tables tells how many symbols there are.
  size_t Count() const {
    if (symbols == nullptr || names == nullptr) return 0;
    if (hash != nullptr) return hash[1];
    if (gnu_hash == nullptr) return 0;
    const uint32_t bucket_count = gnu_hash[0];
    const uint32_t first = gnu_hash[1];
    const auto* bloom = reinterpret_cast<const ElfW(Addr)*>(gnu_hash + 4);
    const auto* buckets =
        reinterpret_cast<const uint32_t*>(bloom + gnu_hash[2]);
    const uint32_t* chains = buckets + bucket_count;
    uint32_t last = 0;
    for (uint32_t i = 0; i < bucket_count; i++) {
      last = std::max(last, buckets[i]);
    }
    if (last < first) return 0;
    // The lowest bit marks the end of a chain.
    while ((chains[last - first] & 1) == 0) last++;
    return size_t{last} + 1;
  }

  std::string_view NameAt(size_t offset) const {
    if (offset >= names_size) return {};
    return {names + offset, strnlen(names + offset, names_size - offset)};
  }

  // As tools write it: `@` and the version, with one more `@` if it is what
  // those get who ask for none. Empty for a symbol without a version.
  std::string VersionOf(size_t index) const {
    constexpr ElfW(Half) kIsHidden = 0x8000;
    if (version_numbers == nullptr || versions == nullptr) return {};
    const ElfW(Half) number = version_numbers[index] & ~kIsHidden;
    // These are no versions of the library's.
    if (number == VER_NDX_LOCAL || number == VER_NDX_GLOBAL) return {};
    for (const ElfW(Verdef)* version = versions;;) {
      const char* bytes = reinterpret_cast<const char*>(version);
      if (version->vd_ndx == number) {
        auto name =
            reinterpret_cast<const ElfW(Verdaux)*>(bytes + version->vd_aux);
        const bool is_hidden = (version_numbers[index] & kIsHidden) != 0;
        return std::string(is_hidden ? "@" : "@@")
            .append(NameAt(name->vda_name));
      }
      if (version->vd_next == 0) return {};
      version = reinterpret_cast<const ElfW(Verdef)*>(bytes + version->vd_next);
    }
  }
};

bool IsExported(const ElfW(Sym) & symbol) {
  const auto type = ELF64_ST_TYPE(symbol.st_info);
  const auto binding = ELF64_ST_BIND(symbol.st_info);
  return symbol.st_shndx != SHN_UNDEF &&
         (type == STT_FUNC || type == STT_OBJECT || type == STT_NOTYPE ||
          type == STT_GNU_IFUNC) &&
         (binding == STB_GLOBAL || binding == STB_WEAK ||
          binding == STB_GNU_UNIQUE);
}

// Calls `visit` with a table, an index in it, and the name that is there.
template <typename Visit>
void VisitSymbols(void* handle, Visit visit) {
  link_map* file = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &file) != 0 || file == nullptr) return;
  // The handle of the process stands for the program, which comes first, and
  // everything that it was linked with.
  const bool is_process = file->l_prev == nullptr;
  for (; file != nullptr; file = is_process ? file->l_next : nullptr) {
    const SymbolTable table(*file);
    const size_t count = table.Count();
    for (size_t i = 0; i < count; i++) {
      if (!IsExported(table.symbols[i])) continue;
      const std::string_view name = table.NameAt(table.symbols[i].st_name);
      if (!name.empty()) visit(table, i, name);
    }
  }
}

// Says which versions there are of a symbol. Empty if there are none.
std::string ListVersions(void* handle, std::string_view name) {
  // More are no help.
  constexpr size_t kMaxListed = 8;
  std::vector<std::string> found;
  VisitSymbols(handle, [&](const SymbolTable& table, size_t i, auto symbol) {
    if (symbol != name || found.size() == kMaxListed) return;
    found.push_back(std::string(name).append(table.VersionOf(i)));
  });
  std::string text;
  for (const std::string& symbol : found) {
    text.append(text.empty() ? "the library has '" : ", '")
        .append(symbol)
        .append("'");
  }
  return text;
}

// What C++ makes of a name has its length before it.
bool IsMangled(std::string_view symbol, std::string_view name) {
  if (!symbol.starts_with("_Z")) return false;
  std::string part = std::to_string(name.size());
  part.append(name);
  const size_t at = symbol.find(part);
  return at != std::string_view::npos &&
         (symbol[at - 1] < '0' || symbol[at - 1] > '9');
}

// The declaration behind a mangled name, if it is that of a function or
// variable of that name, and not something that only refers to one.
std::string Demangle(std::string_view symbol, std::string_view name) {
  int status;
  std::unique_ptr<char, decltype(&free)> text(
      abi::__cxa_demangle(
          std::string(symbol).c_str(), nullptr, nullptr, &status),
      free);
  if (text == nullptr) return {};
  std::string declaration(text.get());
  const std::string_view path =
      std::string_view(declaration).substr(0, declaration.find('('));
  if (!path.ends_with(name)) return {};
  const size_t before = path.size() - name.size();
  if (before > 0 && path[before - 1] != ':' && path[before - 1] != ' ') {
    return {};
  }
  return declaration;
}

}  // namespace

void ForEachSymbol(void* handle,
                   const std::function<void(std::string_view)>& visit) {
  VisitSymbols(handle,
               [&](const SymbolTable&, size_t, auto name) { visit(name); });
}

bool HasSymbolVersions(const void* address) {
  Dl_info info;
  void* file = nullptr;
  return dladdr1(address, &info, &file, RTLD_DL_LINKMAP) != 0 &&
         file != nullptr &&
         SymbolTable(*static_cast<link_map*>(file)).version_numbers != nullptr;
}

std::string SuggestSymbol(void* handle, std::string_view name) {
  // What is longer isn't mistyped; and of short names all are near.
  constexpr size_t kMaxLength = 200;
  const size_t version = name.find('@');
  if (version != std::string_view::npos) {
    name = name.substr(0, version);
    std::string versions = ListVersions(handle, name);
    if (!versions.empty()) return versions;
  }
  if (name.empty() || name.size() > kMaxLength) return {};
  const size_t max_edits = name.size() < 4 ? 1 : 2;
  std::string mangled;
  std::string declaration;
  std::string nearest;
  size_t fewest = max_edits + 1;
  // Of the process, all loaded libraries are looked at, also such as the
  // process does not have its symbols from.
  bool is_elsewhere = false;
  ForEachSymbol(handle, [&](std::string_view symbol) {
    if (symbol == name) is_elsewhere = true;
    if (declaration.empty() && IsMangled(symbol, name)) {
      declaration = Demangle(symbol, name);
      mangled = symbol;
    }
    if (fewest == 1) return;
    const size_t edits = CountEdits(name, symbol, fewest - 1);
    if (edits >= fewest) return;
    fewest = edits;
    nearest = symbol;
  });
  std::string text;
  if (is_elsewhere) {
    text.append("a library that was loaded has it: look it up in that");
  } else if (!declaration.empty()) {
    text.append("the library has it as a C++ function, ")
        .append(declaration)
        .append(", under the name '")
        .append(mangled)
        .append("'");
  } else if (!nearest.empty()) {
    text.append("did you mean '").append(nearest).append("'?");
  }
  return text;
}

#else

void ForEachSymbol(void*, const std::function<void(std::string_view)>&) {}

bool HasSymbolVersions(const void*) {
  return false;
}

std::string SuggestSymbol(void*, std::string_view) {
  return {};
}

#endif

}  // namespace node::ffi
