// One question seen in another light: period by period, and by what its moderators said. For the reader pool: both scan
// the facts.
#ifndef ASSAY_SERVICE_USECASES_ANALYSIS_H_
#define ASSAY_SERVICE_USECASES_ANALYSIS_H_

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// Errors as GetStatement, and: NOT_FOUND (UNKNOWN_RECORD) for a baseline that is not recorded; INVALID_ARGUMENT for one
// of another authority, on another scale, or that cannot say the share; FAILED_PRECONDITION (TOO_LONG) beyond
// limits::kPeriods.
absl::StatusOr<v1::GetTrendResponse> GetTrend(const House& house, const v1::GetTrendRequest& request);

// Errors as GetStatement.
absl::StatusOr<v1::GetModerationResponse> GetModeration(const House& house, const v1::GetModerationRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_ANALYSIS_H_
