#include "client/cli/settings.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "client/cli/config_file.h"

namespace assay {
namespace {

constexpr char kDefaultTimeout[] = "30";
constexpr double kTimeoutMaxSeconds = 86'400;

// A value and the source that is to blame for it.
struct Sourced {
  std::string value;
  std::string source;
};

std::optional<Sourced> Find(const std::string& key, const std::optional<std::string>& flag, const Console& console,
                            const ConfigFile& file) {
  if (flag.has_value()) return Sourced{*flag, "--" + key};
  std::string variable = "ASSAY_" + absl::AsciiStrToUpper(key);
  std::replace(variable.begin(), variable.end(), '-', '_');
  if (auto value = console.environment(variable); value.has_value() && !value->empty())
    return Sourced{*value, variable};
  if (const auto found = file.values.find(key); found != file.values.end()) {
    return Sourced{found->second, file.path + ": " + key};
  }
  return std::nullopt;
}

absl::StatusOr<absl::Duration> ParseTimeout(const Sourced& text) {
  double seconds = 0;
  if (!absl::SimpleAtod(text.value, &seconds) || !std::isfinite(seconds) || seconds <= 0 ||
      seconds > kTimeoutMaxSeconds) {
    return absl::InvalidArgumentError(text.source + ": \"" + text.value +
                                      "\" is not a number of seconds above 0 and at most 86400");
  }
  return absl::Seconds(seconds);
}

absl::StatusOr<Format> CheckFormat(const Sourced& text) {
  const std::optional<Format> format = ParseFormat(text.value);
  if (format.has_value()) return *format;
  return absl::InvalidArgumentError(text.source + ": \"" + text.value +
                                    "\" is not one of table, json, jsonl, csv and name");
}

absl::StatusOr<Color> ParseColor(const std::string& text, const Console& console) {
  if (text == "always") return Color::kAnsi;
  if (text == "never") return Color::kNone;
  if (text != "auto") {
    return absl::InvalidArgumentError("--color: \"" + text + "\" is not one of auto, always and never");
  }
  // https://no-color.org: any value that is not empty.
  const bool refused = !console.environment("NO_COLOR").value_or("").empty();
  return console.out_is_terminal && !refused ? Color::kAnsi : Color::kNone;
}

absl::StatusOr<PinnedKeys> ParseKeys(const std::string& context, const std::vector<std::string>& texts) {
  PinnedKeys keys;
  for (const std::string& text : texts) {
    absl::StatusOr<VerifierKey> key = ParseVerifierKey(text);
    if (!key.ok()) {
      return absl::InvalidArgumentError("context \"" + context + "\": a key is not a public key NAME+ID+BASE64");
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

// Lays the context's values over those of the file.
absl::Status EnterContext(const GlobalFlags& flags, const Console& console, ConfigFile& file, Settings& settings) {
  settings.context = flags.context.value_or(console.environment("ASSAY_CONTEXT").value_or(""));
  if (settings.context.empty()) settings.context = file.current;
  if (settings.context.empty()) return absl::OkStatus();
  const auto found = file.contexts.find(settings.context);
  if (found == file.contexts.end()) {
    return absl::InvalidArgumentError("there is no context \"" + settings.context +
                                      "\"; see assay context list and assay context create");
  }
  for (const auto& [key, value] : found->second.values) file.values[key] = value;
  absl::StatusOr<PinnedKeys> keys = ParseKeys(settings.context, found->second.keys);
  if (!keys.ok()) return keys.status();
  settings.keys = *std::move(keys);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Settings> ResolveSettings(const GlobalFlags& flags, const Console& console) {
  absl::StatusOr<ConfigFile> file = ReadConfigFile(console);
  if (!file.ok()) return file.status();
  Settings settings;
  settings.config_file = file->path;
  if (absl::Status entered = EnterContext(flags, console, *file, settings); !entered.ok()) return entered;
  settings.endpoint =
      Find("endpoint", flags.endpoint, console, *file).value_or(Sourced{kDefaultEndpoint, "default"}).value;
  // What a file says of certificates is of no use to an endpoint that takes none, which may have been named since.
  if (!settings.endpoint.starts_with("tls://")) {
    for (const char* key : {"cacert", "cert", "key"}) file->values.erase(key);
  }
  settings.authority = Find("authority", flags.authority, console, *file).value_or(Sourced{}).value;
  const auto file_named = [&](const char* key, const std::optional<std::string>& flag) {
    return Find(key, flag, console, *file).value_or(Sourced{}).value;
  };
  settings.files = {.ca = file_named("cacert", flags.ca),
                    .certificate = file_named("cert", flags.certificate),
                    .key = file_named("key", flags.key),
                    .token = file_named("token-file", flags.token_file)};
  const auto timeout =
      ParseTimeout(Find("timeout", flags.timeout, console, *file).value_or(Sourced{kDefaultTimeout, "default"}));
  if (!timeout.ok()) return timeout.status();
  settings.timeout = *timeout;
  if (const auto output = Find("output", flags.output, console, *file); output.has_value()) {
    const auto format = CheckFormat(*output);
    if (!format.ok()) return format.status();
    settings.format = *format;
    if (flags.output.has_value()) settings.format_asked = *format;
  }
  const auto color = ParseColor(flags.color, console);
  if (!color.ok()) return color.status();
  settings.color = *color;
  settings.confirmation = flags.yes        ? Confirmation::kGiven
                          : flags.no_input ? Confirmation::kWithheld
                                           : Confirmation::kAsk;
  settings.headers = flags.no_headers ? Headers::kLeftOut : Headers::kShown;
  settings.verbosity = flags.quiet ? Verbosity::kQuiet : flags.verbose ? Verbosity::kVerbose : Verbosity::kNormal;
  return settings;
}

}  // namespace assay
