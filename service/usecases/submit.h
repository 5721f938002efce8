// Audits in: checked on the caller's thread, decided one after another by the committer.
#ifndef ASSAY_SERVICE_USECASES_SUBMIT_H_
#define ASSAY_SERVICE_USECASES_SUBMIT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/domain/audit.h"
#include "service/domain/event.h"
#include "service/usecases/house.h"

namespace assay {

// An audit as it arrived, and what the converter already found wrong with it.
struct Submission {
  Audit audit;
  Violations shape;
};

// What became of one accepted submission.
struct Submitted {
  Committed committed;
  // As recorded, the earlier entry's where it was already there. Its revision and stamps are those of `committed`.
  // Never null.
  std::shared_ptr<const Event> event;
};

using SubmitDone = std::function<void(std::vector<absl::StatusOr<Submitted>>)>;

// Submits audits of one authority, each decided on its own: a refused one touches no other. A scale the authority's
// ledger does not hold yet is copied into it from the registry, byte for byte, ahead of the first audit that uses it.
// `done` is called exactly once with one result a submission, from this thread or the committer's, and must not block.
//
// Refusals: UNKNOWN_AUTHORITY, UNKNOWN_SCALE and everything Validate finds, as INVALID_ARGUMENT (NOT_FOUND for the
// authority), OTHER_CASE for a re-audit of another case; ALREADY_EXISTS for other content under the same name, naming
// the fields that differ and no value; RESOURCE_EXHAUSTED and UNAVAILABLE as Ledger::Commit.
void SubmitAudits(const House& house, const std::string& authority, std::vector<Submission> submissions,
                  const WriteContext& context, SubmitDone done);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_SUBMIT_H_
