// The settings file: settings that always hold, and contexts, of which one at a time holds.
//
//   authority = "somerset"
//   current = "work"
//
//   [contexts.work]
//   endpoint = "127.0.0.1:7171"
//   authority = "somerset"
//   keys = ["assay-0123+89abcdef+Ab..."]
//
//   [contexts.far]
//   endpoint = "tls://assay.example:7171"
//   ca = "ca.pem"
//   token-file = "/home/me/.config/assay/token"
#ifndef ASSAY_CLIENT_CLI_CONFIG_FILE_H_
#define ASSAY_CLIENT_CLI_CONFIG_FILE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/console.h"

namespace assay {

// The keys a file may hold; each is a string, timeout may be a number.
inline constexpr const char* kConfigKeys[] = {"endpoint", "authority", "timeout", "output",
                                              "cacert",   "cert",      "key",     "token-file"};
// Those of a context, besides its keys.
inline constexpr const char* kContextKeys[] = {"endpoint", "authority", "cacert", "cert", "key", "token-file"};

// A server, and what is known of it beforehand.
struct ContextEntry {
  std::map<std::string, std::string> values;  // of kContextKeys
  std::vector<std::string> keys;              // public keys, one of which signs its checkpoints; empty: none is pinned
};

struct ConfigFile {
  std::string path;  // empty: there is none
  std::map<std::string, std::string> values;
  std::string current;  // name of a context; empty: none
  std::map<std::string, ContextEntry> contexts;
};

// [A-Za-z0-9][A-Za-z0-9._-]{0,62}: it becomes the name of a folder.
bool IsContextName(const std::string& name);

// Finds the file by the environment, as settings.h says, and reads it. INVALID_ARGUMENT, naming file and line or key,
// for one that cannot be read, is not TOML, or holds an unknown key or a value of another type.
absl::StatusOr<ConfigFile> ReadConfigFile(const Console& console);

// Puts `file.current` and `file.contexts` in the place of those in the settings file, which is made where there is
// none; its other settings stay, its comments do not. INVALID_ARGUMENT where the environment names no place for it, or
// it cannot be written.
absl::Status WriteContexts(const Console& console, const ConfigFile& file);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CONFIG_FILE_H_
