#include "service/domain/audit.h"

#include <array>
#include <cstdlib>

#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, kSamplingMethods> kSamplingMethodCodes = {
    "not-stated", "census", "random", "stratified", "targeted", "self-selected"};
constexpr std::array<std::string_view, kAuditTypes> kAuditTypeCodes = {"not-stated", "planned",      "dip-sample",
                                                                       "thematic",   "multi-agency", "re-audit"};

template <typename Enum, size_t kSize>
std::string_view CodeOf(const std::array<std::string_view, kSize>& codes, Enum value) {
  const auto index = static_cast<size_t>(value);
  if (index >= kSize) std::abort();  // a wire value that Validate never saw
  return codes[index];
}

template <typename Enum, size_t kSize>
std::optional<Enum> ValueOf(const std::array<std::string_view, kSize>& codes, std::string_view code) {
  for (size_t i = 0; i < kSize; ++i) {
    if (codes[i] == code) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

// Grade or reason, not both. The grade itself is only held to be one short line here: whether it is a code is the
// scale's to say, with a near miss for "Requires improvement".
void CheckJudgement(const Audit& audit, Violations& out) {
  if (audit.grade.empty() == audit.ungraded_reason.empty()) {
    Refuse(out, "grade", reason::kGradeXorUngraded,
           std::string("exactly one of grade and ungraded_reason must be set; ") +
               (audit.grade.empty() ? "neither is" : "both are"));
  }
  if (!audit.grade.empty()) CheckLine({"grade", audit.grade}, limits::kGradeCodeBytes, out);
  if (!audit.ungraded_reason.empty()) CheckCode({"ungraded_reason", audit.ungraded_reason}, out);
  if (audit.ungraded_reason == kOtherScale) {
    Refuse(out, "ungraded_reason", reason::kNotAllowed,
           "'other-scale' is what a statement says of grades it cannot compare");
  }
  if (audit.scale.empty()) {
    Refuse(out, "scale", reason::kRequired, "a scale is required, for example ofsted-2013@1");
  } else if (!ParseScaleRef(audit.scale).has_value()) {
    Refuse(out, "scale", reason::kBadFormat,
           "a scale must be ID or ID@VERSION, for example ofsted-2013@1; versions are 1 to " +
               std::to_string(limits::kScaleVersionMax));
  }
}

void CheckPracticePeriod(const PracticePeriod& period, Violations& out) {
  const auto first = CheckDate({"practice_period.first_day", period.first_day}, out);
  const auto last = CheckDate({"practice_period.last_day", period.last_day}, out);
  if (first.has_value() && last.has_value() && *last < *first) {
    Refuse(out, "practice_period.last_day", reason::kOutOfRange,
           period.last_day + " is before the first day, " + period.first_day);
  }
}

void CheckActions(const Audit& audit, std::optional<absl::CivilDay> audit_day, Violations& out) {
  if (audit.actions.size() > limits::kActions) {
    return Refuse(out, "actions", reason::kTooLong,
                  "at most " + std::to_string(limits::kActions) + " actions are allowed; there are " +
                      std::to_string(audit.actions.size()));
  }
  for (size_t i = 0; i < audit.actions.size(); ++i) {
    const Action& action = audit.actions[i];
    const std::string path = ElementPath("actions", i);
    CheckPersonId({path + ".owner", action.owner}, out);
    const auto due = CheckDate({path + ".due_date", action.due_date}, out);
    if (due.has_value() && audit_day.has_value() && *due < *audit_day) {
      Refuse(out, path + ".due_date", reason::kOutOfRange,
             action.due_date + " is before the audit date, " + audit.audit_date);
    }
  }
}

std::optional<absl::CivilDay> CheckAuditDate(const Audit& audit, absl::CivilDay today, Violations& out) {
  const auto audit_day = CheckDate({"audit_date", audit.audit_date}, out);
  if (audit_day.has_value() && *audit_day > today + limits::kDaysAhead) {
    Refuse(out, "audit_date", reason::kDateInFuture,
           audit.audit_date + " is in the future; the last date accepted now is " +
               FormatDate(today + limits::kDaysAhead));
  }
  return audit_day;
}

void CheckSource(const Audit& audit, Violations& out) {
  if (audit.audit_type < 0 || audit.audit_type >= kAuditTypes) {
    Refuse(out, "audit_type", reason::kOutOfRange, std::to_string(audit.audit_type) + " is not an audit type");
  }
  if (audit.sampling_method < 0 || audit.sampling_method >= kSamplingMethods) {
    Refuse(out, "sampling_method", reason::kOutOfRange,
           std::to_string(audit.sampling_method) + " is not a sampling method");
  }
  if (!audit.team.empty()) CheckLine({"team", audit.team}, limits::kTeamBytes, out);
  if (!audit.auditor.empty()) CheckPersonId({"auditor", audit.auditor}, out);
}

void CheckPersonalPart(const PersonalPart& personal, Violations& out) {
  CheckLine({"personal.case_ref", personal.case_ref}, limits::kCaseRefBytes, out);
  CheckProse({"personal.narrative", personal.narrative}, limits::kNarrativeBytes, out);
  CheckProse({"personal.notes", personal.notes}, limits::kNarrativeBytes, out);
}

}  // namespace

std::string_view Code(SamplingMethod method) { return CodeOf(kSamplingMethodCodes, method); }

std::string_view Code(AuditType type) { return CodeOf(kAuditTypeCodes, type); }

std::optional<SamplingMethod> ParseSamplingMethod(std::string_view code) {
  return ValueOf<SamplingMethod>(kSamplingMethodCodes, code);
}

std::optional<AuditType> ParseAuditType(std::string_view code) { return ValueOf<AuditType>(kAuditTypeCodes, code); }

Violations Validate(const Audit& audit, absl::CivilDay today) {
  Violations out;
  CheckAuthorityId({"name", audit.authority}, out);
  CheckAuditId({"name", audit.id}, out);
  CheckCode({"practice_area", audit.practice_area}, out);
  const std::optional<absl::CivilDay> audit_day = CheckAuditDate(audit, today, out);
  CheckJudgement(audit, out);
  if (audit.practice_period.has_value()) CheckPracticePeriod(*audit.practice_period, out);
  CheckSource(audit, out);
  CheckActions(audit, audit_day, out);
  if (!audit.no_action_reason.empty()) CheckCode({"no_action_reason", audit.no_action_reason}, out);
  CheckPersonalPart(audit.personal, out);
  return out;
}

Violations ValidateAgainst(const Scale& scale, const Audit& audit) {
  Violations out;
  if (audit.grade.empty()) return out;
  const std::optional<size_t> rank = scale.Rank(audit.grade);
  if (!rank.has_value()) {
    out.push_back(GradeNotOnScale("grade", audit.grade, scale));
  } else if (scale.grades[*rank].requires_action && audit.actions.empty() && audit.no_action_reason.empty()) {
    Refuse(out, "actions", reason::kActionRequired,
           "grade '" + audit.grade + "' calls for an action with an owner and a due date, or a no_action_reason");
  }
  return out;
}

}  // namespace assay
