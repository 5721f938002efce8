// `assayd token create`. Wiring: knows every layer.
#ifndef ASSAY_SERVICE_FIRST_TOKEN_H_
#define ASSAY_SERVICE_FIRST_TOKEN_H_

#include "absl/status/status.h"
#include "service/server/command_line.h"

namespace assay {

// Creates a token while no server has the data directory, which is made if there is none: for the first administrator,
// or for one who has lost theirs. Whoever may write the directory may do everything already.
absl::Status CreateFirstToken(const TokenCommand& command);

}  // namespace assay

#endif  // ASSAY_SERVICE_FIRST_TOKEN_H_
