// Compliance answers and what stands behind them. For the reader pool: both scan the facts.
#ifndef ASSAY_SERVICE_USECASES_STATEMENTS_H_
#define ASSAY_SERVICE_USECASES_STATEMENTS_H_

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// NOT_FOUND for the authority; INVALID_ARGUMENT for a measure, date or scale at fault; NOT_YET as ResolveReadAt.
absl::StatusOr<v1::GetStatementResponse> GetStatement(const House& house, const v1::GetStatementRequest& request);

// Whether that answer is a scan of few rows that waits for nothing and, but for the root of an earlier revision, looks
// nothing up on the disk.
bool IsQuick(const House& house, const v1::GetStatementRequest& request);
absl::StatusOr<v1::ExplainStatementResponse> ExplainStatement(const House& house,
                                                              const v1::ExplainStatementRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_STATEMENTS_H_
