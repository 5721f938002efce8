// Asking before what cannot be undone.
#ifndef ASSAY_CLIENT_CLI_CONFIRM_H_
#define ASSAY_CLIENT_CLI_CONFIRM_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/cli/command.h"

namespace assay {

// OK with --yes, and where a person at a terminal answers the question with "y" or "yes". ABORTED where they answer
// anything else; INVALID_ARGUMENT, asking nothing, where nobody can be asked.
absl::Status Confirm(const Session& session, const std::string& question);

// Asks before a file is replaced that `is_ours` does not know by its bytes: whoever names it may have meant another.
// `kind` says what it is not: "evidence pack". Errors as Confirm.
absl::Status ConfirmReplacing(const Session& session, const std::string& path, std::string_view kind,
                              const std::function<bool(std::string_view bytes)>& is_ours);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CONFIRM_H_
