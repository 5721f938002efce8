// What changed between two answers to one question. For the reader pool: it scans the facts.
#ifndef ASSAY_SERVICE_USECASES_STATEMENT_DIFF_H_
#define ASSAY_SERVICE_USECASES_STATEMENT_DIFF_H_

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "service/facts/difference.h"
#include "service/usecases/house.h"

namespace assay {

// NOT_FOUND for the authority, notice or measure; NOT_YET as ResolveReadAt. INVALID_ARGUMENT: a measure, date, scale or
// page token at fault; OUT_OF_RANGE on "to.read_at" where `to` knows less than `from`; NOT_ALLOWED on "measure" where
// the notice was amended in between to count the other side of the threshold.
absl::StatusOr<v1::DiffStatementsResponse> DiffStatements(const House& house, const v1::DiffStatementsRequest& request);

v1::DiffTotals ToProto(const DiffTotals& totals);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_STATEMENT_DIFF_H_
