// Asking before what cannot be undone.
#ifndef ASSAY_CLIENT_CLI_CONFIRM_H_
#define ASSAY_CLIENT_CLI_CONFIRM_H_

#include <string>

#include "absl/status/status.h"
#include "client/cli/command.h"

namespace assay {

// OK with --yes, and where a person at a terminal answers the question with "y" or "yes". ABORTED where they answer
// anything else; INVALID_ARGUMENT, asking nothing, where nobody can be asked.
absl::Status Confirm(const Session& session, const std::string& question);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CONFIRM_H_
