// Public keys as people name them.
#ifndef ASSAY_CLIENT_CLI_KEY_FLAG_H_
#define ASSAY_CLIENT_CLI_KEY_FLAG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/console.h"
#include "client/sdk/ledger_proof.h"

namespace assay {

// Each value is a key, "NAME+ID+BASE64", or the name of a file that holds keys, one a line. INVALID_ARGUMENT, naming
// the value, for one that is neither.
absl::StatusOr<PinnedKeys> ReadKeys(const Console& console, const std::vector<std::string>& values);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_KEY_FLAG_H_
