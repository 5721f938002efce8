// What assayd can be told: one table. Each row is a flag of `assayd serve` (--data-dir), a variable of the environment
// (ASSAY_DATA_DIR) and a key of the configuration file (data-dir), which is TOML. A flag beats the environment, the
// environment beats the file, the file beats the default.
//
// A secret is never a setting: a setting may name the file that holds it.
#ifndef ASSAY_SERVICE_SERVER_SETTINGS_H_
#define ASSAY_SERVICE_SERVER_SETTINGS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/server/log.h"
#include "service/server/tls_files.h"

namespace assay {

// Every setting, checked.
struct ServerSettings {
  std::string data_directory;
  std::vector<std::string> listen;
  TlsPaths tls;
  // Whether callers over loopback and unix sockets must show a token, as those over TLS always must.
  bool local_callers_show_token = false;
  std::string backup_directory;  // empty: no backups are kept
  std::string ops_listen;        // empty: operators are not answered
  LogChoice log_format = LogChoice::kAuto;
};

// A row of the table.
struct Setting {
  const char* name;           // "data-dir"
  const char* value_name;     // "DIR", for help
  const char* default_value;  // null: it must be given
  const char* help;           // one sentence
  // Checks the value and keeps it. INVALID_ARGUMENT, saying what is wrong with it.
  absl::Status (*set)(const std::string& value, ServerSettings& settings);
  // Several, with commas between them; a flag may be repeated, and the file's key may have an array.
  bool is_list = false;
};

const std::vector<Setting>& SettingTable();

// Names the file of settings.
inline constexpr char kConfigVariable[] = "ASSAY_SERVER_CONFIG";

// "ASSAY_DATA_DIR".
std::string VariableOf(const Setting& setting);

struct SettingSources {
  std::map<std::string, std::string> flags;  // what was given, by the setting's name
  // The process's. A variable that is empty counts as one that is not there.
  std::map<std::string, std::string> environment;
  std::string config_file;  // empty: none
};

// A setting's value and who says so: "--listen", "ASSAY_LISTEN", "assayd.toml:3" or "default".
struct ResolvedSetting {
  const Setting* setting = nullptr;
  std::optional<std::string> value;  // nullopt: nobody gives what must be given
  std::string origin;
};

// A row for each of the table, in its order. INVALID_ARGUMENT, naming file and line, for a file that cannot be read, is
// not TOML or holds an unknown key; and for a variable that is nearly one of ours. Values are not looked at yet.
absl::StatusOr<std::vector<ResolvedSetting>> ResolveSettings(const SettingSources& sources);

// INVALID_ARGUMENT, naming the origin, for the first value that is missing or wrong.
absl::StatusOr<ServerSettings> CheckSettings(const std::vector<ResolvedSetting>& resolved);

// A configuration file that says the same, with the origin of each value beside it.
std::string PrintSettings(const std::vector<ResolvedSetting>& resolved);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_SETTINGS_H_
