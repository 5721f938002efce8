#include "service/facts/audit_filter.h"

#include <limits>

#include "service/domain/civil_date.h"

namespace assay {

AuditFilter::AuditFilter(const LedgerFacts& facts, const AuditConditions& conditions)
    : first_day_(conditions.first_audit_date ? DayNumber(*conditions.first_audit_date)
                                             : std::numeric_limits<int32_t>::min()),
      last_day_(conditions.last_audit_date ? DayNumber(*conditions.last_audit_date)
                                           : std::numeric_limits<int32_t>::max()),
      practice_area_(WantedOf(facts.practice_areas(), conditions.practice_area)),
      team_(WantedOf(facts.teams(), conditions.team)),
      ungraded_only_(conditions.ungraded_only),
      case_number_(conditions.case_number) {
  if (conditions.grade.empty()) return;
  const std::string suffix = GradeKey("", conditions.grade);
  grades_.emplace(facts.grades().size() + 1);
  for (uint32_t number = 0; number + 1 < grades_->size(); ++number) {
    (*grades_)[number + 1] = facts.grades().Text(number).ends_with(suffix);
  }
}

AuditFilter::Wanted AuditFilter::WantedOf(const Dictionary& dictionary, const std::string& text) {
  if (text.empty()) return std::nullopt;
  return Wanted(std::in_place, dictionary.Find(text));
}

bool AuditFilter::Passes(const Row& row) const {
  if (row.audit_day < first_day_ || row.audit_day > last_day_) return false;
  if (!Matches(practice_area_, row.practice_area) || !Matches(team_, row.team)) return false;
  if (grades_ && !(row.grade < grades_->size() && (*grades_)[row.grade])) return false;
  if (ungraded_only_ && row.grade != 0) return false;
  return !case_number_ || *case_number_ == row.case_number;
}

}  // namespace assay
