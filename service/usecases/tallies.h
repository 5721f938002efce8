// Published counts in, and out again with what they leave unsaid (DOMAIN rule 8).
#ifndef ASSAY_SERVICE_USECASES_TALLIES_H_
#define ASSAY_SERVICE_USECASES_TALLIES_H_

#include "absl/status/statusor.h"
#include "assay/v1/tally_service.pb.h"
#include "service/usecases/records.h"

namespace assay {

// As PutRecord; INVALID_ARGUMENT (UNKNOWN_SCALE, GRADE_NOT_ON_SCALE) as well. The scale is recorded with its version
// and copied into the authority's ledger.
void RecordTally(const House& house, const AskedRecord<Tally>& asked, const WriteContext& context, PutDone done);

// What the tally's parts leave of its total.
v1::Reconciliation Reconcile(const Tally& tally);

// NOT_FOUND for the authority or tally; else as ResolveReadAt.
absl::StatusOr<v1::GetTallyResponse> GetTally(const House& house, const v1::GetTallyRequest& request);
absl::StatusOr<v1::ListTalliesResponse> ListTallies(const House& house, const v1::ListTalliesRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_TALLIES_H_
