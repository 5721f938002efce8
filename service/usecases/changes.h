// Changes of recorded audits: correction, moderation, withdrawal, erasure, actions and acknowledged risks, each a new
// entry beside the earlier ones.
#ifndef ASSAY_SERVICE_USECASES_CHANGES_H_
#define ASSAY_SERVICE_USECASES_CHANGES_H_

#include <functional>

#include "absl/status/statusor.h"
#include "service/domain/change.h"
#include "service/usecases/house.h"
#include "service/usecases/submit.h"

namespace assay {

using ChangeDone = std::function<void(absl::StatusOr<Submitted>)>;

// Makes the change, or finds that it was made before: a change is identified by its audit and the revision it expects.
// `shape` holds what the converter already found wrong. `done` is called exactly once, from this thread or the
// committer's, and must not block. After an erasure the caller must Ledger::Purge() before it answers, replayed or not.
//
// Refusals besides those of Validate(AuditChange) and Apply: NOT_FOUND for the authority or audit; OTHER_CASE for a
// re-audit corrected to a case that is not its original's; ABORTED
// (STALE_REVISION) with the current revision; FAILED_PRECONDITION (NO_CHANGE) for one that would change nothing.
void ChangeAudit(const House& house, const AuditChange& change, Violations shape, const WriteContext& context,
                 ChangeDone done);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_CHANGES_H_
