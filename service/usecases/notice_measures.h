// What the measures of a notice speak of: scales and crosswalks, which must stand for good.
#ifndef ASSAY_SERVICE_USECASES_NOTICE_MEASURES_H_
#define ASSAY_SERVICE_USECASES_NOTICE_MEASURES_H_

#include <vector>

#include "absl/status/status.h"
#include "service/domain/notice.h"
#include "service/usecases/house.h"
#include "storage/ledger/ledger.h"

namespace assay {

// Writes the version of each scale and crosswalk that the measures name into them, and the scale where it is left open
// and only one can be meant; adds proposals that copy all of these into the authority's ledger, which `own` holds.
//
// INVALID_ARGUMENT, on fields such as "notice.measures[0].definition.scale": UNKNOWN_SCALE, UNKNOWN_CROSSWALK,
// GRADE_NOT_ON_SCALE (the threshold grade), AMBIGUOUS_SCALE (none is named, and several registered ones have the
// threshold grade in their newest version), NOT_ALLOWED (the crosswalk leads to another scale).
absl::Status ResolveMeasures(const House& house, const LedgerFacts& own, std::vector<NoticeMeasure>& measures,
                             std::vector<Proposal>& ahead);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_NOTICE_MEASURES_H_
