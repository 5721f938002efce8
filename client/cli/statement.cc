// assay statement; each verb has a file of its own.

#include <CLI/CLI.hpp>

#include "client/cli/statement_commands.h"
#include "client/cli/statement_text.h"

namespace assay {

bool WriteIfJson(const Session& session, const google::protobuf::Message& message) {
  std::ostream& out = session.console.out;
  if (session.settings.format == Format::kJson) {
    out << ToJson(message, Whitespace::kIndented, Defaults::kSpelledOut);
    return true;
  }
  if (session.settings.format == Format::kJsonl) {
    out << ToJson(message, Whitespace::kNone, Defaults::kSpelledOut) << '\n';
    return true;
  }
  return false;
}

void WriteNotes(const Session& session, const v1::Statement& statement, const std::string& question_note) {
  if (session.quiet()) return;
  session.console.out << StatementNotes(statement);
  if (!question_note.empty()) session.console.out << "  " << question_note << '\n';
}

void AddStatement(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "statement",
                           {"Compliance questions and their answers",
                            "assay statement get in-2013/audits --on 2014-03-31\n"
                            "assay statement get --threshold adequate --at-least 75%\n"
                            "assay statement explain in-2013/audits --bucket against\n"
                            "assay statement diff in-2013/audits --from 2014-02-28 --to 2014-03-31"});
  AddStatementGet(line, noun);
  AddStatementExplain(line, noun);
  AddStatementDiff(line, noun);
  AddStatementTrend(line, noun);
  AddStatementModeration(line, noun);
  AddStatementCompare(line, noun);
  AddStatementPublish(line, noun);
}

}  // namespace assay
