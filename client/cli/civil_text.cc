#include "client/cli/civil_text.h"

#include <optional>
#include <string_view>

#include "absl/time/civil_time.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kPound = "\xC2\xA3";

// Days from the day asked from to the day; nullopt where one is no date.
std::optional<int64_t> DaysBetween(const DaySeen& seen) {
  const auto day = ParseDate(seen.day);
  const auto from = ParseDate(seen.from);
  if (!day.has_value() || !from.has_value()) return std::nullopt;
  return *day - *from;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "741,000" without its commas; nullopt where they do not set thousands apart.
std::optional<std::string> WithoutCommas(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  std::string digits;
  for (size_t group = 0; !text.empty(); ++group) {
    const std::string_view piece = text.substr(0, text.find(','));
    const bool last = piece.size() == text.size();
    if (!AllDigits(piece) || (group == 0 ? piece.size() > 3 : piece.size() != 3)) return std::nullopt;
    digits += piece;
    text.remove_prefix(last ? piece.size() : piece.size() + 1);
    if (!last && text.empty()) return std::nullopt;
  }
  return digits;
}

}  // namespace

std::string LongDate(const std::string& date) {
  const auto day = ParseDate(date);
  if (!day.has_value()) return date;
  return std::to_string(day->day()) + " " + std::string(kMonths[day->month() - 1]) + " " + std::to_string(day->year());
}

std::string Distance(const DaySeen& seen) {
  const auto days = DaysBetween(seen);
  if (!days.has_value()) return {};
  if (*days == 0) return "today";
  if (*days > 0) return "in " + Counted(static_cast<uint64_t>(*days), "day", "days");
  return Counted(static_cast<uint64_t>(-*days), "day", "days") + " ago";
}

std::string Overdue(const DaySeen& seen) {
  const auto days = DaysBetween(seen);
  if (!days.has_value() || *days >= 0) return "overdue";
  return "overdue by " + Counted(static_cast<uint64_t>(-*days), "day", "days");
}

std::string Counted(uint64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string FormatPounds(int64_t pence) {
  const uint64_t size = pence < 0 ? 0 - static_cast<uint64_t>(pence) : static_cast<uint64_t>(pence);
  std::string pounds = std::to_string(size / 100);
  for (size_t place = pounds.size(); place > 3;) pounds.insert(place -= 3, ",");
  std::string text = pence < 0 ? "-" : "";
  text.append(kPound).append(pounds);
  if (size % 100 != 0) text.append(size % 100 < 10 ? ".0" : ".").append(std::to_string(size % 100));
  return text;
}

absl::StatusOr<uint64_t> ParsePounds(const std::string& text) {
  const absl::Status bad = absl::InvalidArgumentError(
      "\"" + text + "\" is not an amount in pounds such as 741000 or 741,000.00, at most 10 trillion pounds");
  std::string_view rest = text;
  if (rest.starts_with(kPound)) rest.remove_prefix(kPound.size());
  const size_t point = rest.find('.');
  std::string_view pence = "00";
  if (point != std::string_view::npos) {
    pence = rest.substr(point + 1);
    rest = rest.substr(0, point);
  }
  const auto pounds = WithoutCommas(rest);
  if (!pounds.has_value() || !AllDigits(*pounds) || !AllDigits(pence) || pence.size() != 2) return bad;
  uint64_t amount = 0;
  for (const char digit : *pounds + std::string(pence)) {
    amount = amount * 10 + static_cast<uint64_t>(digit - '0');
    if (amount > limits::kAmountPenceMax) return bad;
  }
  return amount;
}

}  // namespace assay
