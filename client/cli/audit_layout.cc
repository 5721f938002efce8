#include "client/cli/audit_layout.h"

#include <vector>

#include "absl/time/time.h"
#include "service/domain/audit.h"
#include "service/records/names.h"

namespace assay {
namespace {

std::string NumberUnlessZero(uint32_t number) { return number == 0 ? "" : std::to_string(number); }

// "owner:2014-02-01;other:2014-03-01"
std::string ActionsOf(const v1::Audit& audit) {
  std::string text;
  for (const auto& action : audit.actions()) {
    text += (text.empty() ? "" : ";") + action.owner() + ":" + action.due_date();
  }
  return text;
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
  };
}

}  // namespace

const Layout<v1::Audit>& AuditLayout() {
  static const auto* const layout = new Layout<v1::Audit>{TableColumns(), CsvColumns(), AuditIdOf};
  return *layout;
}

std::string AuditIdOf(const v1::Audit& audit) {
  const auto name = ParseAuditName(audit.name());
  return name.has_value() ? name->audit : audit.name();
}

std::string JudgementOf(const v1::Audit& audit) {
  return audit.grade().empty() ? "ungraded: " + audit.ungraded_reason() : audit.grade();
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
