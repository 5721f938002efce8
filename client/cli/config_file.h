// The settings file.
#ifndef ASSAY_CLIENT_CLI_CONFIG_FILE_H_
#define ASSAY_CLIENT_CLI_CONFIG_FILE_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/console.h"

namespace assay {

// The keys a file may hold; each is a string, timeout may be a number.
inline constexpr const char* kConfigKeys[] = {"endpoint", "authority", "timeout", "output"};

struct ConfigFile {
  std::string path;  // empty: there is none
  std::map<std::string, std::string> values;
};

// Finds the file by the environment, as settings.h says, and reads it. INVALID_ARGUMENT, naming file and line or key,
// for one that cannot be read, is not TOML, or holds an unknown key or a value of another type.
absl::StatusOr<ConfigFile> ReadConfigFile(const Console& console);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CONFIG_FILE_H_
