// Where values are in the memory that they are passed in, and which function
// types are the same to a calling convention.

#include "node_ffi/abi/prototype.h"

#include <algorithm>
#include <utility>

#include "node_ffi/abi/placement.h"

namespace node::ffi {

namespace {

// What a convention can see of an aggregate shows when it is the only argument:
// its pieces tell what is in it.
std::string KeyOf(const Layout& aggregate) {
  std::string key = "{" + std::to_string(aggregate.size()) + "/" +
                    std::to_string(aggregate.alignment()) + "/" +
                    std::to_string(aggregate.natural_alignment());
  const Convention* convention = PlatformConvention();
  if (convention == nullptr) return key + "}";
  const Layout* argument = &aggregate;
  const LayoutPointer nothing = Layout::Of(kScalarOf<void>);
  const auto placement = Place(*convention, *nothing, {&argument, 1});
  return key + ToString(placement.value()) + "}";
}

std::string KeyOf(Scalar scalar) {
  // C's bool is passed as an integer that is 0 or 1.
  if (scalar.kind == Scalar::Kind::kBool) scalar.kind = Scalar::Kind::kUnsigned;
  return {static_cast<char>('a' + static_cast<int>(scalar.kind)),
          static_cast<char>('0' + scalar.size)};
}

}  // namespace

Prototype::Prototype(LayoutPointer result, Abi abi)
    : result_(std::move(result)), is_scalar_(result_->is_scalar()), abi_(abi) {}

bool Prototype::Add(LayoutPointer argument) {
  if (!CanBePassed(*argument)) return false;
  // What has no bytes takes no part.
  const size_t alignment =
      argument->size() == 0 ? 1 : std::max(argument->alignment(), kWord);
  const size_t offset = RoundUp(arguments_size_, alignment);
  const size_t end = offset + RoundUp(argument->size(), kWord);
  if (end > kMaxSize) return false;
  is_scalar_ &= argument->is_scalar();
  arguments_size_ = end;
  arguments_alignment_ = std::max(arguments_alignment_, alignment);
  arguments_.emplace_back(std::move(argument), offset);
  return true;
}

size_t Prototype::result_size() const {
  return std::max(RoundUp(result_->size(), kWord), kWord);
}

size_t Prototype::result_alignment() const {
  return std::max(result_->alignment(), kWord);
}

std::string Prototype::Key() const {
  const auto key_of = [](const Layout& type) {
    return type.is_scalar() ? KeyOf(type.scalar()) : KeyOf(type);
  };
  std::string key = key_of(*result_);
  if (abi_ != Abi::kDefault) {
    key.append("@").append(std::to_string(static_cast<int>(abi_)));
  }
  for (const Argument& argument : arguments_) key += key_of(*argument.type);
  return key;
}

}  // namespace node::ffi
