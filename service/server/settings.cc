#include "service/server/settings.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <cstring>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "service/domain/text.h"
#include "service/server/whole_file.h"

namespace assay {
namespace {

absl::Status SetDataDirectory(const std::string& value, ServerSettings& settings) {
  settings.data_directory = value;
  return value.empty() ? absl::InvalidArgumentError("a directory is wanted") : absl::OkStatus();
}

// Which addresses are allowed is for the server to say.
absl::Status SetListen(const std::string& value, ServerSettings& settings) {
  settings.listen = absl::StrSplit(value, ',', absl::SkipWhitespace());
  return settings.listen.empty() ? absl::InvalidArgumentError("an address is wanted") : absl::OkStatus();
}

absl::Status SetTlsCertificate(const std::string& value, ServerSettings& settings) {
  settings.tls.certificate = value;
  return absl::OkStatus();
}

absl::Status SetTlsKey(const std::string& value, ServerSettings& settings) {
  settings.tls.key = value;
  return absl::OkStatus();
}

absl::Status SetTlsClientCa(const std::string& value, ServerSettings& settings) {
  settings.tls.client_ca = value;
  return absl::OkStatus();
}

absl::Status SetAuth(const std::string& value, ServerSettings& settings) {
  if (value != "none" && value != "required") {
    return absl::InvalidArgumentError("\"" + value + "\" is neither none nor required");
  }
  settings.local_callers_show_token = value == "required";
  return absl::OkStatus();
}

absl::Status SetBackupDirectory(const std::string& value, ServerSettings& settings) {
  settings.backup_directory = value;
  return absl::OkStatus();
}

absl::Status SetOpsListen(const std::string& value, ServerSettings& settings) {
  settings.ops_listen = value;
  return absl::OkStatus();
}

absl::Status SetLogFormat(const std::string& value, ServerSettings& settings) {
  const std::map<std::string, LogChoice> choices = {
      {"auto", LogChoice::kAuto}, {"text", LogChoice::kText}, {"json", LogChoice::kJson}};
  const auto found = choices.find(value);
  if (found == choices.end()) return absl::InvalidArgumentError("\"" + value + "\" is not one of auto, text and json");
  settings.log_format = found->second;
  return absl::OkStatus();
}

constexpr char kVariablePrefix[] = "ASSAY_";

// The parser goes down as deep as a file says.
constexpr size_t kFileBytesMax = 64u << 10;

// A value and where it was found.
struct Found {
  std::string value;
  std::string origin;
};

absl::Status BadFile(const std::string& path, toml::source_index line, const std::string& why) {
  return absl::InvalidArgumentError(path + ":" + std::to_string(line) + ": " + why);
}

const Setting* FindSetting(const std::string& name) {
  for (const Setting& setting : SettingTable()) {
    if (name == setting.name) return &setting;
  }
  return nullptr;
}

absl::Status UnknownKey(const std::string& path, const toml::key& key) {
  const std::string name(key.str());
  std::vector<std::string> known;
  for (const Setting& setting : SettingTable()) known.emplace_back(setting.name);
  const std::string near_miss = NearestMatch(name, known);
  return BadFile(path, key.source().begin.line,
                 "unknown key \"" + name + "\"" + (near_miss.empty() ? "" : "; did you mean " + near_miss + "?"));
}

// As a flag would say it; nullopt for what no flag could say.
std::optional<std::string> TextOf(const toml::node& node, bool is_list) {
  if (const auto* array = node.as_array(); array != nullptr && is_list) {
    std::vector<std::string> parts;
    for (const toml::node& part : *array) {
      const auto* text = part.as_string();
      if (text == nullptr) return std::nullopt;
      parts.push_back(text->get());
    }
    return absl::StrJoin(parts, ",");
  }
  const auto* text = node.as_string();
  return text == nullptr ? std::nullopt : std::optional<std::string>(text->get());
}

absl::StatusOr<std::map<std::string, Found>> ReadFile(const std::string& path) {
  const std::optional<std::string> read = ReadWhole(path, kFileBytesMax);
  if (!read) {
    return absl::InvalidArgumentError(path + ": cannot be read, or is longer than " + std::to_string(kFileBytesMax) +
                                      " bytes");
  }
  const std::string& text = *read;
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    return BadFile(path, parsed.error().source().begin.line, std::string(parsed.error().description()));
  }
  std::map<std::string, Found> values;
  for (const auto& [key, node] : parsed.table()) {
    const std::string name(key.str());
    const Setting* setting = FindSetting(name);
    if (setting == nullptr) return UnknownKey(path, key);
    const std::optional<std::string> value = TextOf(node, setting->is_list);
    if (!value) return BadFile(path, key.source().begin.line, "the value of \"" + name + "\" has the wrong type");
    values[name] = {.value = *value, .origin = path + ":" + std::to_string(key.source().begin.line)};
  }
  return values;
}

ResolvedSetting Resolve(const Setting& setting, const SettingSources& sources,
                        const std::map<std::string, Found>& file) {
  ResolvedSetting resolved{.setting = &setting};
  if (const auto flag = sources.flags.find(setting.name); flag != sources.flags.end()) {
    resolved.value = flag->second;
    resolved.origin = std::string("--") + setting.name;
    return resolved;
  }
  const std::string variable = VariableOf(setting);
  if (const auto found = sources.environment.find(variable);
      found != sources.environment.end() && !found->second.empty()) {
    resolved.value = found->second;
    resolved.origin = variable;
    return resolved;
  }
  if (const auto found = file.find(setting.name); found != file.end()) {
    resolved.value = found->second.value;
    resolved.origin = found->second.origin;
    return resolved;
  }
  if (setting.default_value != nullptr) resolved.value = setting.default_value;
  resolved.origin = "default";
  return resolved;
}

// Other programs, our client among them, have variables of the same beginning: only what was surely meant for one of
// these is refused.
absl::Status CheckVariables(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> known = {kConfigVariable};
  for (const Setting& setting : SettingTable()) known.push_back(VariableOf(setting));
  const size_t prefix = std::strlen(kVariablePrefix);
  for (std::string& variable : known) variable.erase(0, prefix);
  for (auto one = environment.lower_bound(kVariablePrefix); one != environment.end(); ++one) {
    if (!absl::StartsWith(one->first, kVariablePrefix)) break;
    const std::string near_miss = NearestMatch(one->first.substr(prefix), known, /*distance_max=*/1);
    if (one->second.empty() || near_miss.empty() || kVariablePrefix + near_miss == one->first) continue;
    return absl::InvalidArgumentError("unknown variable " + one->first + "; did you mean " + kVariablePrefix +
                                      near_miss + "?");
  }
  return absl::OkStatus();
}

}  // namespace

const std::vector<Setting>& SettingTable() {
  static const std::vector<Setting> table = {
      {"data-dir", "DIR", nullptr, "Directory of the ledger; serve creates it if it is missing", SetDataDirectory},
      {"listen", "ADDRESS", "127.0.0.1:7171",
       "127.0.0.1:7171, [::1]:7171, unix:/path, tls://0.0.0.0:7171 or mtls://0.0.0.0:7171, which lets nobody in "
       "without "
       "a certificate; several with commas, or repeated; port 0 picks a free one",
       SetListen, true},
      {"tls-cert", "FILE", "", "The server's certificates, PEM; read again when they change", SetTlsCertificate},
      {"tls-key", "FILE", "", "The certificate's private key, PEM, mode 0600", SetTlsKey},
      {"tls-client-ca", "FILE", "", "Who signs clients' certificates, PEM", SetTlsClientCa},
      {"auth", "none|required", "none",
       "none: whoever reaches a loopback address or unix socket may do everything; required: they show a token, as "
       "everybody must over TLS",
       SetAuth},
      {"backup-dir", "DIR", "",
       "Where backups are kept, away from the ledger's disk if possible; created if it is missing", SetBackupDirectory},
      {"ops-listen", "ADDRESS", "",
       "Where operators are answered over HTTP (/metrics, /livez, /readyz): 127.0.0.1:PORT or [::1]:PORT",
       SetOpsListen},
      {"log-format", "FORMAT", "auto", "text, json, or auto: text on a terminal and json elsewhere", SetLogFormat},
  };
  return table;
}

std::string VariableOf(const Setting& setting) {
  std::string name = std::string(kVariablePrefix) + setting.name;
  for (char& c : name) c = c == '-' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

absl::StatusOr<std::vector<ResolvedSetting>> ResolveSettings(const SettingSources& sources) {
  if (absl::Status status = CheckVariables(sources.environment); !status.ok()) return status;
  std::map<std::string, Found> file;
  if (!sources.config_file.empty()) {
    absl::StatusOr<std::map<std::string, Found>> read = ReadFile(sources.config_file);
    if (!read.ok()) return read.status();
    file = *std::move(read);
  }
  std::vector<ResolvedSetting> resolved;
  for (const Setting& setting : SettingTable()) resolved.push_back(Resolve(setting, sources, file));
  return resolved;
}

absl::StatusOr<ServerSettings> CheckSettings(const std::vector<ResolvedSetting>& resolved) {
  ServerSettings settings;
  for (const ResolvedSetting& one : resolved) {
    if (!one.value) {
      return absl::InvalidArgumentError(std::string("--") + one.setting->name + " is required; or set " +
                                        VariableOf(*one.setting) + ", or " + one.setting->name +
                                        " in the file that --config names");
    }
    if (absl::Status set = one.setting->set(*one.value, settings); !set.ok()) {
      return absl::InvalidArgumentError(one.origin + ": " + std::string(set.message()));
    }
  }
  return settings;
}

std::string PrintSettings(const std::vector<ResolvedSetting>& resolved) {
  std::ostringstream out;
  for (const ResolvedSetting& one : resolved) {
    if (!one.value) {
      out << "# " << one.setting->name << " is not set\n";
      continue;
    }
    out << one.setting->name << " = " << toml::value<std::string>(*one.value) << "  # " << one.origin << '\n';
  }
  return out.str();
}

}  // namespace assay
