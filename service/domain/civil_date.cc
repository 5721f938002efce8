#include "service/domain/civil_date.h"

#include <algorithm>

#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr std::string_view kShape = "dddd-dd-dd";

bool HasDateShape(std::string_view text) {
  if (text.size() != kShape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != '-') return false;
  }
  return true;
}

int ReadDigits(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

std::optional<absl::CivilDay> ParseDate(std::string_view text) {
  if (!HasDateShape(text)) return std::nullopt;
  const int year = ReadDigits(text.substr(0, 4));
  const int month = ReadDigits(text.substr(5, 2));
  const int day_of_month = ReadDigits(text.substr(8, 2));
  if (year < limits::kFirstYear || year > limits::kLastYear) return std::nullopt;
  // CivilDay carries 30 February over into March: a date it has to change is not a real one.
  const absl::CivilDay day(year, month, day_of_month);
  if (day.month() != month || day.day() != day_of_month) return std::nullopt;
  return day;
}

std::string FormatDate(absl::CivilDay day) { return absl::FormatCivilTime(day); }

int32_t DayNumber(absl::CivilDay day) { return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1)); }

absl::CivilDay DayFromNumber(int32_t number) { return absl::CivilDay(1970, 1, 1) + number; }

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay month_end = absl::CivilDay(month + 1) - 1;
  return std::min(month_end, absl::CivilDay(month) + (day.day() - 1));
}

absl::CivilDay RollingWindowStart(absl::CivilDay last, int months) { return AddMonths(last, -months) + 1; }

std::optional<absl::CivilDay> CheckDate(Field field, Violations& out) {
  if (field.value.empty()) {
    Refuse(out, field.path, reason::kRequired, "a date is required, written YYYY-MM-DD");
    return std::nullopt;
  }
  return CheckOptionalDate(field, out);
}

std::optional<absl::CivilDay> CheckOptionalDate(Field field, Violations& out) {
  if (field.value.empty()) return std::nullopt;
  const std::optional<absl::CivilDay> day = ParseDate(field.value);
  if (day.has_value()) return day;
  // Only ten characters that look like a date are repeated: anything else may be something personal, misplaced.
  Refuse(out, field.path, reason::kBadDate,
         HasDateShape(field.value) ? std::string(field.value) + " is not a day of the calendar in the years " +
                                         std::to_string(limits::kFirstYear) + " to " + std::to_string(limits::kLastYear)
                                   : "a date must be written YYYY-MM-DD, for example 2014-03-31");
  return std::nullopt;
}

std::optional<absl::CivilDay> CheckPastDate(Field field, absl::CivilDay today, Violations& out) {
  const std::optional<absl::CivilDay> day = CheckDate(field, out);
  if (day.has_value() && *day > today + limits::kDaysAhead) {
    Refuse(out, field.path, reason::kDateInFuture,
           std::string(field.value) + " is in the future; the last date accepted now is " +
               FormatDate(today + limits::kDaysAhead));
  }
  return day;
}

}  // namespace assay
