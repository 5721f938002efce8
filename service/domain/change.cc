#include "service/domain/change.h"

#include <cstdlib>

#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

void ValidateCorrection(const AuditChange& change, absl::CivilDay today, Violations& out) {
  for (Violation& violation : Validate(*change.corrected, today)) {
    if (KeepsPersonal(change) && violation.field.starts_with("personal.")) continue;
    violation.field = "audit." + violation.field;
    out.push_back(std::move(violation));
  }
  if (change.corrected->authority != change.authority || change.corrected->id != change.id) {
    Refuse(out, "audit.name", reason::kNotAllowed, "must be the name of the audit to change");
  }
}

Refused ErasedAlready() {
  return {.reason = std::string(reason::kErased),
          .message = "the audit's personal parts are erased; it stays as it is"};
}

Refused FromViolation(const Violation& violation, const std::string& prefix) {
  return {.reason = violation.reason, .field = prefix + violation.field, .message = violation.description};
}

std::variant<Audit, Refused> ApplyCorrection(const AuditChange& change, const Audit& audit, const Scale& scale) {
  Audit next = *change.corrected;
  next.personal = {};
  next.scale = FormatScaleRef(scale.ref);
  next.moderation = audit.moderation;
  if (Violations violations = ValidateAgainst(scale, next); !violations.empty()) {
    return FromViolation(violations.front(), "audit.");
  }
  // A moderation stays beside the corrected grade, and so must be readable on the same scale.
  if (next.moderation && !scale.Rank(next.moderation->grade)) {
    return FromViolation(GradeNotOnScale("scale", next.moderation->grade, scale), "audit.");
  }
  if (next.moderation && !next.auditor.empty() && next.auditor == next.moderation->moderator) {
    return Refused{.reason = std::string(reason::kSelfModeration),
                   .field = "audit.auditor",
                   .message = "the audit's moderator cannot become its auditor"};
  }
  return next;
}

std::variant<Audit, Refused> ApplyModeration(const AuditChange& change, const Audit& audit, const Scale& scale) {
  if (!audit.auditor.empty() && audit.auditor == change.moderation.moderator) {
    return Refused{.reason = std::string(reason::kSelfModeration),
                   .field = "moderation.moderator",
                   .message = "an auditor cannot moderate their own audit"};
  }
  if (!scale.Rank(change.moderation.grade)) {
    return FromViolation(GradeNotOnScale("grade", change.moderation.grade, scale), "moderation.");
  }
  Audit next = audit;
  next.moderation = change.moderation;
  return next;
}

}  // namespace

bool KeepsPersonal(const AuditChange& change) {
  return change.corrected && change.corrected->personal == PersonalPart{};
}

Violations Validate(const AuditChange& change, absl::CivilDay today) {
  Violations out;
  CheckCode({"change.reason", change.reason}, out);
  CheckProse({"change.note", change.note}, limits::kNarrativeBytes, out);
  if (change.expected_revision == 0) {
    Refuse(out, "change.expected_revision", reason::kRequired, "the revision this change supersedes is required");
  }
  switch (change.kind) {
    case ChangeKind::kCorrected:
      ValidateCorrection(change, today, out);
      break;
    case ChangeKind::kModerated:
      CheckPersonId({"moderation.moderator", change.moderation.moderator}, out);
      CheckLine({"moderation.grade", change.moderation.grade}, limits::kGradeCodeBytes, out);
      break;
    case ChangeKind::kErased:
      if (!change.note.empty()) {
        Refuse(out, "change.note", reason::kNotAllowed, "an erasure keeps no note: it would be personal data again");
      }
      break;
    case ChangeKind::kWithdrawn:
      break;
    case ChangeKind::kNone:
    case ChangeKind::kSubmitted:
      std::abort();  // no change
  }
  return out;
}

std::variant<Audit, Refused> Apply(const AuditChange& change, const Audit& audit, const Scale& scale) {
  if (audit.erased && change.kind != ChangeKind::kWithdrawn) return ErasedAlready();
  if (!audit.withdrawal_reason.empty() && change.kind != ChangeKind::kErased) {
    return Refused{.reason = std::string(reason::kWithdrawn), .message = "the audit is withdrawn; it stays as it is"};
  }
  if (change.kind == ChangeKind::kCorrected) return ApplyCorrection(change, audit, scale);
  if (change.kind == ChangeKind::kModerated) return ApplyModeration(change, audit, scale);
  Audit next = audit;
  if (change.kind == ChangeKind::kWithdrawn) next.withdrawal_reason = change.reason;
  if (change.kind == ChangeKind::kErased) next.erased = true;
  return next;
}

}  // namespace assay
