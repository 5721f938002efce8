// Spending on improvement: items in, totals with their parts and remainders out.
#ifndef ASSAY_SERVICE_USECASES_SPEND_H_
#define ASSAY_SERVICE_USECASES_SPEND_H_

#include "absl/status/statusor.h"
#include "assay/v1/spend_service.pb.h"
#include "service/usecases/records.h"

namespace assay {

// As PutRecord; refused as well where the item does not fit beside those recorded: see CheckAgainst.
void RecordSpend(const House& house, const AskedRecord<SpendItem>& asked, const WriteContext& context, PutDone done);

// NOT_FOUND for the authority; else as ResolveReadAt.
absl::StatusOr<v1::SummarizeSpendResponse> SummarizeSpend(const House& house, const v1::SummarizeSpendRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_SPEND_H_
