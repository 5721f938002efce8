// Audits out: one by name, or a list in the order they were recorded.
#ifndef ASSAY_SERVICE_USECASES_AUDITS_H_
#define ASSAY_SERVICE_USECASES_AUDITS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/audit_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// Point reads only: quick enough for an RPC thread. NOT_FOUND (UNKNOWN_AUTHORITY, UNKNOWN_AUDIT).
absl::StatusOr<v1::GetAuditResponse> GetAudit(const House& house, const v1::GetAuditRequest& request);

// Every entry of an audit up to the revision asked about, oldest first. For the reader pool.
absl::StatusOr<v1::GetAuditHistoryResponse> GetAuditHistory(const House& house,
                                                            const v1::GetAuditHistoryRequest& request);

// Scans facts and reads up to a page of leaves: for the reader pool.
absl::StatusOr<v1::ListAuditsResponse> ListAudits(const House& house, const v1::ListAuditsRequest& request);

// The audit recorded at this revision of the authority's ledger, without its personal part. DATA_LOSS where it is none.
absl::StatusOr<v1::Audit> ReadRecordedAudit(const House& house, const std::string& authority, uint32_t revision);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_AUDITS_H_
