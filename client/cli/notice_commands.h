// The verbs of `assay notice` that have a file of their own.
#ifndef ASSAY_CLIENT_CLI_NOTICE_COMMANDS_H_
#define ASSAY_CLIENT_CLI_NOTICE_COMMANDS_H_

#include <string>

#include "absl/status/status.h"
#include "assay/v1/notice.pb.h"
#include "client/cli/command.h"

namespace assay {

// amend, lift, escalate
void AddNoticeChanges(CommandLine& line, CLI::App* noun);

// Names the notice by the id on the command line. INVALID_ARGUMENT where it is named otherwise already.
absl::Status SetNoticeName(const Session& session, const std::string& id, v1::Notice& notice);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_NOTICE_COMMANDS_H_
