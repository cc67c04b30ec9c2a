// Reading DWARF through libdw. What is in a file that is damaged or malicious
// is up to libdw; what it gives is not relied on to be complete.

#include "node_ffi/abi/debug_reader.h"

#include "node_ffi/abi/libdw.h"

#ifdef NODE_FFI_HAS_LIBDW

#include <dlfcn.h>
#include <link.h>
#include <sys/stat.h>

#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace node::ffi {

namespace {

// What the loader knows of the file that an address is in.
const link_map* FindFile(const void* address) {
  Dl_info info;
  void* file = nullptr;
  return dladdr1(address, &info, &file, RTLD_DL_LINKMAP) != 0
             ? static_cast<const link_map*>(file)
             : nullptr;
}

const char* PathOf(const link_map& file) {
  return *file.l_name == '\0' ? "/proc/self/exe" : file.l_name;
}

// Which file a path stands for, and when it was written.
struct FileIdentity {
  explicit FileIdentity(const char* path) {
    struct stat status;
    if (stat(path, &status) != 0) return;
    device = status.st_dev;
    inode = status.st_ino;
    seconds = status.st_mtim.tv_sec;
    nanoseconds = status.st_mtim.tv_nsec;
  }
  bool operator==(const FileIdentity&) const = default;

  dev_t device = 0;
  ino_t inode = 0;
  time_t seconds = 0;
  decltype(timespec::tv_nsec) nanoseconds = 0;
};

std::string ToHex(const unsigned char* bytes, int size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < size; i++) {
    text.push_back(kDigits[bytes[i] >> 4]);
    text.push_back(kDigits[bytes[i] & 15]);
  }
  return text;
}

class LibdwReader final : public DebugReader {
 public:
  LibdwReader(const Libdw* dw, const link_map& file)
      : dw_(dw),
        base_(file.l_addr),
        path_(PathOf(file)),
        identity_(path_.c_str()) {
    session_ = dw_->dwfl_begin(Callbacks(*dw_));
    if (session_ == nullptr) return;
    dw_->dwfl_report_begin(session_);
    module_ = dw_->dwfl_report_elf(
        session_, path_.c_str(), path_.c_str(), -1, base_, true);
    dw_->dwfl_report_end(session_, nullptr, nullptr);
    if (module_ == nullptr) return;
    has_information_ = dw_->dwfl_module_getdwarf(module_, &bias_) != nullptr;
    const unsigned char* bytes;
    GElf_Addr address;
    const int size = dw_->dwfl_module_build_id(module_, &bytes, &address);
    if (size > 0) build_id_ = ToHex(bytes, size);
  }

  ~LibdwReader() override {
    if (session_ != nullptr) dw_->dwfl_end(session_);
  }

  bool Covers(const void* address) const override {
    const link_map* file = FindFile(address);
    return file != nullptr && file->l_addr == base_ && PathOf(*file) == path_ &&
           FileIdentity(path_.c_str()) == identity_;
  }

  const std::string& path() const override { return path_; }
  const std::string& build_id() const override { return build_id_; }
  bool has_information() const override { return has_information_; }

  DebugTypeNumber FindFunction(const void* address) override;
  DebugType Describe(DebugTypeNumber number) override;
  size_t type_count() const override { return types_.size(); }

 private:
  static const Dwfl_Callbacks* Callbacks(const Libdw& dw) {
    // By default, separate files are looked for in /usr/lib/debug, and beside
    // the library.
    static const Dwfl_Callbacks callbacks{
        .find_elf = dw.dwfl_build_id_find_elf,
        .find_debuginfo = dw.dwfl_standard_find_debuginfo,
        .section_address = dw.dwfl_offline_section_address,
        .debuginfo_path = nullptr};
    return &callbacks;
  }

  // What begins where, of one compilation unit.
  void AddFunctions(Dwarf_Die* unit);
  DebugTypeNumber NumberOf(const Dwarf_Die& die);

  bool HasFlag(Dwarf_Die* die, unsigned name) const;
  bool FindNumber(Dwarf_Die* die, unsigned name, uint64_t* value) const;
  std::string FindText(Dwarf_Die* die, unsigned name) const;
  // The entry that another one refers to.
  bool FollowReference(Dwarf_Die* die, unsigned name, Dwarf_Die* target) const;
  DebugTypeNumber TargetOf(Dwarf_Die* die);
  // Calls `visit` with the tag and each entry that is directly in one.
  template <typename Visit>
  void VisitChildren(Dwarf_Die* die, Visit visit) const;

  void DescribeBaseType(Dwarf_Die* die, DebugType* type) const;
  void DescribeAggregate(Dwarf_Die* die, DebugType* type);
  void DescribeFunction(Dwarf_Die* die, DebugType* type);
  void AddParameters(Dwarf_Die* die, DebugType* type);
  void AddCounts(Dwarf_Die* die, DebugType* type) const;
  void AddEnumerators(Dwarf_Die* die, DebugType* type) const;
  DebugField DescribeMember(Dwarf_Die* die);

  const Libdw* const dw_;
  const Dwarf_Addr base_;
  const std::string path_;
  const FileIdentity identity_;
  std::string build_id_;
  Dwfl* session_ = nullptr;
  Dwfl_Module* module_ = nullptr;
  // What addresses in memory have more than those in debug information.
  Dwarf_Addr bias_ = 0;
  bool has_information_ = false;

  // By address, of the units that were looked into.
  std::unordered_map<Dwarf_Addr, Dwarf_Die> functions_;
  std::unordered_set<const void*> units_;
  // By number, and the numbers by where libdw has the entries. The first two
  // numbers stand for no entry.
  std::vector<Dwarf_Die> types_ = std::vector<Dwarf_Die>(kUnknownDebugType + 1);
  std::unordered_map<const void*, DebugTypeNumber> numbers_;
};

void LibdwReader::AddFunctions(Dwarf_Die* unit) {
  if (!units_.insert(unit->addr).second) return;
  // Of what is written in assembler, nobody knows the parameters.
  if (dw_->dwarf_srclang(unit) == DW_LANG_Mips_Assembler) return;
  auto add = [](Dwarf_Die* die, void* data) -> int {
    auto reader = static_cast<LibdwReader*>(data);
    Dwarf_Addr base;
    Dwarf_Addr start;
    Dwarf_Addr end;
    // Several, if a part that is seldom executed is somewhere else.
    for (ptrdiff_t offset = 0; (offset = reader->dw_->dwarf_ranges(
                                    die, offset, &base, &start, &end)) > 0;) {
      reader->functions_.emplace(start, *die);
    }
    return DWARF_CB_OK;
  };
  dw_->dwarf_getfuncs(unit, add, this, 0);
}

DebugTypeNumber LibdwReader::FindFunction(const void* address) {
  if (!has_information_) return kNoDebugType;
  const auto start = reinterpret_cast<Dwarf_Addr>(address);
  Dwarf_Addr bias;
  Dwarf_Die* unit = dw_->dwfl_module_addrdie(module_, start, &bias);
  if (unit != nullptr) {
    AddFunctions(unit);
  } else {
    // Clang makes no table of addresses.
    while ((unit = dw_->dwfl_module_nextcu(module_, unit, &bias)) != nullptr) {
      if (dw_->dwarf_haspc(unit, start - bias) > 0) AddFunctions(unit);
    }
  }
  const auto found = functions_.find(start - bias_);
  return found == functions_.end() ? kNoDebugType : NumberOf(found->second);
}

DebugTypeNumber LibdwReader::NumberOf(const Dwarf_Die& die) {
  const auto [known, is_new] = numbers_.emplace(die.addr, types_.size());
  if (is_new) types_.push_back(die);
  return known->second;
}

bool LibdwReader::HasFlag(Dwarf_Die* die, unsigned name) const {
  Dwarf_Attribute attribute;
  bool value = false;
  return dw_->dwarf_attr_integrate(die, name, &attribute) != nullptr &&
         dw_->dwarf_formflag(&attribute, &value) == 0 && value;
}

bool LibdwReader::FindNumber(Dwarf_Die* die,
                             unsigned name,
                             uint64_t* value) const {
  Dwarf_Attribute attribute;
  Dwarf_Word number;
  if (dw_->dwarf_attr_integrate(die, name, &attribute) == nullptr ||
      dw_->dwarf_formudata(&attribute, &number) != 0) {
    return false;
  }
  *value = number;
  return true;
}

std::string LibdwReader::FindText(Dwarf_Die* die, unsigned name) const {
  Dwarf_Attribute attribute;
  if (dw_->dwarf_attr_integrate(die, name, &attribute) == nullptr) return {};
  const char* text = dw_->dwarf_formstring(&attribute);
  return text == nullptr ? "" : text;
}

bool LibdwReader::FollowReference(Dwarf_Die* die,
                                  unsigned name,
                                  Dwarf_Die* target) const {
  Dwarf_Attribute attribute;
  return dw_->dwarf_attr(die, name, &attribute) != nullptr &&
         dw_->dwarf_formref_die(&attribute, target) != nullptr;
}

DebugTypeNumber LibdwReader::TargetOf(Dwarf_Die* die) {
  Dwarf_Attribute attribute;
  Dwarf_Die target;
  if (dw_->dwarf_attr_integrate(die, DW_AT_type, &attribute) == nullptr) {
    return kNoDebugType;
  }
  return dw_->dwarf_formref_die(&attribute, &target) == nullptr
             ? kUnknownDebugType
             : NumberOf(target);
}

template <typename Visit>
void LibdwReader::VisitChildren(Dwarf_Die* die, Visit visit) const {
  Dwarf_Die child;
  if (dw_->dwarf_child(die, &child) != 0) return;
  do {
    visit(dw_->dwarf_tag(&child), &child);
  } while (dw_->dwarf_siblingof(&child, &child) == 0);
}

std::string_view KindOf(int tag) {
  switch (tag) {
    case DW_TAG_pointer_type:
      return "pointer";
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
      return "reference";
    case DW_TAG_structure_type:
      return "struct";
    case DW_TAG_class_type:
      return "class";
    case DW_TAG_union_type:
      return "union";
    case DW_TAG_enumeration_type:
      return "enum";
    case DW_TAG_array_type:
      return "array";
    case DW_TAG_subroutine_type:
    case DW_TAG_subprogram:
      return "function";
    case DW_TAG_typedef:
      return "typedef";
    case DW_TAG_const_type:
      return "const";
    case DW_TAG_volatile_type:
      return "volatile";
    case DW_TAG_restrict_type:
      return "restrict";
    case DW_TAG_atomic_type:
      return "atomic";
    default:
      return "other";
  }
}

DebugType LibdwReader::Describe(DebugTypeNumber number) {
  DebugType type;
  if (number == kNoDebugType) {
    type.kind = "void";
    return type;
  }
  if (number == kUnknownDebugType) return type;
  // A copy, as more types may be found.
  Dwarf_Die die = types_[number];
  // A declaration may say where the type is: in a unit of its own.
  Dwarf_Die whole;
  if (FollowReference(&die, DW_AT_signature, &whole)) die = whole;
  const int tag = dw_->dwarf_tag(&die);
  type.kind = KindOf(tag);
  if (const char* name = dw_->dwarf_diename(&die)) type.name = name;
  type.target = TargetOf(&die);
  Dwarf_Word size;
  if (type.kind != "function" && dw_->dwarf_aggregate_size(&die, &size) == 0) {
    type.size = size;
  }
  switch (tag) {
    case DW_TAG_base_type:
      DescribeBaseType(&die, &type);
      break;
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
      DescribeAggregate(&die, &type);
      break;
    case DW_TAG_enumeration_type:
      type.is_incomplete = HasFlag(&die, DW_AT_declaration);
      AddEnumerators(&die, &type);
      break;
    case DW_TAG_array_type:
      if (HasFlag(&die, DW_AT_GNU_vector)) type.kind = "vector";
      AddCounts(&die, &type);
      break;
    case DW_TAG_subroutine_type:
    case DW_TAG_subprogram:
      DescribeFunction(&die, &type);
      break;
  }
  return type;
}

void LibdwReader::DescribeBaseType(Dwarf_Die* die, DebugType* type) const {
  uint64_t encoding = 0;
  FindNumber(die, DW_AT_encoding, &encoding);
  switch (encoding) {
    case DW_ATE_boolean:
      type->kind = "bool";
      break;
    case DW_ATE_signed:
    case DW_ATE_signed_char:
      type->kind = "integer";
      type->is_signed = true;
      break;
    case DW_ATE_unsigned:
    case DW_ATE_unsigned_char:
    case DW_ATE_UTF:
      type->kind = "integer";
      break;
    case DW_ATE_float:
      type->kind = "float";
      break;
    case DW_ATE_complex_float:
      type->kind = "complex";
      break;
  }
}

DebugField LibdwReader::DescribeMember(Dwarf_Die* die) {
  DebugField field;
  if (dw_->dwarf_tag(die) == DW_TAG_member) {
    if (const char* name = dw_->dwarf_diename(die)) field.name = name;
  }
  field.type = TargetOf(die);
  uint64_t number;
  if (FindNumber(die, DW_AT_bit_size, &number)) field.bit_size = number;
  if (FindNumber(die, DW_AT_data_bit_offset, &number)) {
    field.bit_offset = number;
    return field;
  }
  Dwarf_Attribute attribute;
  if (dw_->dwarf_attr(die, DW_AT_data_member_location, &attribute) == nullptr) {
    // As of all members of a union.
    field.bit_offset = 0;
  } else if (FindNumber(die, DW_AT_data_member_location, &number)) {
    field.bit_offset = number * 8;
  }
  uint64_t from_high;
  uint64_t storage;
  // Before DWARF 4: counted from the highest bit of what the bits are in.
  if (field.bit_size && field.bit_offset &&
      FindNumber(die, DW_AT_bit_offset, &from_high) &&
      FindNumber(die, DW_AT_byte_size, &storage)) {
    *field.bit_offset += storage * 8 - from_high - *field.bit_size;
  }
  return field;
}

void LibdwReader::DescribeAggregate(Dwarf_Die* die, DebugType* type) {
  type->is_incomplete = HasFlag(die, DW_AT_declaration);
  uint64_t convention = 0;
  FindNumber(die, DW_AT_calling_convention, &convention);
  type->is_by_reference = convention == DW_CC_pass_by_reference;
  VisitChildren(die, [&](int tag, Dwarf_Die* child) {
    if (tag != DW_TAG_member && tag != DW_TAG_inheritance) return;
    // A static member of a class.
    if (HasFlag(child, DW_AT_external) || HasFlag(child, DW_AT_declaration)) {
      return;
    }
    type->fields.push_back(DescribeMember(child));
  });
}

void LibdwReader::AddParameters(Dwarf_Die* die, DebugType* type) {
  VisitChildren(die, [&](int tag, Dwarf_Die* child) {
    if (tag == DW_TAG_unspecified_parameters) type->is_variadic = true;
    if (tag != DW_TAG_formal_parameter) return;
    DebugField field;
    if (const char* name = dw_->dwarf_diename(child)) field.name = name;
    field.type = TargetOf(child);
    type->fields.push_back(std::move(field));
  });
}

void LibdwReader::DescribeFunction(Dwarf_Die* die, DebugType* type) {
  type->linkage_name = FindText(die, DW_AT_linkage_name);
  // Of a function that was inlined elsewhere, the whole signature is there.
  Dwarf_Die whole = *die;
  Dwarf_Die origin;
  constexpr int kMaxSteps = 8;
  for (int i = 0; i < kMaxSteps; i++) {
    if (!FollowReference(&whole, DW_AT_abstract_origin, &origin)) break;
    whole = origin;
  }
  AddParameters(&whole, type);
  if (type->fields.empty() && !type->is_variadic &&
      FollowReference(&whole, DW_AT_specification, &origin)) {
    AddParameters(&origin, type);
  }
  Dwarf_Die unit;
  const int language = dw_->dwarf_diecu(die, &unit, nullptr, nullptr) == nullptr
                           ? 0
                           : dw_->dwarf_srclang(&unit);
  const bool is_old_c = language == DW_LANG_C || language == DW_LANG_C89 ||
                        language == DW_LANG_C99 || language == DW_LANG_C11;
  type->is_prototyped =
      !is_old_c || !type->fields.empty() || HasFlag(die, DW_AT_prototyped);
}

void LibdwReader::AddCounts(Dwarf_Die* die, DebugType* type) const {
  VisitChildren(die, [&](int tag, Dwarf_Die* child) {
    if (tag != DW_TAG_subrange_type) return;
    uint64_t number;
    std::optional<uint64_t> count;
    if (FindNumber(child, DW_AT_count, &number)) {
      count = number;
    } else if (FindNumber(child, DW_AT_upper_bound, &number)) {
      count = number + 1;
    }
    type->counts.push_back(count);
  });
}

void LibdwReader::AddEnumerators(Dwarf_Die* die, DebugType* type) const {
  VisitChildren(die, [&](int tag, Dwarf_Die* child) {
    if (tag != DW_TAG_enumerator) return;
    Dwarf_Attribute attribute;
    if (dw_->dwarf_attr(child, DW_AT_const_value, &attribute) == nullptr) {
      return;
    }
    // The other forms don't say whether they have a sign, and those who write
    // them mean none.
    const unsigned form = dw_->dwarf_whatform(&attribute);
    Dwarf_Sword value = 0;
    Dwarf_Word number;
    if (form == DW_FORM_sdata || form == DW_FORM_implicit_const) {
      if (dw_->dwarf_formsdata(&attribute, &value) != 0) return;
    } else {
      if (dw_->dwarf_formudata(&attribute, &number) != 0) return;
      value = static_cast<Dwarf_Sword>(number);
    }
    const char* name = dw_->dwarf_diename(child);
    type->enumerators.push_back({name == nullptr ? "" : name, value});
  });
}

}  // namespace

std::unique_ptr<DebugReader> DebugReader::Open(const void* address,
                                               std::string* error) {
  const Libdw* dw = Libdw::Get(error);
  if (dw == nullptr) return nullptr;
  const link_map* file = FindFile(address);
  if (file == nullptr) return nullptr;
  return std::make_unique<LibdwReader>(dw, *file);
}

}  // namespace node::ffi

#else

namespace node::ffi {

std::unique_ptr<DebugReader> DebugReader::Open(const void*,
                                               std::string* error) {
  *error = "this node was built without the headers of libdw";
  return nullptr;
}

}  // namespace node::ffi

#endif  // NODE_FFI_HAS_LIBDW
