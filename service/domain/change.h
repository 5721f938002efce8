// Changes of a recorded audit: correction, moderation, withdrawal, erasure (DOMAIN rules 2, 4, 14, 15).
//
// A grade is never overwritten: a change makes the audit as it stands afterwards, which is recorded as a new entry
// beside the earlier ones. Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_DOMAIN_CHANGE_H_
#define ASSAY_SERVICE_DOMAIN_CHANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

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
  // Acknowledged risks: by whom, and the civil day.
  std::string acknowledged_by;
  std::string acknowledged_on;
};

// Whether a correction leaves the personal part as it is.
bool KeepsPersonal(const AuditChange& change);

// Everything that can be judged from the change and the server's date alone. Fields are named from the request:
// "change.reason", "audit.grade", "moderation.moderator".
Violations Validate(const AuditChange& change, absl::CivilDay today);

// The audit as it stands after the change, without a personal part. `scale` is the one the audit will be graded on: of
// the correction, or else of the audit. Refused: ERASED (only a withdrawal may follow an erasure), WITHDRAWN (only an
// erasure may follow a withdrawal), SELF_MODERATION, GRADE_NOT_ON_SCALE, ACTION_REQUIRED. Whether it changes anything
// is the caller's to compare: the personal part is not here.
std::variant<Audit, Refused> Apply(const AuditChange& change, const Audit& audit, const Scale& scale);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_CHANGE_H_
