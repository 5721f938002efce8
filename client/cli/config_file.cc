#include "client/cli/config_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "client/cli/partial_file.h"
#include "service/domain/text.h"

namespace assay {
namespace {

absl::Status BadFile(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(path + ": " + why);
}

constexpr char kCurrent[] = "current";
constexpr char kContexts[] = "contexts";
constexpr char kKeys[] = "keys";

absl::Status UnknownKey(const std::string& path, const std::string& key, const std::vector<std::string>& known) {
  const std::string near_miss = NearestMatch(key, known);
  std::string list;
  for (const std::string& one : known) {
    list += (list.empty() ? "" : &one == &known.back() ? " and " : ", ") + one;
  }
  return BadFile(path, "unknown key \"" + key + "\"" +
                           (near_miss.empty() ? "; the keys are " + list : "; did you mean " + near_miss + "?"));
}

absl::Status WrongType(const std::string& path, const std::string& key) {
  return BadFile(path, "the value of \"" + key + "\" has the wrong type");
}

// As a flag would say it; nullopt for another type than the key has.
std::optional<std::string> ValueOf(const std::string& key, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (key != "timeout") return std::nullopt;
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* real = node.as_floating_point()) return std::to_string(real->get());
  return std::nullopt;
}

absl::StatusOr<toml::table> ReadTable(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) return BadFile(path, "cannot be read");
  toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    const auto line = parsed.error().source().begin.line;
    return BadFile(path, "line " + std::to_string(line) + ": " + std::string(parsed.error().description()));
  }
  return std::move(parsed).table();
}

absl::Status ReadKeys(const std::string& path, const std::string& key, const toml::node& node, ContextEntry& context) {
  const toml::array* const keys = node.as_array();
  if (keys == nullptr) return WrongType(path, key);
  for (const toml::node& element : *keys) {
    const auto* text = element.as_string();
    if (text == nullptr) return WrongType(path, key);
    context.keys.push_back(text->get());
  }
  return absl::OkStatus();
}

absl::StatusOr<ContextEntry> ReadContext(const std::string& path, const std::string& name, const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr) return WrongType(path, name);
  ContextEntry context;
  for (const auto& [key, value] : *table) {
    const std::string key_name(key.str());
    const std::string full_name = std::string(name).append(".").append(key_name);
    if (key_name == kKeys) {
      if (absl::Status read = ReadKeys(path, full_name, value, context); !read.ok()) return read;
    } else if (std::find(std::begin(kContextKeys), std::end(kContextKeys), key_name) != std::end(kContextKeys)) {
      const auto* text = value.as_string();
      if (text == nullptr) return WrongType(path, full_name);
      context.values[key_name] = text->get();
    } else {
      std::vector<std::string> known(std::begin(kContextKeys), std::end(kContextKeys));
      known.emplace_back(kKeys);
      return UnknownKey(path, full_name, known);
    }
  }
  return context;
}

absl::Status ReadContexts(const toml::node& node, ConfigFile& file) {
  const toml::table* const table = node.as_table();
  if (table == nullptr) return WrongType(file.path, kContexts);
  for (const auto& [key, value] : *table) {
    const std::string name(key.str());
    if (!IsContextName(name)) return BadFile(file.path, "\"" + name + "\" cannot be the name of a context");
    absl::StatusOr<ContextEntry> context = ReadContext(file.path, std::string(kContexts) + "." + name, value);
    if (!context.ok()) return context.status();
    file.contexts.emplace(name, *std::move(context));
  }
  return absl::OkStatus();
}

absl::StatusOr<ConfigFile> Read(const std::string& path) {
  const absl::StatusOr<toml::table> table = ReadTable(path);
  if (!table.ok()) return table.status();
  ConfigFile file{.path = path};
  for (const auto& [name, node] : *table) {
    const std::string key(name.str());
    if (key == kContexts) {
      if (absl::Status read = ReadContexts(node, file); !read.ok()) return read;
      continue;
    }
    const bool setting = std::find(std::begin(kConfigKeys), std::end(kConfigKeys), key) != std::end(kConfigKeys);
    if (!setting && key != kCurrent) {
      std::vector<std::string> known(std::begin(kConfigKeys), std::end(kConfigKeys));
      known.insert(known.end(), {kCurrent, kContexts});
      return UnknownKey(path, key, known);
    }
    const std::optional<std::string> value = ValueOf(key, node);
    if (!value.has_value()) return WrongType(path, key);
    (setting ? file.values[key] : file.current) = *value;
  }
  return file;
}

// Where the file is or would be; empty: the environment does not say.
std::string PathOf(const Console& console) {
  if (const auto named = console.environment("ASSAY_CONFIG"); named.has_value() && !named->empty()) return *named;
  std::string folder = console.environment("XDG_CONFIG_HOME").value_or("");
  if (folder.empty()) {
    const std::string home = console.environment("HOME").value_or("");
    if (home.empty()) return {};
    folder = home + "/.config";
  }
  return folder + "/assay/config.toml";
}

bool Exists(const std::string& path) {
  std::error_code absent;
  return std::filesystem::exists(path, absent);
}

toml::table TableOf(const std::map<std::string, ContextEntry>& contexts) {
  toml::table table;
  for (const auto& [name, context] : contexts) {
    toml::table entry;
    for (const auto& [key, value] : context.values) entry.insert_or_assign(key, value);
    toml::array keys;
    for (const std::string& key : context.keys) keys.push_back(key);
    if (!keys.empty()) entry.insert_or_assign(kKeys, std::move(keys));
    table.insert_or_assign(name, std::move(entry));
  }
  return table;
}

}  // namespace

bool IsContextName(const std::string& name) {
  constexpr size_t kLongest = 63;
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= kLongest && is_word(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_word(c) || c == '.' || c == '_' || c == '-'; });
}

absl::StatusOr<ConfigFile> ReadConfigFile(const Console& console) {
  const std::string path = PathOf(console);
  const bool named = !console.environment("ASSAY_CONFIG").value_or("").empty();
  if (path.empty() || (!named && !Exists(path))) return ConfigFile{};
  return Read(path);
}

absl::Status WriteContexts(const Console& console, const ConfigFile& file) {
  const std::string path = PathOf(console);
  if (path.empty()) {
    return absl::InvalidArgumentError("where is the settings file? Set HOME, XDG_CONFIG_HOME or ASSAY_CONFIG");
  }
  toml::table table;
  if (Exists(path)) {
    absl::StatusOr<toml::table> present = ReadTable(path);
    if (!present.ok()) return present.status();
    table = *std::move(present);
  }
  table.erase(kCurrent);
  if (!file.current.empty()) table.insert_or_assign(kCurrent, file.current);
  table.insert_or_assign(kContexts, TableOf(file.contexts));
  std::ostringstream text;
  text << table << '\n';
  // A link stays one: it is the file it leads to that is replaced.
  std::error_code unresolved;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, unresolved);
  return ReplaceFile(unresolved ? path : resolved.string(), text.str());
}

}  // namespace assay
