// Audits out: one by name, or a list in the order they were recorded.
#ifndef ASSAY_SERVICE_USECASES_AUDITS_H_
#define ASSAY_SERVICE_USECASES_AUDITS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/audit_service.pb.h"
#include "service/domain/token.h"
#include "service/usecases/house.h"

namespace assay {

// Point reads only: quick enough for an RPC thread. NOT_FOUND (UNKNOWN_AUTHORITY, UNKNOWN_AUDIT).
absl::StatusOr<v1::GetAuditResponse> GetAudit(const House& house, const v1::GetAuditRequest& request,
                                              const Caller& caller);

// Every entry of an audit up to the revision asked about, oldest first. For the reader pool.
absl::StatusOr<v1::GetAuditHistoryResponse> GetAuditHistory(const House& house,
                                                            const v1::GetAuditHistoryRequest& request,
                                                            const Caller& caller);

// Scans facts and reads up to a page of leaves: for the reader pool. A page of a caller's own audits may be short, and
// even empty, with more to come.
absl::StatusOr<v1::ListAuditsResponse> ListAudits(const House& house, const v1::ListAuditsRequest& request,
                                                  const Caller& caller);

// As what a request for personal parts, or by a case reference, is to be recorded before it is answered. Errors as of
// the request without what is personal. The former is changed to ask for the very entry that is recorded.
absl::StatusOr<PersonalRead> PrepareGetAudit(const House& house, v1::GetAuditRequest& request, const Caller& caller);
absl::StatusOr<PersonalRead> PrepareListAudits(const House& house, v1::ListAuditsRequest& request,
                                               const Caller& caller);

// The audit recorded at this revision of the authority's ledger, without its personal part. DATA_LOSS where it is none.
absl::StatusOr<v1::Audit> ReadRecordedAudit(const House& house, const std::string& authority, uint32_t revision);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_AUDITS_H_
