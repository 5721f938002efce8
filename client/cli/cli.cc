#include "client/cli/cli.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "client/cli/command.h"
#include "client/cli/error_text.h"
#include "client/cli/ledger_guard.h"
#include "client/cli/text_cell.h"
#include "client/cli/usage.h"
#include "service/domain/text.h"

namespace assay {
namespace {

constexpr char kDescription[] = "Records graded case audits and answers compliance queries with proof.";
constexpr char kExamples[] =
    "assay authority create somerset --title Somerset\n"
    "assay -a somerset audit import march.csv --scale ofsted-2013 --rejects march-rejects.csv\n"
    "assay -a somerset statement get --threshold adequate --at-least 75%";

void AddGlobalFlags(CLI::App& app, GlobalFlags& flags) {
  app.add_option("-e,--endpoint", flags.endpoint, "Where assayd listens: HOST:PORT, unix:PATH or tls://HOST:PORT")
      ->type_name("ENDPOINT");
  app.add_option("-a,--authority", flags.authority, "Whose ledger: an authority's id")->type_name("ID");
  app.add_option("--context", flags.context, "The context to use; see assay context")->type_name("NAME");
  app.add_option("--cacert", flags.ca, "Who signs the server's certificate (default: whom the machine trusts)")
      ->type_name("FILE");
  app.add_option("--cert", flags.certificate, "Our own certificate, with --key")->type_name("FILE");
  app.add_option("--key", flags.key, "Its private key; before a command that has a --key of its own")
      ->type_name("FILE");
  app.add_option("--token-file", flags.token_file, "A file that holds our token")->type_name("FILE");
  app.add_option("--timeout", flags.timeout, "Seconds to wait for an answer")->type_name("SECONDS");
  app.add_option("-o,--output", flags.output, "table, json, jsonl, csv or name")->type_name("FORMAT");
  app.add_option("--color", flags.color, "auto, always or never")->type_name("WHEN");
  app.add_flag("--yes", flags.yes, "Confirm beforehand what cannot be undone");
  app.add_flag("--no-input", flags.no_input, "Ask nothing: refuse what is not confirmed beforehand");
  app.add_flag("--no-headers", flags.no_headers, "Leave out the header line");
  CLI::Option* quiet = app.add_flag("-q,--quiet", flags.quiet, "Only the answer");
  app.add_flag("-v,--verbose", flags.verbose, "Say which settings are used")->excludes(quiet);
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
}

void AddVersion(CommandLine& line) {
  AddOfflineVerb(line, &line.app, "version", {"Print the version", "assay version"},
                 [](Session& session) -> absl::StatusOr<ExitCode> {
                   if (absl::Status asked = session.CheckWordsOnly("version"); !asked.ok()) return asked;
                   session.console.out << "assay " ASSAY_VERSION "\n";
                   return ExitCode::kAnswered;
                 });
}

void SayWhatIsUsed(const Settings& settings, std::ostream& err) {
  err << "assay: endpoint " << settings.endpoint;
  if (!settings.context.empty()) err << ", context " << settings.context;
  if (!settings.authority.empty()) err << ", authority " << settings.authority;
  err << (settings.config_file.empty() ? ", no settings file" : ", settings from " + settings.config_file) << '\n';
}

// Lets the command ask only a ledger that has grown from the one last seen, and remembers how far it has grown since.
absl::StatusOr<ExitCode> RunGuarded(const Command& command, Session& session) {
  if (absl::Status known = CheckLedger(session, session.settings.authority); !known.ok()) return known;
  absl::StatusOr<ExitCode> code = command(session);
  // The answer stands where the server cannot be reached any more; it falls where the ledger is not the same.
  const absl::Status grown = CheckLedger(session, session.settings.authority);
  if (absl::IsDataLoss(grown)) return grown;
  return code;
}

absl::StatusOr<ExitCode> Run(const CommandLine& line, const GlobalFlags& flags, Console& console) {
  if (line.selected_local) return line.selected_local(console, flags);
  const absl::StatusOr<Settings> settings = ResolveSettings(flags, console);
  if (!settings.ok()) return settings.status();
  if (settings->verbosity == Verbosity::kVerbose) SayWhatIsUsed(*settings, console.err);
  absl::StatusOr<Client> client =
      Client::Create(line.asks_server ? ClientOptions{settings->endpoint, settings->timeout, settings->files}
                                      : ClientOptions{kDefaultEndpoint});
  if (!client.ok()) return client.status();
  Session session{console, *settings, *std::move(client)};
  return line.guard == Guard::kLedger ? RunGuarded(line.selected, session) : line.selected(session);
}

// CLI11 speaks in exceptions; none leaves this function. nullopt: go on and run what was selected.
std::optional<ExitCode> Parse(const std::vector<std::string>& arguments, CommandLine& line, Console& console) {
  try {
    // CLI11 takes them from the back.
    line.app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    console.out << line.app.help();
    return ExitCode::kAnswered;
  } catch (const CLI::CallForVersion& version) {
    console.out << version.what() << '\n';
    return ExitCode::kAnswered;
  } catch (const CLI::ParseError& error) {
    console.err << UsageError(line.app, error);
    return ExitCode::kUsage;
  }
  if (const std::string empty = EmptyFlagError(line.app); !empty.empty()) {
    console.err << empty;
    return ExitCode::kUsage;
  }
  if (line.selected || line.selected_local) return std::nullopt;
  console.err << line.app.help();
  return ExitCode::kUsage;
}

}  // namespace

ExitCode RunCli(const std::vector<std::string>& arguments, Console& console) {
  CLI::App app(kDescription, "assay");
  PrepareHelp(app, kExamples);
  GlobalFlags flags;
  AddGlobalFlags(app, flags);
  for (const std::string& argument : arguments) {
    if (IsUtf8(argument)) continue;
    console.err << "assay: " << TextCell(argument) << ": what is typed must be UTF-8; is the terminal's?\n";
    return ExitCode::kUsage;
  }
  CommandLine line{app};
  AddAuthority(line);
  AddScale(line);
  AddCrosswalk(line);
  AddAudit(line);
  AddSample(line);
  AddNotice(line);
  AddMeasure(line);
  AddReview(line);
  AddInspection(line);
  AddTally(line);
  AddAction(line);
  AddSpend(line);
  AddStatement(line);
  AddLedger(line);
  AddBackup(line);
  AddToken(line);
  AddContext(line);
  AddHealth(line);
  AddCompletion(line);
  AddVersion(line);
  if (const auto ended = Parse(arguments, line, console); ended.has_value()) return *ended;
  const absl::StatusOr<ExitCode> code = Run(line, flags, console);
  if (code.ok()) return *code;
  console.err << ErrorText(code.status());
  return ExitCodeOf(code.status().code());
}

}  // namespace assay
