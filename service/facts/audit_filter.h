// Which audits of a ledger to list: conditions over the columns.
#ifndef ASSAY_SERVICE_FACTS_AUDIT_FILTER_H_
#define ASSAY_SERVICE_FACTS_AUDIT_FILTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/facts/facts.h"

namespace assay {

// Conditions that are set must all hold. Empty or absent: no condition.
struct AuditConditions {
  std::optional<absl::CivilDay> first_audit_date;
  std::optional<absl::CivilDay> last_audit_date;
  std::string practice_area;
  std::string team;
  std::string grade;  // a code, whatever the scale
  bool ungraded_only = false;
  std::optional<uint32_t> case_number;
};

// Conditions made ready for one ledger. Thread-safe once made.
class AuditFilter {
 public:
  AuditFilter(const LedgerFacts& facts, const AuditConditions& conditions);

  bool Passes(const Row& row) const;

 private:
  // A dictionary number that must match; the inner nullopt: no row can.
  using Wanted = std::optional<std::optional<uint32_t>>;

  static Wanted WantedOf(const Dictionary& dictionary, const std::string& text);
  static bool Matches(const Wanted& wanted, uint32_t number) { return !wanted || *wanted == number; }

  int32_t first_day_;
  int32_t last_day_;
  Wanted practice_area_;
  Wanted team_;
  std::optional<std::vector<bool>> grades_;  // by grade column
  bool ungraded_only_;
  std::optional<uint32_t> case_number_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_AUDIT_FILTER_H_
