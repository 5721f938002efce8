// Formal reviews: answers frozen for good (DOMAIN rule 5).
#ifndef ASSAY_SERVICE_USECASES_REVIEWS_H_
#define ASSAY_SERVICE_USECASES_REVIEWS_H_

#include "absl/status/statusor.h"
#include "assay/v1/review_service.pb.h"
#include "service/usecases/records.h"

namespace assay {

// Answers every measure of the notice version in force on the day held, at the revision the ledger has when the call
// begins, and records the answers with that revision and its root. As PutRecord, but a review is never changed. Refused
// as well: UNKNOWN_NOTICE where the notice is not in force that day; ALREADY_EXISTS on "review.number" where another
// review has the number; what a measure's statement is refused for. It scans: for the reader pool.
void RecordReview(const House& house, const AskedRecord<Review>& asked, const WriteContext& context, PutDone done);

// NOT_FOUND for the authority or review; else as ResolveReadAt.
absl::StatusOr<v1::GetReviewResponse> GetReview(const House& house, const v1::GetReviewRequest& request);
absl::StatusOr<v1::ListReviewsResponse> ListReviews(const House& house, const v1::ListReviewsRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_REVIEWS_H_
