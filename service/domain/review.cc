#include "service/domain/review.h"

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {

Violations Validate(const Review& review, absl::CivilDay today) {
  Violations out;
  CheckAuthorityId({"name", review.authority}, out);
  CheckRecordId({"name", review.id}, out);
  CheckRecordId({"notice", review.notice}, out);
  CheckPastDate({"held_on", review.held_on}, today, out);
  CheckProse({"narrative", review.narrative}, limits::kNarrativeBytes, out);
  return out;
}

}  // namespace assay
