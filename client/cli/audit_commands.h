// The verbs of `assay audit` that have files of their own.
#ifndef ASSAY_CLIENT_CLI_AUDIT_COMMANDS_H_
#define ASSAY_CLIENT_CLI_AUDIT_COMMANDS_H_

#include "client/cli/command.h"

namespace assay {

void AddAuditSubmit(CommandLine& line, CLI::App* noun);
void AddAuditImport(CommandLine& line, CLI::App* noun);
// correct, moderate, withdraw, erase
void AddAuditChanges(CommandLine& line, CLI::App* noun);
void AddAuditHistory(CommandLine& line, CLI::App* noun);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_AUDIT_COMMANDS_H_
