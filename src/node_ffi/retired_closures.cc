// Keeps closures that ended, one list for each signature.

#include "node_ffi/retired_closures.h"

#include <utility>

namespace node::ffi {

void RetiredClosures::Add(std::shared_ptr<const Signature> signature,
                          Closure closure) {
  closures_[std::move(signature)].push_back(closure);
}

std::optional<RetiredClosures::Closure> RetiredClosures::Take(
    const std::shared_ptr<const Signature>& signature) {
  auto it = closures_.find(signature);
  if (it == closures_.end() || it->second.size() <= kResting) {
    return std::nullopt;
  }
  Closure closure = it->second.front();
  it->second.pop_front();
  return closure;
}

}  // namespace node::ffi
