// What holds for every command: where the server is, which authority, how to write.
//
// Each setting is taken from its flag, else from the environment (ASSAY_ENDPOINT, ASSAY_AUTHORITY, ASSAY_TIMEOUT,
// ASSAY_OUTPUT, ASSAY_CACERT, ASSAY_CERT, ASSAY_KEY, ASSAY_TOKEN_FILE), else from the context, else from the TOML file,
// else it has its default. The context is --context, else ASSAY_CONTEXT, else the file's current one. The file is
// $ASSAY_CONFIG, which must then exist, or $XDG_CONFIG_HOME/assay/config.toml, or ~/.config/assay/config.toml.
#ifndef ASSAY_CLIENT_CLI_SETTINGS_H_
#define ASSAY_CLIENT_CLI_SETTINGS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cli/console.h"
#include "client/cli/output.h"
#include "client/sdk/credentials.h"
#include "client/sdk/ledger_proof.h"

namespace assay {

// The global flags as given.
struct GlobalFlags {
  std::optional<std::string> context;
  std::optional<std::string> endpoint;
  std::optional<std::string> authority;
  std::optional<std::string> timeout;  // seconds
  std::optional<std::string> output;
  // Files: see CredentialFiles.
  std::optional<std::string> ca;
  std::optional<std::string> certificate;
  std::optional<std::string> key;
  std::optional<std::string> token_file;
  std::string color = "auto";
  bool no_headers = false;
  bool quiet = false;
  bool verbose = false;
  bool yes = false;
  bool no_input = false;
};

inline constexpr char kDefaultEndpoint[] = "127.0.0.1:7171";

enum class Verbosity { kQuiet, kNormal, kVerbose };
// Whether what cannot be undone is confirmed already, or is to be refused without a question.
enum class Confirmation { kAsk, kGiven, kWithheld };

struct Settings {
  std::string endpoint;
  std::string authority;  // id; empty: not given
  absl::Duration timeout;
  CredentialFiles files;
  Format format = Format::kTable;
  // The format where a flag asked for it: a command that cannot write it refuses, where a mere preference is ignored.
  std::optional<Format> format_asked;
  Headers headers = Headers::kShown;
  Color color = Color::kNone;
  Verbosity verbosity = Verbosity::kNormal;
  Confirmation confirmation = Confirmation::kAsk;
  std::string context;      // empty: none
  PinnedKeys keys;          // of the context
  std::string config_file;  // empty: none was read
};

// INVALID_ARGUMENT for a value that cannot be used, a context that is not there, and for a file that cannot be read, is
// not TOML, or holds an unknown key.
absl::StatusOr<Settings> ResolveSettings(const GlobalFlags& flags, const Console& console);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_SETTINGS_H_
