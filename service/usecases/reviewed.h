// What was recorded since a review that touches what it rests on. For the reader pool: it scans the facts.
#ifndef ASSAY_SERVICE_USECASES_REVIEWED_H_
#define ASSAY_SERVICE_USECASES_REVIEWED_H_

#include "absl/status/statusor.h"
#include "assay/v1/review_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// Asks each frozen question again, word for word and with the days it covered then, of what is known at the revision
// asked. The frozen answer is what its entry says, byte for byte; that the ledger at read_revision still comes to its
// counts is checked, DATA_LOSS where it does not.
//
// NOT_FOUND for the authority or a review that is not recorded at that revision; else as ResolveReadAt.
absl::StatusOr<v1::DiffReviewResponse> DiffReview(const House& house, const v1::DiffReviewRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_REVIEWED_H_
