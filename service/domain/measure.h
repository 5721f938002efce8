// Measures: which audits count, where the threshold lies, which share is wanted, and the policies that decide.
#ifndef ASSAY_SERVICE_DOMAIN_MEASURE_H_
#define ASSAY_SERVICE_DOMAIN_MEASURE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/domain/audit.h"
#include "service/domain/fraction.h"
#include "service/domain/violation.h"

namespace assay {

// Values equal assay.v1.Comparator and assay.v1.UngradedPolicy.
enum class Comparator { kAtLeast = 1, kAtMost = 2 };
enum class UngradedPolicy { kAgainst = 1, kExcluded = 2, kUndecided = 3 };
// Values equal assay.v1.ReAuditPolicy.
enum class ReAuditPolicy { kEveryAudit = 1, kLatestPerCase = 2, kOriginalOnly = 3 };
// Values equal assay.v1.GradeBasis: the auditor's grade; the moderator's where there is one; the moderator's alone.
enum class GradeBasis { kAuditor = 1, kFinal = 2, kModerated = 3 };

// Both days included; an empty end is open.
struct FixedDates {
  std::string first_day;
  std::string last_day;

  bool operator==(const FixedDates&) const = default;
};

struct RollingMonths {
  uint32_t months = 0;

  bool operator==(const RollingMonths&) const = default;
};

// From the day the notice was issued. `issued_on` is empty until notice.h's DefinitionOf fills it in.
struct SinceNotice {
  std::string issued_on;

  bool operator==(const SinceNotice&) const = default;
};

// Whether a measure stands alone or in a notice, where its window may begin with it.
enum class MeasurePlace { kAdHoc, kNotice };

// A measure as asked or as a notice sets it. Enumerations hold wire values, unknown ones included, until Validate
// refuses them.
struct Measure {
  std::string threshold_grade;
  std::string scale;  // may be empty: see assay.v1.AdHocMeasure
  int comparator = 0;
  Fraction target;  // denominator 0 until Validate refuses it
  int ungraded_policy = 0;
  int re_audit_policy = 0;
  std::variant<std::monostate, FixedDates, RollingMonths, SinceNotice> window;
  std::vector<std::string> practice_areas;
  std::vector<int> audit_types;
  std::vector<int> sampling_methods;
  std::vector<std::string> teams;
  uint32_t minimum_graded = 0;
  int grade_basis = 0;
  std::string crosswalk;  // "plain-2014@1"; empty: none

  bool operator==(const Measure&) const = default;
};

// Fields are named as in assay.v1.AdHocMeasure. A window since the notice is NOT_ALLOWED outside of one.
Violations Validate(const Measure& measure, MeasurePlace place = MeasurePlace::kAdHoc);

// The civil days a question covers.
struct DayRange {
  std::optional<absl::CivilDay> first;  // nullopt: open
  absl::CivilDay last;

  bool operator==(const DayRange&) const = default;
};

// The measure's window on the day the question is about; it never reaches past `on`. `measure` is valid. The range is
// empty (first after last) where a window has not begun.
DayRange WindowOn(const Measure& measure, absl::CivilDay on);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_MEASURE_H_
