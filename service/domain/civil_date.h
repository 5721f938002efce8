// Civil days: dates without a clock or a zone. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_DOMAIN_CIVIL_DATE_H_
#define ASSAY_SERVICE_DOMAIN_CIVIL_DATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "service/domain/text.h"
#include "service/domain/violation.h"

namespace assay {

// A real date written exactly YYYY-MM-DD, year kFirstYear to kLastYear; nullopt otherwise ("2014-02-30", "2014-1-5").
std::optional<absl::CivilDay> ParseDate(std::string_view text);

// "2014-01-15"
std::string FormatDate(absl::CivilDay day);

// Days since 1970-01-01, negative before. What the facts hold.
int32_t DayNumber(absl::CivilDay day);
absl::CivilDay DayFromNumber(int32_t number);

// The same day `months` later (earlier where negative), clamped to the month's end: 31 Aug + 6 = 28 or 29 Feb.
absl::CivilDay AddMonths(absl::CivilDay day, int months);

// First day of the N months that end on `last`: the day after `last` minus N months, clamped.
absl::CivilDay RollingWindowStart(absl::CivilDay last, int months);

// Parses a required date; appends REQUIRED or BAD_DATE and returns nullopt where there is none.
std::optional<absl::CivilDay> CheckDate(Field field, Violations& out);

// As CheckDate, but empty is welcome and gives nullopt without a violation.
std::optional<absl::CivilDay> CheckOptionalDate(Field field, Violations& out);

// As CheckDate, of something that has happened: DATE_IN_FUTURE, though the day is answered, where it is more than
// kDaysAhead after the server's date.
std::optional<absl::CivilDay> CheckPastDate(Field field, absl::CivilDay today, Violations& out);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_CIVIL_DATE_H_
