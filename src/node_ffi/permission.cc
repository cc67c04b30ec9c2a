// The scope `ffi` of the permission model.

#include "node_ffi/permission.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "env-inl.h"
#include "node_ffi/abi/shared_object_path.h"
#include "node_ffi/convert.h"
#include "path.h"
#include "permission/permission.h"

namespace node {

namespace permission {

namespace {

std::string ResolveLinks(const std::string& path) {
  const std::string real = ffi::FindFilePath(path);
  return real.empty() ? path : real;
}

// What a pattern stands for when the process starts. What stands behind a `*`
// has no meaning, as for --allow-fs-read.
std::string ResolvePattern(Environment* env, const std::string& pattern) {
  if (pattern == "*") return {kPathSeparator, '*'};
  const std::string path = PathResolve(env, {pattern});
  const size_t wildcard = path.find('*');
  if (wildcard != std::string::npos) {
    const size_t name = path.rfind(kPathSeparator, wildcard) + 1;
    const std::filesystem::path folder = ResolveLinks(path.substr(0, name));
    return (folder / path.substr(name, wildcard + 1 - name)).string();
  }
  const std::filesystem::path real = ResolveLinks(path);
  std::error_code error;
  return (std::filesystem::is_directory(real, error) ? real / "*" : real)
      .string();
}

}  // namespace

FFIPermission* FFIPermission::Of(Environment* env) {
  return static_cast<FFIPermission*>(
      env->permission()->rules(PermissionScope::kFFI));
}

void FFIPermission::Apply(Environment* env,
                          const std::vector<std::string>& allow,
                          PermissionScope scope) {
  is_all_granted_ = false;
  is_limited_ = !allow.empty();
  for (const std::string& pattern : allow) {
    patterns_.push_back(ResolvePattern(env, pattern));
  }
}

void FFIPermission::Drop(Environment* env,
                         PermissionScope scope,
                         const std::string_view& param) {
  if (is_all_granted_ || param.empty()) {
    is_all_granted_ = false;
    patterns_.clear();
    return;
  }
  std::erase(patterns_, ResolvePattern(env, std::string(param)));
}

bool FFIPermission::is_granted(Environment* env,
                               PermissionScope perm,
                               const std::string_view& param) const {
  if (is_all_granted_ || param.empty()) return is_all_granted_;
  // As a library is found that is to be loaded.
  return IsFileGranted(ffi::FindFilePath(std::string(param)));
}

bool FFIPermission::IsFileGranted(const std::string& real_path) const {
  return is_all_granted_ ||
         std::any_of(
             patterns_.begin(), patterns_.end(), [&](std::string_view pattern) {
               if (!pattern.ends_with('*')) return real_path == pattern;
               pattern.remove_suffix(1);
               return real_path.starts_with(pattern);
             });
}

}  // namespace permission

namespace ffi {

using permission::FFIPermission;
using permission::PermissionScope;
using v8::BigInt;
using v8::Local;
using v8::Number;
using v8::Value;

bool CheckAddressesPermitted(Environment* env) {
  THROW_IF_INSUFFICIENT_PERMISSIONS(env, PermissionScope::kFFI, "", false);
  return true;
}

bool CheckPermitted(Environment* env) {
  if (!env->permission()->enabled()) [[likely]]
    return true;
  return FFIPermission::Of(env)->is_any_granted() ||
         CheckAddressesPermitted(env);
}

bool CheckFilePermitted(Environment* env, const std::string& real_path) {
  if (!env->permission()->enabled()) [[likely]]
    return true;
  if (FFIPermission::Of(env)->IsFileGranted(real_path)) return true;
  // It is asked again to have it published. What it says is of no use here:
  // what is at the path may be another file by now.
  USE(env->permission()->is_granted(env, PermissionScope::kFFI, real_path));
  if (env->permission()->warning_only()) return true;
  permission::Permission::ThrowAccessDenied(
      env, PermissionScope::kFFI, real_path);
  return false;
}

bool IsMadeUp(Environment* env, uintptr_t address) {
  if (address == 0 || !env->permission()->enabled()) [[likely]]
    return false;
  const FFIPermission* rules = FFIPermission::Of(env);
  return rules->is_limited() && address != rules->passed_on();
}

bool IsMadeUp(Environment* env,
              const Conversion& conversion,
              Local<Value> value) {
  // References are of our own making.
  if (conversion.scalar.kind != Scalar::Kind::kPointer ||
      conversion.values == Values::kReference) {
    return false;
  }
  if (value->IsBigInt()) {
    return IsMadeUp(env, value.As<BigInt>()->Uint64Value());
  }
  return value->IsNumber() &&
         IsMadeUp(env, value.As<Number>()->Value() == 0 ? 0 : 1);
}

}  // namespace ffi
}  // namespace node
