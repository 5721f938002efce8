// What of a statement may be published (DOMAIN rule 13). For the reader pool: it scans the facts.
#ifndef ASSAY_SERVICE_USECASES_PUBLICATION_H_
#define ASSAY_SERVICE_USECASES_PUBLICATION_H_

#include "absl/status/statusor.h"
#include "assay/v1/statement_service.pb.h"
#include "service/domain/disclosure.h"
#include "service/usecases/house.h"

namespace assay {

// Errors as GetStatement.
absl::StatusOr<v1::PublishStatementResponse> PublishStatement(const House& house,
                                                              const v1::PublishStatementRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_PUBLICATION_H_
