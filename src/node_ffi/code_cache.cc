// The code caches of Node.js' own modules, where node:ffi adds flags to V8's.

#include "node_ffi/code_cache.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "node_ffi/v8_flags.h"
#include "util-inl.h"

namespace node::ffi {

using builtins::BuiltinCodeCacheData;
using builtins::BuiltinCodeCacheMap;
using builtins::CodeCacheInfo;
using v8::Isolate;
using v8::Local;
using v8::ScriptCompiler;
using v8::ScriptOrigin;
using v8::UnboundScript;
using v8::V8;

namespace {

// No module has this name.
constexpr char kFlagHashes[] = "internal/ffi/flag_hashes";

// Where in a cache the hash is; the one that is there; and those with the
// flags.
struct FlagHashes {
  uint32_t offset;
  uint32_t usual;
  uint32_t ours;
  uint32_t ours_with_large_stack;
};

using CachedData = std::unique_ptr<ScriptCompiler::CachedData>;

uint32_t ReadWord(const uint8_t* data, size_t offset) {
  uint32_t word;
  memcpy(&word, data + offset, sizeof(word));
  return word;
}

// V8 doesn't tell where a cache has the hash. But two caches of one script do,
// if one word is all in which they differ.
std::optional<uint32_t> FindDifference(const CachedData& a,
                                       const CachedData& b) {
  if (a->length != b->length) return std::nullopt;
  std::optional<uint32_t> found;
  const uint32_t length = a->length;
  for (uint32_t offset = 0; offset + sizeof(uint32_t) <= length;
       offset += sizeof(uint32_t)) {
    if (ReadWord(a->data, offset) == ReadWord(b->data, offset)) continue;
    if (found.has_value()) return std::nullopt;
    found = offset;
  }
  return found;
}

}  // namespace

bool IsToCompileEagerly(std::string_view id) {
  return id == "ffi" || id.starts_with("internal/ffi/");
}

void AddFlagHashes(Isolate* isolate, std::vector<CodeCacheInfo>* caches) {
  ScriptCompiler::Source source(
      FIXED_ONE_BYTE_STRING(isolate, "0"),
      ScriptOrigin(OneByteString(isolate, kFlagHashes)));
  Local<UnboundScript> script;
  if (!ScriptCompiler::CompileUnboundScript(isolate, &source)
           .ToLocal(&script)) {
    return;
  }
  const CachedData usual(ScriptCompiler::CreateCodeCache(script));
  V8::SetFlagsFromString(kKeepCodeInPlace);
  const CachedData ours(ScriptCompiler::CreateCodeCache(script));
  V8::SetFlagsFromString(kLargeStack);
  const CachedData with_large_stack(ScriptCompiler::CreateCodeCache(script));
  const std::optional<uint32_t> offset = FindDifference(usual, ours);
  // Without the hashes, V8 refuses the caches where node:ffi is enabled.
  if (!offset.has_value() ||
      FindDifference(usual, with_large_stack) != offset) {
    return;
  }
  const FlagHashes hashes = {*offset,
                             ReadWord(usual->data, *offset),
                             ReadWord(ours->data, *offset),
                             ReadWord(with_large_stack->data, *offset)};
  const auto* bytes = reinterpret_cast<const uint8_t*>(&hashes);
  auto data =
      std::make_shared<std::vector<uint8_t>>(bytes, bytes + sizeof(hashes));
  caches->push_back({kFlagHashes, BuiltinCodeCacheData(std::move(data))});
}

BuiltinCodeCacheData WithFlagHash(const BuiltinCodeCacheData& cache,
                                  const BuiltinCodeCacheMap& caches) {
  if (!KeepsCodeInPlace()) return cache;
  const auto entry = caches.find(kFlagHashes);
  if (entry == caches.end()) return cache;
  FlagHashes hashes;
  CHECK_EQ(entry->second.length, sizeof(hashes));
  memcpy(&hashes, entry->second.data, sizeof(hashes));
  // A cache that this process has made has another hash already.
  if (cache.length < hashes.offset + sizeof(uint32_t) ||
      ReadWord(cache.data, hashes.offset) != hashes.usual) {
    return cache;
  }
  const uint32_t hash =
      HasLargeStack() ? hashes.ours_with_large_stack : hashes.ours;
  auto data = std::make_shared<std::vector<uint8_t>>(cache.data,
                                                     cache.data + cache.length);
  memcpy(data->data() + hashes.offset, &hash, sizeof(hash));
  return BuiltinCodeCacheData(std::move(data));
}

}  // namespace node::ffi
