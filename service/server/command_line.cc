#include "service/server/command_line.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "service/domain/text.h"

namespace assay {

namespace {

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const size_t name = text.find('=');
    if (name != std::string_view::npos) variables.emplace(text.substr(0, name), text.substr(name + 1));
  }
  return variables;
}

void AddConfigFile(CLI::App* app, SettingSources* sources) {
  app->add_option("--config", sources->config_file, "A TOML file of settings; a key is named as its flag")
      ->type_name("FILE")
      ->envname(kConfigVariable);
}

// The default is not CLI11's business: it must not beat the environment or the file.
void AddSetting(CLI::App* app, const Setting& setting, SettingSources* sources) {
  std::string help = std::string(setting.help) + " [" + VariableOf(setting) + "]";
  if (setting.default_value != nullptr && *setting.default_value != '\0') {
    help += std::string(" (default: ") + setting.default_value + ")";
  }
  CLI::Option* option = app->add_option_function<std::string>(
      std::string("--") + setting.name,
      [sources, name = setting.name](const std::string& value) { sources->flags[name] = value; }, help);
  option->type_name(setting.value_name);
  if (setting.is_list) option->delimiter(',')->multi_option_policy(CLI::MultiOptionPolicy::Join);
}

void AddSettings(CLI::App* app, SettingSources* sources) {
  AddConfigFile(app, sources);
  for (const Setting& setting : SettingTable()) AddSetting(app, setting, sources);
}

// The verb that creates a token, found again after parsing.
CLI::App* AddTokenVerb(CLI::App& app, TokenCommand* token, SettingSources* sources) {
  CLI::App* noun = app.add_subcommand("token", "Who may call")->require_subcommand(1);
  CLI::App* verb = noun->add_subcommand(
      "create", "Create a token while the server is down: the first administrator's, or one in place of a lost one");
  AddConfigFile(verb, sources);
  AddSetting(verb, SettingTable().front(), sources);
  verb->add_option("ID", token->id, "Its name: lower-case letters, digits and hyphens")->required();
  verb->add_option("--grant", token->grants, "administrator=-, auditor=somerset; \"-\" is all authorities; repeatable")
      ->required()
      ->type_name("ROLE=AUTHORITY");
  verb->add_option("--expires", token->expires, "90d, or a last day 2015-03-31; required with a secret")
      ->type_name("DAYS|DATE");
  CLI::Option* out = verb->add_option("--out", token->out, "A new file for the secret, which is shown nowhere else")
                         ->type_name("FILE");
  verb->add_option("--certificate", token->certificate,
                   "In place of a secret: uri:spiffe://… or dns:…, the name in a client's certificate")
      ->type_name("NAME")
      ->excludes(out);
  return verb;
}

// A verb of OfflineCommand, found again after parsing.
struct OfflineApp {
  CLI::App* app;
  OfflineCommand::Verb verb;
};

std::vector<OfflineApp> AddOfflineVerbs(CLI::App& app, OfflineCommand* offline, SettingSources* sources) {
  using Verb = OfflineCommand::Verb;
  CLI::App* verify = app.add_subcommand("verify", "Recompute tree and heads from the entries and compare");
  verify->add_flag("--deep", offline->deep,
                   "Fold every entry into the facts too, and check its personal part against its commitment");
  CLI::App* rebuild =
      app.add_subcommand("rebuild", "Make what is derived from the entries anew, once they are proved whole");
  CLI::App* key = app.add_subcommand("key", "The key that signs checkpoints")->require_subcommand(1);
  std::vector<OfflineApp> verbs = {
      {verify, Verb::kVerify},
      {rebuild, Verb::kRebuild},
      {key->add_subcommand("export", "Print the public key to pin"), Verb::kKeyExport},
      {key->add_subcommand("rotate", "Replace the key; print the note both keys signed"), Verb::kKeyRotate}};
  for (const OfflineApp& verb : verbs) {
    AddConfigFile(verb.app, sources);
    // The directory is the first of the settings, and all that is asked of them here.
    AddSetting(verb.app, SettingTable().front(), sources);
  }
  return verbs;
}

CLI::App* AddRestore(CLI::App& app, RestoreCommand* restore, SettingSources* sources) {
  CLI::App* verb = app.add_subcommand("restore", "Restore a backup into an empty directory, and begin a new epoch");
  AddConfigFile(verb, sources);
  AddSetting(verb, SettingTable().front(), sources);
  verb->add_option("--from", restore->from, "The directory of the backups")->required()->type_name("DIR");
  verb->add_option("--backup", restore->number, "The backup's number (default: the newest)")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  verb->add_option("--erasures", restore->erasures,
                   "A list of erasures and revocations to replay besides the backups' own: ledger/erasures of the lost "
                   "directory")
      ->type_name("FILE");
  verb->add_flag("--without-erasures", restore->without_erasures,
                 "Go on where there is no list beside the backups: what was erased or revoked since comes back");
  verb->add_option("--lost-checkpoint", restore->lost_checkpoints,
                   "A checkpoint somebody kept, to be named as lost; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  return verb;
}

std::vector<std::string> WordsOf(CLI::App* app) {
  std::vector<std::string> words;
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(command->get_name());
  }
  for (const CLI::Option* option : app->get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

// A word that is not known is the likelier cause of whatever else is missing.
ExitCommand ComplainOf(CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  if (error.get_exit_code() == 0 || unknown.empty()) return ExitCommand{.code = app.exit(error) == 0 ? 0 : 2};
  CLI::App* reached = &app;
  while (!reached->get_subcommands().empty()) reached = reached->get_subcommands().back();
  const std::string near_miss = NearestMatch(unknown.front().substr(0, unknown.front().find('=')), WordsOf(reached));
  std::cerr << "assayd: there is no \"" << unknown.front() << "\" here"
            << (near_miss.empty() ? "" : "; did you mean " + near_miss + "?")
            << "\nRun with --help for more information.\n";
  return ExitCommand{.code = 2};
}

ExitCommand Complain(const absl::Status& status) {
  std::cerr << "assayd: " << std::string(status.message()) << '\n';
  return ExitCommand{.code = 2};
}

}  // namespace

std::variant<ServeCommand, OfflineCommand, RestoreCommand, TokenCommand, ExitCommand> ParseCommandLine(int argc,
                                                                                                       char** argv) {
  CLI::App app("assayd keeps graded case audits in an append-only ledger and answers compliance questions.", "assayd");
  app.set_version_flag("--version", "assayd " ASSAY_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);

  SettingSources sources{.environment = Environment()};
  CLI::App* serve = app.add_subcommand("serve", "Serve until SIGTERM or SIGINT; a second signal exits at once");
  AddSettings(serve, &sources);
  CLI::App* config = app.add_subcommand("config", "What serve would go by")->require_subcommand(1);
  CLI::App* check = config->add_subcommand("check", "Check every setting");
  AddSettings(check, &sources);
  CLI::App* print =
      config->add_subcommand("print", "Print every setting and where it comes from, as a file for --config");
  AddSettings(print, &sources);
  OfflineCommand offline;
  const std::vector<OfflineApp> offline_verbs = AddOfflineVerbs(app, &offline, &sources);
  RestoreCommand restore;
  const CLI::App* restore_app = AddRestore(app, &restore, &sources);
  TokenCommand token;
  const CLI::App* token_app = AddTokenVerb(app, &token, &sources);
  CLI::App* version = app.add_subcommand("version", "Print the version");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ComplainOf(app, error);
  }
  if (version->parsed()) {
    std::cout << "assayd " ASSAY_VERSION << "\n";
    return ExitCommand{};
  }
  const absl::StatusOr<std::vector<ResolvedSetting>> resolved = ResolveSettings(sources);
  if (!resolved.ok()) return Complain(resolved.status());
  if (print->parsed()) {
    std::cout << PrintSettings(*resolved);
    return ExitCommand{};
  }
  const absl::StatusOr<ServerSettings> settings = CheckSettings(*resolved);
  if (!settings.ok()) return Complain(settings.status());
  if (restore_app->parsed()) {
    restore.data_directory = settings->data_directory;
    return restore;
  }
  if (token_app->parsed()) {
    token.data_directory = settings->data_directory;
    return token;
  }
  for (const OfflineApp& candidate : offline_verbs) {
    if (!candidate.app->parsed()) continue;
    offline.verb = candidate.verb;
    offline.data_directory = settings->data_directory;
    return offline;
  }
  return ServeCommand{.settings = *settings, .only_check = check->parsed()};
}

}  // namespace assay
