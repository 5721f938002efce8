// Tallies as people read them. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_TALLY_TEXT_H_
#define ASSAY_CLIENT_CLI_TALLY_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/tally_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// "inadequate=170". INVALID_ARGUMENT for anything else, and for a count above 4,294,967,295.
absl::StatusOr<v1::TallyCount> ParseTallyCount(const std::string& text);

// "reconciled", or "unreconciled: residual 33": the total less the published parts, with its sign.
std::string ReconciliationText(const v1::Reconciliation& reconciliation);

// The counts with their truncated shares of the total, the total as published, and whether the parts make it.
std::string TallyText(const v1::GetTallyResponse& response);

// A tally and its residual: one row of a list.
const Layout<v1::GetTallyResponse>& TallyLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_TALLY_TEXT_H_
