// Changes of a recorded audit: correction, moderation, withdrawal, erasure, and what becomes of its actions and its
// immediate risk (DOMAIN rules 2, 3, 4, 14, 15).
//
// A grade is never overwritten: a change makes the audit as it stands afterwards, which is recorded as a new entry
// beside the earlier ones. Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_DOMAIN_CHANGE_H_
#define ASSAY_SERVICE_DOMAIN_CHANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/domain/audit.h"
#include "service/domain/change_kind.h"
#include "service/domain/scale.h"
#include "service/domain/violation.h"

namespace assay {

// What a client asks to change.
struct AuditChange {
  ChangeKind kind = ChangeKind::kCorrected;  // neither kNone nor kSubmitted
  std::string authority;                     // id
  std::string id;                            // of the audit
  uint32_t expected_revision = 0;
  std::string reason;  // public code
  std::string note;    // personal
  // Corrections: the audit as it should be. Its personal part is empty where the recorded one stays.
  std::optional<Audit> corrected;
  // Moderations.
  Moderation moderation;
  // Added actions.
  Action action;
  // Completed actions: which, counted from 1, and how.
  uint32_t action_number = 0;
  ActionCompletion completion;
  // Acknowledged risks: who took it up, and the civil day.
  std::string acknowledged_by;
  std::string acknowledged_on;
};

// Whether a correction leaves the personal part as it is.
bool KeepsPersonal(const AuditChange& change);

// Everything that can be judged from the change and the server's date alone. Fields are named from the request:
// "change.reason", "audit.grade", "moderation.moderator", "action.due_date", "number", "completion.evidence",
// "acknowledged_on".
Violations Validate(const AuditChange& change, absl::CivilDay today);

// The audit as it stands after the change, without a personal part. `scale` is the one the audit will be graded on: of
// the correction, or else of the audit; for `known` see GradeNotOnScale. Whether it changes anything is the caller's to
// compare: the personal part is not here. `original_revision` is 0 where a correction moves re_audit_of: the caller
// finds it.
//
// After an erasure an audit may still be withdrawn, and its actions and its risk go on: an erasure takes personal data
// away, not duties. Only an erasure may follow a withdrawal. Refused:
// - ERASED: a correction, moderation or erasure of an erased audit. NOT_ALLOWED: a note on one, which nothing could
//   erase again.
// - WITHDRAWN: anything but an erasure of a withdrawn audit.
// - GRADE_NOT_ON_SCALE, ACTION_REQUIRED: by the scale.
// - SELF_MODERATION, NOT_INDEPENDENT: the moderator audited, or worked on the case, now or as corrected.
// - SELF_COMPLETION: an action's owner says that it was done.
// - ALREADY_DONE: a completed action or an acknowledged risk is completed, acknowledged, changed or dropped. A
//   correction otherwise keeps both.
// - UNKNOWN_ACTION: there is no such action, or no risk.
// - TOO_LONG: more than kActions actions. OUT_OF_RANGE: an action due or completed before the audit date, a risk
//   acknowledged before somebody was told.
std::variant<Audit, Refused> Apply(const AuditChange& change, const Audit& audit, const Scale& scale,
                                   const std::vector<Scale>& known = {});

// Whether `after` is what a change of this kind can have made of `before`: nothing is different but what the kind says,
// and that is. For whoever reads entries without having made them. `kind` must be a change.
bool IsChangeOfKind(ChangeKind kind, const Audit& before, const Audit& after);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_CHANGE_H_
