// assay context create|set|use|list

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "client/cli/command.h"
#include "client/cli/config_file.h"
#include "client/cli/key_flag.h"
#include "client/cli/output.h"
#include "client/cli/settings.h"

namespace assay {
namespace {

constexpr char kExamples[] =
    "assay context create work --endpoint 127.0.0.1:7171 -a somerset --key authority.pub\n"
    "assay context create far --endpoint tls://assay.example:7171 --cacert ca.pem --token-file token\n"
    "assay context use work\n"
    "assay context list";

struct ContextFlags {
  std::string name;
  std::vector<std::string> keys;
};

absl::Status UnknownContext(const std::string& name) {
  return absl::NotFoundError("there is no context \"" + name + "\"");
}

// A context is used from any folder.
std::optional<std::string> Absolute(const std::optional<std::string>& file) {
  if (!file.has_value() || file->empty()) return file;
  std::error_code unresolved;
  const std::filesystem::path path = std::filesystem::absolute(*file, unresolved);
  return unresolved ? *file : path.string();
}

// What the global flags say of a context, by its keys in the settings file.
std::map<std::string, std::optional<std::string>> GlobalValues(const GlobalFlags& global) {
  return {{"endpoint", global.endpoint},   {"authority", global.authority},
          {"cacert", Absolute(global.ca)}, {"cert", Absolute(global.certificate)},
          {"key", Absolute(global.key)},   {"token-file", Absolute(global.token_file)}};
}

absl::Status Change(const Console& console, const GlobalFlags& global, const ContextFlags& flags,
                    ContextEntry& context) {
  for (const auto& [key, value] : GlobalValues(global)) {
    if (value.has_value()) context.values[key] = *value;
  }
  if (flags.keys.empty()) return absl::OkStatus();
  const absl::StatusOr<PinnedKeys> keys = ReadKeys(console, flags.keys);
  if (!keys.ok()) return keys.status();
  context.keys.clear();
  for (const VerifierKey& key : *keys) context.keys.push_back(FormatVerifierKey(key));
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Create(Console& console, const GlobalFlags& global, const ContextFlags& flags) {
  if (!IsContextName(flags.name)) {
    return absl::InvalidArgumentError("\"" + flags.name +
                                      "\" cannot be a context's name: letters, digits, \".\", \"_\" and \"-\"");
  }
  if (!global.endpoint.has_value()) return absl::InvalidArgumentError("which server? Name it with --endpoint");
  absl::StatusOr<ConfigFile> file = ReadConfigFile(console);
  if (!file.ok()) return file.status();
  if (file->contexts.contains(flags.name)) {
    return absl::AlreadyExistsError("there is a context \"" + flags.name + "\"; change it with assay context set");
  }
  ContextEntry context;
  if (absl::Status changed = Change(console, global, flags, context); !changed.ok()) return changed;
  file->contexts.emplace(flags.name, std::move(context));
  // The first one is meant to be used.
  if (file->current.empty() && file->contexts.size() == 1) file->current = flags.name;
  if (absl::Status written = WriteContexts(console, *file); !written.ok()) return written;
  console.out << flags.name << (file->current == flags.name ? ", in use\n" : "\n");
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Set(Console& console, const GlobalFlags& global, const ContextFlags& flags) {
  absl::StatusOr<ConfigFile> file = ReadConfigFile(console);
  if (!file.ok()) return file.status();
  const auto found = file->contexts.find(flags.name);
  if (found == file->contexts.end()) return UnknownContext(flags.name);
  const auto values = GlobalValues(global);
  const bool says = std::any_of(values.begin(), values.end(), [](const auto& value) { return value.second; });
  if (!says && flags.keys.empty()) {
    return absl::InvalidArgumentError(
        "what of it? Give --endpoint, --authority, --key, --cacert, --cert or "
        "--token-file");
  }
  if (absl::Status changed = Change(console, global, flags, found->second); !changed.ok()) return changed;
  if (absl::Status written = WriteContexts(console, *file); !written.ok()) return written;
  console.out << flags.name << '\n';
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Use(Console& console, const std::string& name) {
  absl::StatusOr<ConfigFile> file = ReadConfigFile(console);
  if (!file.ok()) return file.status();
  if (!file->contexts.contains(name)) return UnknownContext(name);
  file->current = name;
  if (absl::Status written = WriteContexts(console, *file); !written.ok()) return written;
  console.out << name << ", in use\n";
  return ExitCode::kAnswered;
}

// With their ids: a key that was rotated has the name of the one before.
std::string NamesOf(const std::vector<std::string>& keys) {
  std::string names;
  for (const std::string& key : keys)
    names += (names.empty() ? "" : " ") + key.substr(0, key.find('+', key.find('+') + 1));
  return names;
}

absl::StatusOr<ExitCode> List(Console& console, const GlobalFlags& global) {
  const absl::StatusOr<ConfigFile> file = ReadConfigFile(console);
  if (!file.ok()) return file.status();
  const std::optional<Format> format = ParseFormat(global.output.value_or("table"));
  if (format != Format::kTable && format != Format::kCsv && format != Format::kName) {
    return absl::InvalidArgumentError("context list writes table, csv or name");
  }
  const std::vector<std::string> headers = {"context", "in use", "endpoint", "authority", "signers"};
  OutputOptions options = {.format = *format, .headers = global.no_headers ? Headers::kLeftOut : Headers::kShown};
  TableWriter table(console.out, options, headers, std::vector<Align>(headers.size(), Align::kLeft));
  if (format == Format::kCsv && options.headers == Headers::kShown) console.out << CsvLine(headers);
  for (const auto& [name, context] : file->contexts) {
    const auto value = [&values = context.values](const char* key) {
      const auto found = values.find(key);
      return found == values.end() ? std::string() : found->second;
    };
    const std::vector<std::string> cells = {name, name == file->current ? "yes" : "", value("endpoint"),
                                            value("authority"), NamesOf(context.keys)};
    if (format == Format::kTable) table.Add(cells);
    if (format == Format::kCsv) console.out << CsvLine(cells);
    if (format == Format::kName) console.out << name << '\n';
  }
  if (format == Format::kTable) table.Finish();
  return ExitCode::kAnswered;
}

}  // namespace

void AddContext(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "context", {"Servers, and whom to believe there", kExamples});
  auto flags = std::make_shared<ContextFlags>();
  const auto add = [&](const char* name, const Help& help, LocalCommand command) {
    CLI::App* verb = AddLocalVerb(line, noun, name, help, std::move(command));
    verb->add_option("NAME", flags->name, "Its name")->required();
    return verb;
  };
  const auto add_key = [flags](CLI::App* verb) {
    verb->add_option("--key", flags->keys, "A public key that signs its checkpoints; may be repeated")
        ->type_name("VKEY|FILE")
        ->allow_extra_args(false);
  };
  add_key(add("create", {"Add a context; give its --endpoint, and perhaps --authority and --key", kExamples},
              [flags](Console& console, const GlobalFlags& global) { return Create(console, global, *flags); }));
  add_key(add("set",
              {"Change a context's --endpoint, --authority or keys", "assay context set work --key authority.pub"},
              [flags](Console& console, const GlobalFlags& global) { return Set(console, global, *flags); }));
  add("use", {"Use a context from now on", "assay context use work"},
      [flags](Console& console, const GlobalFlags&) { return Use(console, flags->name); });
  AddLocalVerb(line, noun, "list", {"List the contexts", "assay context list"}, List);
}

}  // namespace assay
