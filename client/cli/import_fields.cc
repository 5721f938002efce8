#include "client/cli/import_fields.h"

#include <iterator>

namespace assay {
namespace {

using enum ImportKind;
using enum Privacy;

// In the order of ImportField.
constexpr ImportFieldAbout kAbout[] = {
    {"audit_id", "name", kText, kPublic},
    {"case_ref", "personal.case_ref", kText, kPersonal},
    {"practice_area", "practice_area", kCode, kPublic},
    {"audit_type", "audit_type", kCode, kPublic},
    {"audit_date", "audit_date", kDate, kPublic},
    {"scale", "scale", kText, kPublic},
    {"grade", "grade", kCode, kPublic},
    {"ungraded_reason", "ungraded_reason", kCode, kPublic},
    {"practice_period_first_day", "practice_period.first_day", kDate, kPublic},
    {"practice_period_last_day", "practice_period.last_day", kDate, kPublic},
    {"team", "team", kText, kPublic},
    {"auditor", "auditor", kText, kPublic},
    {"sampling_method", "sampling_method", kCode, kPublic},
    {"action_owner", "actions[0].owner", kText, kPublic},
    {"action_due_date", "actions[0].due_date", kDate, kPublic},
    {"no_action_reason", "no_action_reason", kCode, kPublic},
    {"narrative", "personal.narrative", kText, kPersonal},
    {"notes", "personal.notes", kText, kPersonal},
    {"re_audit_of", "re_audit_of", kText, kPublic},
    {"worker", "worker", kText, kPublic},
    {"manager", "manager", kText, kPublic},
    {"supervisor", "supervisor", kText, kPublic},
    {"audit_quality", "audit_quality.grade", kCode, kPublic},
    {"quality_assessor", "audit_quality.assessor", kText, kPublic},
    {"risk_told", "immediate_risk.told", kText, kPublic},
    {"risk_told_on", "immediate_risk.told_on", kDate, kPublic},
    {"action_code", "actions[0].code", kCode, kPublic},
};
static_assert(std::size(kAbout) == kImportFields);

std::optional<ImportField> Find(std::string_view ImportFieldAbout::*member, std::string_view text) {
  for (size_t i = 0; i < kImportFields; ++i) {
    if (kAbout[i].*member == text) return static_cast<ImportField>(i);
  }
  return std::nullopt;
}

}  // namespace

const ImportFieldAbout& About(ImportField field) { return kAbout[static_cast<size_t>(field)]; }

std::optional<ImportField> ImportFieldByName(std::string_view name) { return Find(&ImportFieldAbout::name, name); }

std::optional<ImportField> ImportFieldByPath(std::string_view path) {
  if (path == "actions") return ImportField::kActionOwner;
  return Find(&ImportFieldAbout::path, path);
}

std::vector<std::string> ImportFieldNames() {
  std::vector<std::string> names;
  for (const ImportFieldAbout& about : kAbout) names.emplace_back(about.name);
  return names;
}

}  // namespace assay
