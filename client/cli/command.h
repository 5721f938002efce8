// How a noun's file hangs its verbs on the command line, and what a verb is given to run with.
#ifndef ASSAY_CLIENT_CLI_COMMAND_H_
#define ASSAY_CLIENT_CLI_COMMAND_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/console.h"
#include "client/cli/exit_code.h"
#include "client/cli/settings.h"
#include "client/sdk/client.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace assay {

// One run of one command.
struct Session {
  Console& console;
  const Settings settings;
  const Client client;

  OutputOptions output() const { return {settings.format, settings.headers, settings.color}; }
  bool quiet() const { return settings.verbosity == Verbosity::kQuiet; }

  // "authorities/{id}". INVALID_ARGUMENT where no authority was given.
  absl::StatusOr<std::string> AuthorityName() const;

  // INVALID_ARGUMENT where a flag asked a command for a format, which answers in words only.
  absl::Status CheckWordsOnly(const std::string& command) const;
};

// Runs a verb whose flags have been parsed. An error is printed by the caller.
using Command = std::function<absl::StatusOr<ExitCode>(Session&)>;

// Runs a verb that is about the settings themselves, so that it needs none.
using LocalCommand = std::function<absl::StatusOr<ExitCode>(Console&, const GlobalFlags&)>;

// Whether what a command asks for is part of one authority's ledger: see ledger_guard.h.
enum class Guard { kNone, kLedger };

// The command line while it is being built and parsed.
struct CommandLine {
  CLI::App& app;
  // One of them is set by parsing; neither: no verb was named.
  Command selected;
  LocalCommand selected_local;
  Guard guard = Guard::kNone;  // of what was selected
  bool asks_server = true;     // likewise
};

// What help says of a command. `examples` come first in its help: one command a line.
struct Help {
  std::string summary;
  std::string examples;
};

CLI::App* AddNoun(CommandLine& line, const std::string& name, const Help& help);
// Naming the verb selects `command`.
CLI::App* AddVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help, Command command);
// As AddVerb, for a command about one authority's ledger.
CLI::App* AddLedgerVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help, Command command);
// As AddVerb, for a command that asks no server: of what leads to one nothing is read.
CLI::App* AddOfflineVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help, Command command);
CLI::App* AddLocalVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help,
                       LocalCommand command);

void AddAuthority(CommandLine& line);
void AddScale(CommandLine& line);
void AddAudit(CommandLine& line);
void AddStatement(CommandLine& line);
void AddCrosswalk(CommandLine& line);
void AddNotice(CommandLine& line);
void AddMeasure(CommandLine& line);
void AddReview(CommandLine& line);
void AddSample(CommandLine& line);
void AddInspection(CommandLine& line);
void AddTally(CommandLine& line);
void AddAction(CommandLine& line);
void AddSpend(CommandLine& line);
void AddLedger(CommandLine& line);
void AddBackup(CommandLine& line);
void AddToken(CommandLine& line);
void AddContext(CommandLine& line);
void AddHealth(CommandLine& line);
void AddCompletion(CommandLine& line);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_COMMAND_H_
