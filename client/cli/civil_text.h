// Days, money and counts as people read them. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_CIVIL_TEXT_H_
#define ASSAY_CLIENT_CLI_CIVIL_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay {

// "21 May 2014" for "2014-05-21"; the text itself where it is no date.
std::string LongDate(const std::string& date);

// Where a day that something falls due lies, seen from another: "in 51 days", "today", "3 days ago". Both YYYY-MM-DD;
// empty where one of them is no date.
struct DaySeen {
  const std::string& day;
  const std::string& from;
};
std::string Distance(const DaySeen& seen);
// "overdue by 3 days"
std::string Overdue(const DaySeen& seen);

// "1 audit", "2 audits"
std::string Counted(uint64_t count, const std::string& one, const std::string& many);

// "£400,000"; "-£1.05": pence only where there are any.
std::string FormatPounds(int64_t pence);

// Pence from pounds as people write them: "741000", "£741,000.00", "0.05". INVALID_ARGUMENT for anything else: more or
// fewer than two decimals, commas in wrong places, a sign, more than 10^15 pence.
absl::StatusOr<uint64_t> ParsePounds(const std::string& text);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CIVIL_TEXT_H_
