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

// A public code, and none of those that statements give themselves.
void CheckUngradedReason(Field field, Violations& out) {
  CheckCode(field, out);
  if (field.value == kOtherScale) {
    Refuse(out, field.path, reason::kNotAllowed, "'other-scale' is what a statement says of grades it cannot compare");
  }
  if (field.value == kNotModerated) {
    Refuse(out, field.path, reason::kNotAllowed,
           "'not-moderated' is what a statement says of audits without a moderator's grade");
  }
}

// A grade and the reason why there is none, each at its path.
struct GradeOrReason {
  Field grade;
  Field reason;
};

// Grade or reason, not both. The grade itself is only held to be one short line here: whether it is a code is the
// scale's to say, with a near miss for "Requires improvement".
void CheckGradeOrReason(const GradeOrReason& given, Violations& out) {
  const bool graded = !given.grade.value.empty();
  if (graded != given.reason.value.empty()) {
    Refuse(
        out, given.grade.path, reason::kGradeXorUngraded,
        std::string("exactly one of grade and ungraded_reason must be set; ") + (graded ? "both are" : "neither is"));
  }
  if (graded) CheckLine(given.grade, limits::kGradeCodeBytes, out);
  if (!given.reason.value.empty()) CheckUngradedReason(given.reason, out);
}

void CheckJudgement(const Audit& audit, Violations& out) {
  CheckGradeOrReason({{"grade", audit.grade}, {"ungraded_reason", audit.ungraded_reason}}, out);
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
    const auto due = CheckAction(path, action, out);
    if (due.has_value() && audit_day.has_value() && *due < *audit_day) {
      Refuse(out, path + ".due_date", reason::kOutOfRange,
             action.due_date + " is before the audit date, " + audit.audit_date);
    }
  }
}

void CheckDomainGrades(const std::vector<DomainGrade>& grades, Violations& out) {
  if (grades.size() > limits::kDomainGrades) {
    return Refuse(out, "domain_grades", reason::kTooLong,
                  "at most " + std::to_string(limits::kDomainGrades) + " domain grades are allowed; there are " +
                      std::to_string(grades.size()));
  }
  for (size_t i = 0; i < grades.size(); ++i) {
    const std::string path = ElementPath("domain_grades", i);
    const std::string grade_path = path + ".grade";
    const std::string reason_path = path + ".ungraded_reason";
    const std::string domain_path = path + ".domain";
    CheckCode({domain_path, grades[i].domain}, out);
    for (size_t j = 0; j < i && !grades[i].domain.empty(); ++j) {
      if (grades[j].domain != grades[i].domain) continue;
      Refuse(out, domain_path, reason::kDuplicate,
             "each part is graded once; " + ElementPath("domain_grades", j) + " has it already");
      break;
    }
    CheckGradeOrReason({{grade_path, grades[i].grade}, {reason_path, grades[i].ungraded_reason}}, out);
  }
}

// "worker", "manager" or "supervisor", whichever of the case's people this is; empty: none.
std::string_view RoleOf(const Audit& audit, std::string_view person) {
  if (person.empty()) return {};
  if (person == audit.worker) return "worker";
  if (person == audit.manager) return "manager";
  return person == audit.supervisor ? "supervisor" : std::string_view();
}

void CheckIndependent(const Audit& audit, Field judge, std::string_view judge_is, Violations& out) {
  const std::string_view role = RoleOf(audit, judge.value);
  if (role.empty()) return;
  Refuse(out, judge.path, reason::kNotIndependent,
         std::string(judge_is) + " cannot be the case's " + std::string(role) + " in the practice period");
}

void CheckPeople(const Audit& audit, Violations& out) {
  if (!audit.auditor.empty()) CheckPersonId({"auditor", audit.auditor}, out);
  if (!audit.worker.empty()) CheckPersonId({"worker", audit.worker}, out);
  if (!audit.manager.empty()) CheckPersonId({"manager", audit.manager}, out);
  if (!audit.supervisor.empty()) CheckPersonId({"supervisor", audit.supervisor}, out);
  CheckIndependent(audit, {"auditor", audit.auditor}, "the auditor", out);
}

void CheckQuality(const Audit& audit, Violations& out) {
  if (!audit.audit_quality.has_value()) return;
  const Field assessor = {"audit_quality.assessor", audit.audit_quality->assessor};
  CheckLine({"audit_quality.grade", audit.audit_quality->grade}, limits::kGradeCodeBytes, out);
  CheckPersonId(assessor, out);
  if (!assessor.value.empty() && assessor.value == audit.auditor) {
    Refuse(out, assessor.path, reason::kNotIndependent, "an auditor cannot assess the quality of their own audit");
  }
  CheckIndependent(audit, assessor, "who assesses the audit's quality", out);
}

void CheckRisk(const Audit& audit, std::optional<absl::CivilDay> audit_day, absl::CivilDay today, Violations& out) {
  if (!audit.immediate_risk.has_value()) return;
  CheckPersonId({"immediate_risk.told", audit.immediate_risk->told}, out);
  const auto told_on = CheckPastDate({"immediate_risk.told_on", audit.immediate_risk->told_on}, today, out);
  if (told_on.has_value() && audit_day.has_value() && *told_on < *audit_day) {
    Refuse(out, "immediate_risk.told_on", reason::kOutOfRange,
           audit.immediate_risk->told_on + " is before the audit date, " + audit.audit_date);
  }
}

void CheckReAudit(const Audit& audit, Violations& out) {
  if (audit.re_audit_of.empty()) return;
  CheckAuditId({"re_audit_of", audit.re_audit_of}, out);
  if (audit.re_audit_of == audit.id) {
    Refuse(out, "re_audit_of", reason::kNotAllowed, "an audit cannot look at itself again");
  }
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

Independence IndependenceOf(const Audit& audit) {
  const bool case_is_known = !audit.worker.empty() || !audit.manager.empty() || !audit.supervisor.empty();
  if (audit.auditor.empty() || !case_is_known || WorkedOnCase(audit, audit.auditor)) return Independence::kUnknown;
  return Independence::kIndependent;
}

bool WorkedOnCase(const Audit& audit, std::string_view person) { return !RoleOf(audit, person).empty(); }

std::optional<absl::CivilDay> CheckAction(std::string_view path, const Action& action, Violations& out) {
  const std::string prefix = std::string(path) + ".";
  CheckPersonId({prefix + "owner", action.owner}, out);
  const std::optional<absl::CivilDay> due = CheckDate({prefix + "due_date", action.due_date}, out);
  if (!action.code.empty()) CheckCode({prefix + "code", action.code}, out);
  return due;
}

Violations Validate(const Audit& audit, absl::CivilDay today) {
  Violations out;
  CheckAuthorityId({"name", audit.authority}, out);
  CheckAuditId({"name", audit.id}, out);
  CheckCode({"practice_area", audit.practice_area}, out);
  const std::optional<absl::CivilDay> audit_day = CheckPastDate({"audit_date", audit.audit_date}, today, out);
  CheckJudgement(audit, out);
  if (audit.practice_period.has_value()) CheckPracticePeriod(*audit.practice_period, out);
  CheckSource(audit, out);
  CheckPeople(audit, out);
  CheckReAudit(audit, out);
  CheckDomainGrades(audit.domain_grades, out);
  CheckQuality(audit, out);
  CheckRisk(audit, audit_day, today, out);
  CheckActions(audit, audit_day, out);
  if (!audit.no_action_reason.empty()) CheckCode({"no_action_reason", audit.no_action_reason}, out);
  CheckPersonalPart(audit.personal, out);
  return out;
}

Violations ValidateAgainst(const Scale& scale, const Audit& audit, const std::vector<Scale>& known) {
  Violations out;
  const auto check_grade = [&](const std::string& path, const std::string& grade) {
    if (!grade.empty() && !scale.Rank(grade).has_value()) out.push_back(GradeNotOnScale(path, grade, scale, known));
  };
  check_grade("grade", audit.grade);
  for (size_t i = 0; i < audit.domain_grades.size(); ++i) {
    check_grade(ElementPath("domain_grades", i) + ".grade", audit.domain_grades[i].grade);
  }
  if (audit.audit_quality.has_value()) check_grade("audit_quality.grade", audit.audit_quality->grade);
  const std::optional<size_t> rank = scale.Rank(audit.grade);
  if (rank.has_value() && scale.grades[*rank].requires_action && audit.actions.empty() &&
      audit.no_action_reason.empty()) {
    Refuse(out, "actions", reason::kActionRequired,
           "grade '" + audit.grade + "' calls for an action with an owner and a due date, or a no_action_reason");
  }
  return out;
}

}  // namespace assay
