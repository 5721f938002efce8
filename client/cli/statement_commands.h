// The verbs of the noun "statement", one file each, and what they share.
#ifndef ASSAY_CLIENT_CLI_STATEMENT_COMMANDS_H_
#define ASSAY_CLIENT_CLI_STATEMENT_COMMANDS_H_

#include <google/protobuf/message.h>

#include "assay/v1/statement.pb.h"
#include "client/cli/command.h"

namespace assay {

void AddStatementGet(CommandLine& line, CLI::App* noun);
void AddStatementExplain(CommandLine& line, CLI::App* noun);
void AddStatementDiff(CommandLine& line, CLI::App* noun);
void AddStatementTrend(CommandLine& line, CLI::App* noun);
void AddStatementModeration(CommandLine& line, CLI::App* noun);
void AddStatementCompare(CommandLine& line, CLI::App* noun);
void AddStatementPublish(CommandLine& line, CLI::App* noun);

// Writes the message where JSON or JSON lines are wanted, zeros spelled out; answers whether they are.
bool WriteIfJson(const Session& session, const google::protobuf::Message& message);

// The notes below a table, unless quiet: StatementNotes, and what was asked in place of a measure's own definition
// (question.h).
void WriteNotes(const Session& session, const v1::Statement& statement, const std::string& question_note);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_STATEMENT_COMMANDS_H_
