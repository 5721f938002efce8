#include "client/cli/audit_layout.h"

#include <vector>

#include "absl/time/time.h"
#include "service/domain/audit.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string NumberUnlessZero(uint32_t number) { return number == 0 ? "" : std::to_string(number); }

// "owner:2014-02-01;other:2014-03-01:visit-child"
std::string ActionsOf(const v1::Audit& audit) {
  std::string text;
  for (const auto& action : audit.actions()) {
    text += (text.empty() ? "" : ";") + action.owner() + ":" + action.due_date() +
            (action.code().empty() ? "" : ":" + action.code());
  }
  return text;
}

// "planning=inadequate;visits=ungraded:no-file-access"
std::string DomainGradesOf(const v1::Audit& audit) {
  std::string text;
  for (const auto& grade : audit.domain_grades()) {
    text += (text.empty() ? "" : ";") + grade.domain() + "=" +
            (grade.grade().empty() ? "ungraded:" + grade.ungraded_reason() : grade.grade());
  }
  return text;
}

std::string IndependenceOf(const v1::Audit& audit) {
  return audit.independence() == v1::INDEPENDENCE_INDEPENDENT ? "independent" : "unknown";
}

std::string CompletedOf(const v1::Audit& audit) {
  if (audit.actions().empty()) return {};
  int completed = 0;
  for (const auto& action : audit.actions()) completed += action.has_completion() ? 1 : 0;
  return std::to_string(completed);
}

// "adequate, moderated inadequate", "good, withdrawn: duplicate"
std::string StandingOf(const v1::Audit& audit) {
  std::string text = JudgementOf(audit);
  if (audit.has_moderation()) text += ", moderated " + audit.moderation().grade();
  if (!audit.withdrawal_reason().empty()) text += ", withdrawn: " + audit.withdrawal_reason();
  return text;
}

std::vector<Column<v1::Audit>> TableColumns() {
  using Audit = v1::Audit;
  return {
      {"audit", Align::kLeft, AuditIdOf},
      {"date", Align::kLeft, [](const Audit& audit) { return audit.audit_date(); }},
      {"practice area", Align::kLeft, [](const Audit& audit) { return audit.practice_area(); }},
      {"scale", Align::kLeft, [](const Audit& audit) { return audit.scale(); }},
      {"grade", Align::kLeft, StandingOf},
      {"team", Align::kLeft, [](const Audit& audit) { return audit.team(); }},
      {"case", Align::kRight, [](const Audit& audit) { return NumberUnlessZero(audit.case_number()); }},
      {"revision", Align::kRight, [](const Audit& audit) { return NumberUnlessZero(audit.revision()); }},
  };
}

// Named as the import's fields where there is one.
std::vector<Column<v1::Audit>> CsvColumns() {
  using Audit = v1::Audit;
  return {
      {"audit_id", Align::kLeft, AuditIdOf},
      {"practice_area", Align::kLeft, [](const Audit& audit) { return audit.practice_area(); }},
      {"audit_type", Align::kLeft, [](const Audit& audit) { return CodeOf(audit.audit_type()); }},
      {"audit_date", Align::kLeft, [](const Audit& audit) { return audit.audit_date(); }},
      {"scale", Align::kLeft, [](const Audit& audit) { return audit.scale(); }},
      {"grade", Align::kLeft, [](const Audit& audit) { return audit.grade(); }},
      {"ungraded_reason", Align::kLeft, [](const Audit& audit) { return audit.ungraded_reason(); }},
      {"practice_period_first_day", Align::kLeft,
       [](const Audit& audit) { return audit.practice_period().first_day(); }},
      {"practice_period_last_day", Align::kLeft, [](const Audit& audit) { return audit.practice_period().last_day(); }},
      {"team", Align::kLeft, [](const Audit& audit) { return audit.team(); }},
      {"auditor", Align::kLeft, [](const Audit& audit) { return audit.auditor(); }},
      {"sampling_method", Align::kLeft, [](const Audit& audit) { return CodeOf(audit.sampling_method()); }},
      {"actions", Align::kLeft, ActionsOf},
      {"no_action_reason", Align::kLeft, [](const Audit& audit) { return audit.no_action_reason(); }},
      {"case_number", Align::kRight, [](const Audit& audit) { return NumberUnlessZero(audit.case_number()); }},
      {"revision", Align::kRight, [](const Audit& audit) { return NumberUnlessZero(audit.revision()); }},
      {"recorded_at", Align::kLeft, [](const Audit& audit) { return FormatTime(audit.recorded_at()); }},
      {"actor", Align::kLeft, [](const Audit& audit) { return audit.actor(); }},
      {"moderator", Align::kLeft, [](const Audit& audit) { return audit.moderation().moderator(); }},
      {"moderated_grade", Align::kLeft, [](const Audit& audit) { return audit.moderation().grade(); }},
      {"withdrawal_reason", Align::kLeft, [](const Audit& audit) { return audit.withdrawal_reason(); }},
      {"erased", Align::kLeft, [](const Audit& audit) { return std::string(audit.erased() ? "yes" : ""); }},
      {"re_audit_of", Align::kLeft, [](const Audit& audit) { return audit.re_audit_of(); }},
      {"worker", Align::kLeft, [](const Audit& audit) { return audit.worker(); }},
      {"manager", Align::kLeft, [](const Audit& audit) { return audit.manager(); }},
      {"supervisor", Align::kLeft, [](const Audit& audit) { return audit.supervisor(); }},
      {"independence", Align::kLeft, IndependenceOf},
      {"domain_grades", Align::kLeft, DomainGradesOf},
      {"audit_quality", Align::kLeft, [](const Audit& audit) { return audit.audit_quality().grade(); }},
      {"quality_assessor", Align::kLeft, [](const Audit& audit) { return audit.audit_quality().assessor(); }},
      {"risk_told", Align::kLeft, [](const Audit& audit) { return audit.immediate_risk().told(); }},
      {"risk_told_on", Align::kLeft, [](const Audit& audit) { return audit.immediate_risk().told_on(); }},
      {"risk_acknowledged_by", Align::kLeft,
       [](const Audit& audit) { return audit.immediate_risk().acknowledged_by(); }},
      {"risk_acknowledged_on", Align::kLeft,
       [](const Audit& audit) { return audit.immediate_risk().acknowledged_on(); }},
      {"actions_completed", Align::kRight, CompletedOf},
  };
}

}  // namespace

const Layout<v1::Audit>& AuditLayout() {
  static const auto* const layout = new Layout<v1::Audit>{TableColumns(), CsvColumns(), AuditIdOf};
  return *layout;
}

const Layout<v1::Audit>& OneAuditLayout() {
  static const auto* const layout = [] {
    auto* one = new Layout<v1::Audit>(AuditLayout());
    std::erase_if(one->csv, [](const Column<v1::Audit>& column) {
      const std::string_view header = column.header;
      return header == "actions" || header == "actions_completed" || header == "independence" ||
             header == "quality_assessor" || header == "audit_quality" || header.starts_with("risk_");
    });
    return one;
  }();
  return *layout;
}

std::string AuditIdOf(const v1::Audit& audit) {
  const auto name = ParseAuditName(audit.name());
  return name.has_value() ? name->audit : audit.name();
}

std::string JudgementOf(const v1::Audit& audit) {
  return audit.grade().empty() ? "ungraded: " + audit.ungraded_reason() : audit.grade();
}

std::string ActionOf(const v1::Action& action) {
  std::string text = action.owner() + " by " + action.due_date();
  if (!action.code().empty()) text += ", " + action.code();
  if (!action.has_completion()) return text;
  const v1::ActionCompletion& completion = action.completion();
  text += "; completed by " + completion.completed_by() + " on " + completion.completed_on();
  return completion.evidence().empty() ? text : text + ", evidence " + completion.evidence();
}

std::vector<AuditDetail> DetailsOf(const v1::Audit& audit) {
  std::vector<AuditDetail> details = {{"independence", IndependenceOf(audit)}};
  for (int i = 0; i < audit.actions_size(); ++i) {
    const bool open = !audit.actions(i).has_completion();
    details.push_back({"action " + std::to_string(i + 1), ActionOf(audit.actions(i)) + (open ? "; open" : "")});
  }
  if (audit.has_immediate_risk()) {
    const v1::ImmediateRisk& risk = audit.immediate_risk();
    details.push_back({"immediate risk",
                       "told " + risk.told() + " on " + risk.told_on() +
                           (risk.acknowledged_by().empty()
                                ? "; not acknowledged"
                                : "; acknowledged by " + risk.acknowledged_by() + " on " + risk.acknowledged_on())});
  }
  if (audit.has_audit_quality()) {
    const v1::AuditQuality& quality = audit.audit_quality();
    details.push_back({"quality of the audit itself",
                       quality.grade() + (quality.assessor().empty() ? "" : ", by " + quality.assessor())});
  }
  return details;
}

std::string CodeOf(v1::SamplingMethod method) {
  if (method == v1::SAMPLING_METHOD_UNSPECIFIED) return {};
  if (method < 0 || method >= kSamplingMethods) return std::to_string(method);
  return std::string(Code(static_cast<SamplingMethod>(method)));
}

std::string CodeOf(v1::AuditType type) {
  if (type == v1::AUDIT_TYPE_UNSPECIFIED) return {};
  if (type < 0 || type >= kAuditTypes) return std::to_string(type);
  return std::string(Code(static_cast<AuditType>(type)));
}

std::string FormatTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return {};
  const absl::Time at = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", at, absl::UTCTimeZone());
}

}  // namespace assay
