#include "client/cli/config_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <vector>

#include "service/domain/text.h"

namespace assay {
namespace {

absl::Status BadFile(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(path + ": " + why);
}

absl::Status UnknownKey(const std::string& path, const std::string& key) {
  const std::string near_miss = NearestMatch(key, {std::begin(kConfigKeys), std::end(kConfigKeys)});
  return BadFile(path, "unknown key \"" + key + "\"" +
                           (near_miss.empty() ? "; the keys are endpoint, authority, timeout and output"
                                              : "; did you mean " + near_miss + "?"));
}

// As a flag would say it; nullopt for another type than the key has.
std::optional<std::string> ValueOf(const std::string& key, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (key != "timeout") return std::nullopt;
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* real = node.as_floating_point()) return std::to_string(real->get());
  return std::nullopt;
}

absl::StatusOr<ConfigFile> Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return BadFile(path, "cannot be read");
  const toml::parse_result parsed = toml::parse(text.str(), path);
  if (!parsed) {
    const auto line = parsed.error().source().begin.line;
    return BadFile(path, "line " + std::to_string(line) + ": " + std::string(parsed.error().description()));
  }
  ConfigFile file{path, {}};
  for (const auto& [name, node] : parsed.table()) {
    const std::string key(name.str());
    if (std::find(std::begin(kConfigKeys), std::end(kConfigKeys), key) == std::end(kConfigKeys)) {
      return UnknownKey(path, key);
    }
    const std::optional<std::string> value = ValueOf(key, node);
    if (!value.has_value()) return BadFile(path, "the value of \"" + key + "\" has the wrong type");
    file.values[key] = *value;
  }
  return file;
}

}  // namespace

absl::StatusOr<ConfigFile> ReadConfigFile(const Console& console) {
  if (const auto named = console.environment("ASSAY_CONFIG"); named.has_value() && !named->empty()) return Read(*named);
  std::string folder = console.environment("XDG_CONFIG_HOME").value_or("");
  if (folder.empty()) {
    const std::string home = console.environment("HOME").value_or("");
    if (home.empty()) return ConfigFile{};
    folder = home + "/.config";
  }
  const std::string path = folder + "/assay/config.toml";
  std::error_code absent;
  if (!std::filesystem::exists(path, absent)) return ConfigFile{};
  return Read(path);
}

}  // namespace assay
