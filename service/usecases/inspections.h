// Outside judgements: in as reported, out by authority (DOMAIN rule 20).
#ifndef ASSAY_SERVICE_USECASES_INSPECTIONS_H_
#define ASSAY_SERVICE_USECASES_INSPECTIONS_H_

#include "absl/status/statusor.h"
#include "assay/v1/inspection_service.pb.h"
#include "service/usecases/records.h"

namespace assay {

// As PutRecord. A code that the authority's own entry says had ended is flagged.
void RecordInspection(const House& house, const AskedRecord<Inspection>& asked, const WriteContext& context,
                      PutDone done);

// NOT_FOUND for the authority or inspection; else as ResolveReadAt.
absl::StatusOr<v1::GetInspectionResponse> GetInspection(const House& house, const v1::GetInspectionRequest& request);

// Pages, as page.h. Of all authorities: of those the caller sees. INVALID_ARGUMENT (NOT_ALLOWED) for a revision where
// all are asked about: each has its own.
absl::StatusOr<v1::ListInspectionsResponse> ListInspections(const House& house,
                                                            const v1::ListInspectionsRequest& request,
                                                            const Caller& caller);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_INSPECTIONS_H_
