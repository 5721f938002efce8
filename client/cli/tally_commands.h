// The verb of `assay tally` that has a file of its own.
#ifndef ASSAY_CLIENT_CLI_TALLY_COMMANDS_H_
#define ASSAY_CLIENT_CLI_TALLY_COMMANDS_H_

#include "client/cli/command.h"

namespace assay {

void AddTallyImport(CommandLine& line, CLI::App* noun);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_TALLY_COMMANDS_H_
