// The verb of `assay review` that has a file of its own.
#ifndef ASSAY_CLIENT_CLI_REVIEW_COMMANDS_H_
#define ASSAY_CLIENT_CLI_REVIEW_COMMANDS_H_

#include "client/cli/command.h"

namespace assay {

void AddReviewDiff(CommandLine& line, CLI::App* noun);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_REVIEW_COMMANDS_H_
