// The scope `ffi` of the permission model.

#include "node_ffi/permission.h"

#include <string>
#include <string_view>
#include <vector>

namespace node {

namespace permission {

void FFIPermission::Apply(Environment* env,
                          const std::vector<std::string>& allow,
                          PermissionScope scope) {
  deny_all_ = true;
}

void FFIPermission::Drop(Environment* env,
                         PermissionScope scope,
                         const std::string_view& param) {
  deny_all_ = true;
}

bool FFIPermission::is_granted(Environment* env,
                               PermissionScope perm,
                               const std::string_view& param) const {
  return !deny_all_;
}

}  // namespace permission
}  // namespace node
