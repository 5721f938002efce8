// Notices and their measures as of a day, as known at a revision (DOMAIN rules 5 and 9).
#ifndef ASSAY_SERVICE_USECASES_NOTICE_READS_H_
#define ASSAY_SERVICE_USECASES_NOTICE_READS_H_

#include "absl/status/statusor.h"
#include "assay/v1/notice_service.pb.h"
#include "service/usecases/house.h"

namespace assay {

// NOT_FOUND for the authority; UNKNOWN_NOTICE for a notice not recorded, or for a measure of one not in force on the
// day; UNKNOWN_MEASURE for a measure that its version of the day does not have. INVALID_ARGUMENT for the day; else as
// ResolveReadAt.
absl::StatusOr<v1::GetNoticeResponse> GetNotice(const House& house, const v1::GetNoticeRequest& request);
absl::StatusOr<v1::ListNoticesResponse> ListNotices(const House& house, const v1::ListNoticesRequest& request);
absl::StatusOr<v1::GetMeasureResponse> GetMeasure(const House& house, const v1::GetMeasureRequest& request);
absl::StatusOr<v1::ListMeasuresResponse> ListMeasures(const House& house, const v1::ListMeasuresRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_NOTICE_READS_H_
