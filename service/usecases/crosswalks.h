// The registry of crosswalks, and their copies into the ledgers whose notices use them.
#ifndef ASSAY_SERVICE_USECASES_CROSSWALKS_H_
#define ASSAY_SERVICE_USECASES_CROSSWALKS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "assay/v1/crosswalk_service.pb.h"
#include "service/usecases/records.h"

namespace assay {

// Records a crosswalk version in the registry, as PutRecord. INVALID_ARGUMENT (UNKNOWN_SCALE, GRADE_NOT_ON_SCALE;
// VERSION_GAP unless the version is 1 or follows the newest).
void CreateCrosswalk(const House& house, const AskedRecord<Crosswalk>& asked, const WriteContext& context,
                     PutDone done);

// The registry's entry of a crosswalk; null: not recorded. Version 0 asks for the newest; `registry` may be null.
std::shared_ptr<const Event> FindCrosswalk(const LedgerFacts* registry, const ScaleRef& ref);

// NOT_FOUND (UNKNOWN_CROSSWALK).
absl::StatusOr<v1::GetCrosswalkResponse> GetCrosswalk(const House& house, const v1::GetCrosswalkRequest& request);
// Pages, as page.h.
absl::StatusOr<v1::ListCrosswalksResponse> ListCrosswalks(const House& house, const v1::ListCrosswalksRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_CROSSWALKS_H_
