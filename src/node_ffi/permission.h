// The scope `ffi` of the permission model, one an environment.

#ifndef SRC_NODE_FFI_PERMISSION_H_
#define SRC_NODE_FFI_PERMISSION_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include "permission/permission_base.h"
#include "v8.h"

namespace node {

namespace permission {

// The permission model's scope "ffi". Either all of node:ffi is granted, or
// the libraries that --allow-ffi-library names, or nothing. What was denied
// stays denied.
class FFIPermission final : public PermissionBase {
 public:
  // The rules of an environment.
  static FFIPermission* Of(Environment* env);

  // `allow` has the patterns of the libraries that are granted. Without this
  // call, all is.
  void Apply(Environment* env,
             const std::vector<std::string>& allow,
             PermissionScope scope) override;
  // A pattern is dropped as it was given. Where all is granted, all is dropped.
  void Drop(Environment* env,
            PermissionScope scope,
            const std::string_view& param = "") override;
  // Of a path, whether the file there may be loaded, with all symbolic links
  // resolved; without one, whether all is granted.
  bool is_granted(Environment* env,
                  PermissionScope perm,
                  const std::string_view& param = "") const override;

  bool is_all_granted() const { return is_all_granted_; }
  // Whether there is a library that may be loaded.
  bool is_any_granted() const { return is_all_granted_ || !patterns_.empty(); }
  // The same as is_granted() for what is resolved already: the file system is
  // not looked at.
  bool IsFileGranted(const std::string& real_path) const;

  // Whether only libraries were granted, so that a program must not pass
  // addresses to them that it made up. That stays so when they were dropped.
  bool is_limited() const { return is_limited_; }
  // The one that may be passed, as native code gave it; 0 for none.
  uintptr_t passed_on() const { return passed_on_; }
  void set_passed_on(uintptr_t address) { passed_on_ = address; }

 private:
  // Paths without symbolic links; one with a `*` at its end stands for all that
  // begin with it. There are few. (The tree of fs_permission.h takes some paths
  // for others that are a little longer.)
  std::vector<std::string> patterns_;
  uintptr_t passed_on_ = 0;
  bool is_all_granted_ = true;
  bool is_limited_ = false;
};

}  // namespace permission

namespace ffi {

struct Conversion;

// These throw, and give false, unless the permission model allows something. In
// audit mode, what is not allowed is published only.

// To use the module: what reaches no memory or code but by a library.
bool CheckPermitted(Environment* env);
// To use addresses that the program made up, which may be any.
bool CheckAddressesPermitted(Environment* env);
// To load the file at a path that has no symbolic links, or to use what is in
// it.
bool CheckFilePermitted(Environment* env, const std::string& real_path);

// Whether an address that a program passes to native code is one that needs
// CheckAddressesPermitted(): all do but NULL, and what is passed on.
bool IsMadeUp(Environment* env, uintptr_t address);
// The same of a value, if what it is in C is an address. Others are none, right
// or wrong.
bool IsMadeUp(Environment* env,
              const Conversion& conversion,
              v8::Local<v8::Value> value);

}  // namespace ffi

}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS
#endif  // SRC_NODE_FFI_PERMISSION_H_
