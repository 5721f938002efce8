#include "service/domain/change.h"

#include <cstdlib>
#include <utility>

#include "service/domain/civil_date.h"
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

void ValidateCompletion(const AuditChange& change, absl::CivilDay today, Violations& out) {
  if (change.action_number == 0) {
    Refuse(out, "number", reason::kRequired, "the action's place in its audit is required, counted from 1");
  }
  CheckPersonId({"completion.completed_by", change.completion.completed_by}, out);
  CheckPastDate({"completion.completed_on", change.completion.completed_on}, today, out);
  CheckLine({"completion.evidence", change.completion.evidence}, limits::kEvidenceBytes, out);
}

Refused RefuseField(std::string_view field, std::string_view why, std::string message) {
  return {.reason = std::string(why), .field = std::string(field), .message = std::move(message)};
}

Refused RefuseState(std::string_view why, std::string message) { return RefuseField("", why, std::move(message)); }

Refused FromViolation(const Violation& violation, const std::string& prefix) {
  return RefuseField(prefix + violation.field, violation.reason, violation.description);
}

// Both are dates that Validate let pass.
bool IsBefore(std::string_view day, std::string_view other) { return ParseDate(day) < ParseDate(other); }

bool IsSameButForCompletion(const Action& action, const Action& other) {
  return action.owner == other.owner && action.due_date == other.due_date && action.code == other.code;
}

// Gives the corrected actions the completions that are recorded. A completed action stays as it is, in its place.
std::optional<Refused> KeepCompletions(const Audit& audit, Audit& next) {
  for (Action& action : next.actions) action.completion.reset();
  for (size_t i = 0; i < audit.actions.size(); ++i) {
    const Action& before = audit.actions[i];
    if (!before.completion.has_value()) continue;
    const std::string named = "action " + std::to_string(i + 1);
    if (i >= next.actions.size() || !IsSameButForCompletion(before, next.actions[i])) {
      return RefuseField("audit.actions", reason::kAlreadyDone,
                         named + " is completed: it can be neither changed, moved nor dropped");
    }
    if (IsBefore(before.completion->completed_on, next.audit_date)) {
      return RefuseField("audit.audit_date", reason::kOutOfRange,
                         named + " was completed on " + before.completion->completed_on + ", before this date");
    }
    next.actions[i].completion = before.completion;
  }
  return std::nullopt;
}

// Likewise the acknowledgement of an immediate risk.
std::optional<Refused> KeepAcknowledgement(const Audit& audit, Audit& next) {
  if (next.immediate_risk.has_value()) {
    next.immediate_risk->acknowledged_by.clear();
    next.immediate_risk->acknowledged_on.clear();
  }
  const std::optional<ImmediateRisk>& before = audit.immediate_risk;
  if (!before.has_value() || before->acknowledged_by.empty()) return std::nullopt;
  if (!next.immediate_risk.has_value() || next.immediate_risk->told != before->told ||
      next.immediate_risk->told_on != before->told_on) {
    return RefuseField("audit.immediate_risk", reason::kAlreadyDone,
                       "the immediate risk is acknowledged: it can be neither changed nor dropped");
  }
  next.immediate_risk = before;
  return std::nullopt;
}

// A moderation stays beside the corrected grade: it must be readable on the same scale, by somebody independent.
std::optional<Refused> KeepModeration(const Scale& scale, const std::vector<Scale>& known, const Audit& next) {
  if (!next.moderation.has_value()) return std::nullopt;
  const Moderation& moderation = *next.moderation;
  if (!scale.Rank(moderation.grade)) {
    return FromViolation(GradeNotOnScale("scale", moderation.grade, scale, known), "audit.");
  }
  if (next.auditor == moderation.moderator) {
    return RefuseField("audit.auditor", reason::kSelfModeration, "the audit's moderator cannot become its auditor");
  }
  if (WorkedOnCase(next, moderation.moderator)) {
    const std::string role = next.worker == moderation.moderator    ? "worker"
                             : next.manager == moderation.moderator ? "manager"
                                                                    : "supervisor";
    return RefuseField("audit." + role, reason::kNotIndependent,
                       "the audit's moderator cannot be the case's " + role + " in the practice period");
  }
  return std::nullopt;
}

std::variant<Audit, Refused> ApplyCorrection(const AuditChange& change, const Audit& audit, const Scale& scale,
                                             const std::vector<Scale>& known) {
  Audit next = *change.corrected;
  next.personal = {};
  next.scale = FormatScaleRef(scale.ref);
  next.moderation = audit.moderation;
  next.original_revision = next.re_audit_of == audit.re_audit_of ? audit.original_revision : 0;
  if (Violations violations = ValidateAgainst(scale, next, known); !violations.empty()) {
    return FromViolation(violations.front(), "audit.");
  }
  if (auto refused = KeepModeration(scale, known, next)) return *std::move(refused);
  if (auto refused = KeepCompletions(audit, next)) return *std::move(refused);
  if (auto refused = KeepAcknowledgement(audit, next)) return *std::move(refused);
  return next;
}

std::variant<Audit, Refused> ApplyModeration(const AuditChange& change, const Audit& audit, const Scale& scale,
                                             const std::vector<Scale>& known) {
  const Moderation& moderation = change.moderation;
  if (!audit.auditor.empty() && audit.auditor == moderation.moderator) {
    return RefuseField("moderation.moderator", reason::kSelfModeration, "an auditor cannot moderate their own audit");
  }
  if (WorkedOnCase(audit, moderation.moderator)) {
    return RefuseField("moderation.moderator", reason::kNotIndependent,
                       "who worked on the case in the practice period cannot moderate its audit");
  }
  if (!scale.Rank(moderation.grade)) {
    return FromViolation(GradeNotOnScale("grade", moderation.grade, scale, known), "moderation.");
  }
  Audit next = audit;
  next.moderation = moderation;
  return next;
}

std::variant<Audit, Refused> AddAction(const AuditChange& change, const Audit& audit) {
  if (audit.actions.size() >= limits::kActions) {
    return RefuseField("action", reason::kTooLong,
                       "at most " + std::to_string(limits::kActions) + " actions are allowed; the audit has them");
  }
  if (IsBefore(change.action.due_date, audit.audit_date)) {
    return RefuseField("action.due_date", reason::kOutOfRange,
                       change.action.due_date + " is before the audit date, " + audit.audit_date);
  }
  Audit next = audit;
  next.actions.push_back(change.action);
  next.actions.back().completion.reset();
  return next;
}

std::variant<Audit, Refused> CompleteAction(const AuditChange& change, const Audit& audit) {
  if (change.action_number < 1 || change.action_number > audit.actions.size()) {
    return RefuseField("number", reason::kUnknownAction,
                       "the audit has no action " + std::to_string(change.action_number) + "; it has " +
                           std::to_string(audit.actions.size()));
  }
  Audit next = audit;
  Action& action = next.actions[change.action_number - 1];
  if (action.completion.has_value()) {
    return RefuseState(reason::kAlreadyDone,
                       "action " + std::to_string(change.action_number) + " is completed already");
  }
  if (change.completion.completed_by == action.owner) {
    return RefuseField("completion.completed_by", reason::kSelfCompletion,
                       "an action's owner cannot say that it was done: somebody else must");
  }
  if (IsBefore(change.completion.completed_on, audit.audit_date)) {
    return RefuseField("completion.completed_on", reason::kOutOfRange,
                       change.completion.completed_on + " is before the audit date, " + audit.audit_date);
  }
  action.completion = change.completion;
  return next;
}

std::variant<Audit, Refused> AcknowledgeRisk(const AuditChange& change, const Audit& audit) {
  if (!audit.immediate_risk.has_value()) {
    return RefuseState(reason::kUnknownAction, "the audit found no immediate risk");
  }
  Audit next = audit;
  ImmediateRisk& risk = *next.immediate_risk;
  if (!risk.acknowledged_by.empty()) {
    return RefuseState(reason::kAlreadyDone, "the immediate risk is acknowledged already");
  }
  if (IsBefore(change.acknowledged_on, risk.told_on)) {
    return RefuseField("acknowledged_on", reason::kOutOfRange,
                       change.acknowledged_on + " is before the day somebody was told, " + risk.told_on);
  }
  risk.acknowledged_by = change.acknowledged_by;
  risk.acknowledged_on = change.acknowledged_on;
  return next;
}

// Whether the change is one that rewrites what an audit says, which an erasure ends.
bool IsEndedByErasure(ChangeKind kind) {
  return kind == ChangeKind::kCorrected || kind == ChangeKind::kModerated || kind == ChangeKind::kErased;
}

std::optional<Refused> CheckState(const AuditChange& change, const Audit& audit) {
  if (audit.erased && IsEndedByErasure(change.kind)) {
    return RefuseState(reason::kErased, "the audit's personal parts are erased; it stays as it is");
  }
  if (!audit.withdrawal_reason.empty() && change.kind != ChangeKind::kErased) {
    return RefuseState(reason::kWithdrawn, "the audit is withdrawn; it stays as it is");
  }
  if (audit.erased && !change.note.empty()) {
    return RefuseField("change.note", reason::kNotAllowed,
                       "the audit's personal parts are erased: a note would be personal data again");
  }
  return std::nullopt;
}

// Whether one action that was not completed is, by somebody else than its owner, and nothing else is different.
bool IsOneCompletion(const Audit& before, const Audit& after) {
  if (after.actions.size() != before.actions.size()) return false;
  Audit expected = before;
  size_t completed = 0;
  for (size_t i = 0; i < before.actions.size(); ++i) {
    const auto& completion = after.actions[i].completion;
    if (before.actions[i].completion || !completion) continue;
    if (completion->completed_by.empty() || completion->completed_by == before.actions[i].owner) return false;
    expected.actions[i].completion = completion;
    ++completed;
  }
  return completed == 1 && after == expected;
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
    case ChangeKind::kActionAdded:
      CheckAction("action", change.action, out);
      break;
    case ChangeKind::kActionCompleted:
      ValidateCompletion(change, today, out);
      break;
    case ChangeKind::kRiskAcknowledged:
      CheckPersonId({"acknowledged_by", change.acknowledged_by}, out);
      CheckPastDate({"acknowledged_on", change.acknowledged_on}, today, out);
      break;
    case ChangeKind::kWithdrawn:
      break;
    case ChangeKind::kNone:
    case ChangeKind::kSubmitted:
      std::abort();  // no change
  }
  return out;
}

std::variant<Audit, Refused> Apply(const AuditChange& change, const Audit& audit, const Scale& scale,
                                   const std::vector<Scale>& known) {
  if (auto refused = CheckState(change, audit)) return *std::move(refused);
  Audit next = audit;
  switch (change.kind) {
    case ChangeKind::kCorrected:
      return ApplyCorrection(change, audit, scale, known);
    case ChangeKind::kModerated:
      return ApplyModeration(change, audit, scale, known);
    case ChangeKind::kActionAdded:
      return AddAction(change, audit);
    case ChangeKind::kActionCompleted:
      return CompleteAction(change, audit);
    case ChangeKind::kRiskAcknowledged:
      return AcknowledgeRisk(change, audit);
    case ChangeKind::kWithdrawn:
      next.withdrawal_reason = change.reason;
      return next;
    case ChangeKind::kErased:
      next.erased = true;
      return next;
    case ChangeKind::kNone:
    case ChangeKind::kSubmitted:
      break;
  }
  std::abort();  // no change
}

bool IsChangeOfKind(ChangeKind kind, const Audit& before, const Audit& after) {
  Audit expected = before;
  switch (kind) {
    case ChangeKind::kCorrected:
      return after.moderation == before.moderation && after.withdrawal_reason == before.withdrawal_reason &&
             after.erased == before.erased;
    case ChangeKind::kModerated:
      expected.moderation = after.moderation;
      return after.moderation && after == expected;
    case ChangeKind::kWithdrawn:
      expected.withdrawal_reason = after.withdrawal_reason;
      return !after.withdrawal_reason.empty() && after == expected;
    case ChangeKind::kErased:
      expected.erased = true;
      return after == expected;
    case ChangeKind::kActionAdded:
      if (after.actions.empty() || after.actions.back().completion) return false;
      expected.actions.push_back(after.actions.back());
      return after == expected;
    case ChangeKind::kActionCompleted:
      return IsOneCompletion(before, after);
    case ChangeKind::kRiskAcknowledged:
      if (!before.immediate_risk || !after.immediate_risk || after.immediate_risk->acknowledged_by.empty())
        return false;
      expected.immediate_risk->acknowledged_by = after.immediate_risk->acknowledged_by;
      expected.immediate_risk->acknowledged_on = after.immediate_risk->acknowledged_on;
      return before.immediate_risk->acknowledged_by.empty() && after == expected;
    case ChangeKind::kNone:
    case ChangeKind::kSubmitted:
      break;
  }
  std::abort();  // no change
}

}  // namespace assay
