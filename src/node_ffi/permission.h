// The scope `ffi` of the permission model, one an environment.

#ifndef SRC_NODE_FFI_PERMISSION_H_
#define SRC_NODE_FFI_PERMISSION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <string>
#include <string_view>
#include <vector>
#include "permission/permission_base.h"

namespace node {

namespace permission {

// The permission model's scope "ffi": all of node:ffi or none of it. Once
// denied, it stays denied.
class FFIPermission final : public PermissionBase {
 public:
  void Apply(Environment* env,
             const std::vector<std::string>& allow,
             PermissionScope scope) override;
  void Drop(Environment* env,
            PermissionScope scope,
            const std::string_view& param = "") override;
  bool is_granted(Environment* env,
                  PermissionScope perm,
                  const std::string_view& param = "") const override;

 private:
  bool deny_all_ = false;
};

}  // namespace permission

}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS
#endif  // SRC_NODE_FFI_PERMISSION_H_
