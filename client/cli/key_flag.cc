#include "client/cli/key_flag.h"

#include <sstream>

#include "client/cli/text_file.h"

namespace assay {
namespace {

constexpr size_t kKeyFileBytes = 64 * 1024;

absl::StatusOr<PinnedKeys> ReadKeyFile(const Console& console, const std::string& path) {
  const absl::StatusOr<std::string> text = ReadTextFile(console, path, kKeyFileBytes);
  if (!text.ok()) return text.status();
  PinnedKeys keys;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    absl::StatusOr<VerifierKey> key = ParseVerifierKey(line);
    if (!key.ok()) {
      return absl::InvalidArgumentError("--key " + path + ": a line is not a public key NAME+ID+BASE64");
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return absl::InvalidArgumentError("--key " + path + ": holds no key");
  return keys;
}

}  // namespace

absl::StatusOr<PinnedKeys> ReadKeys(const Console& console, const std::vector<std::string>& values) {
  PinnedKeys keys;
  for (const std::string& value : values) {
    absl::StatusOr<VerifierKey> key = ParseVerifierKey(value);
    if (key.ok()) {
      keys.push_back(*std::move(key));
      continue;
    }
    const absl::StatusOr<PinnedKeys> held = ReadKeyFile(console, value);
    if (!held.ok()) return held.status();
    keys.insert(keys.end(), held->begin(), held->end());
  }
  return keys;
}

}  // namespace assay
