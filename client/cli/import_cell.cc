#include "client/cli/import_cell.h"

#include <utf8proc.h>

#include <array>
#include <cstdio>

#include "service/domain/civil_date.h"

namespace assay {
namespace {

// What a character does to a code.
enum class Part { kKept, kSeparator, kDropped };

Part PartOf(utf8proc_int32_t code_point) {
  if (code_point == '_' || code_point == '/' || code_point == '\\') return Part::kSeparator;
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return Part::kKept;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_CC:  // line breaks and tabs
      return Part::kSeparator;
    default:
      return Part::kDropped;
  }
}

// Whether it is written as a code already: most cells are.
bool IsCode(std::string_view text) {
  char before = '-';
  for (const char c : text) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!kept && (c != '-' || before == '-')) return false;
    before = c;
  }
  return before != '-';
}

// Three numbers separated as dates are: "5/3/2014", "05.03.2014", "2014-1-5".
struct Numbers {
  int first = 0;
  int second = 0;
  int third = 0;
  char separator = '/';
};

// Takes 1 to 4 digits off the text.
std::optional<int> TakeNumber(std::string_view& text) {
  int number = 0;
  size_t digits = 0;
  while (digits < text.size() && digits <= 4 && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + (text[digits++] - '0');
  }
  if (digits == 0 || digits > 4) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

std::optional<Numbers> ReadNumbers(std::string_view text) {
  Numbers numbers;
  for (int* number : {&numbers.first, &numbers.second, &numbers.third}) {
    if (number != &numbers.first) {
      if (text.empty() || std::string_view("/-. ").find(text.front()) == std::string_view::npos) return std::nullopt;
      if (number == &numbers.third && text.front() != numbers.separator) return std::nullopt;
      numbers.separator = text.front();
      text.remove_prefix(1);
    }
    const auto taken = TakeNumber(text);
    if (!taken.has_value()) return std::nullopt;
    *number = *taken;
  }
  return text.empty() ? std::optional(numbers) : std::nullopt;
}

std::string Iso(int year, int month, int day) {
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", year, month, day);
  return text.data();
}

std::string NotReal(int year) {
  return year < 1900 || year > 2200 ? "is not within the years 1900 to 2200" : "is not a real date";
}

// Why a text that is not YYYY-MM-DD is none.
std::string WhyNotIso(std::string_view text) {
  constexpr std::string_view kNotIso = "is not a date written YYYY-MM-DD";
  if (text.size() > 10 && ParseDate(text.substr(0, 10)).has_value()) return "has more than a date written YYYY-MM-DD";
  const auto numbers = ReadNumbers(text);
  if (!numbers.has_value()) return std::string(kNotIso);
  if (numbers->first > 31) return text.size() == 10 && text[4] == '-' ? NotReal(numbers->first) : std::string(kNotIso);
  if (numbers->first > 12) return std::string(kNotIso) + "; say --date-format dd/mm/yyyy";
  if (numbers->second > 12) return std::string(kNotIso) + "; say --date-format mm/dd/yyyy";
  return "is ambiguous: day or month first? Say --date-format dd/mm/yyyy or mm/dd/yyyy";
}

}  // namespace

std::string NormaliseCode(std::string_view text) {
  if (IsCode(text)) return std::string(text);
  std::string code;
  bool separate = false;
  while (!text.empty()) {
    utf8proc_int32_t code_point = -1;
    const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    text.remove_prefix(taken > 0 ? static_cast<size_t>(taken) : 1);
    if (taken <= 0) continue;
    const Part part = PartOf(code_point);
    if (part == Part::kSeparator) separate = true;
    if (part != Part::kKept) continue;
    if (separate && !code.empty()) code += '-';
    separate = false;
    std::array<utf8proc_uint8_t, 4> bytes;
    const auto size = utf8proc_encode_char(utf8proc_tolower(code_point), bytes.data());
    code.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(size));
  }
  return code;
}

std::optional<DateFormat> ParseDateFormat(std::string_view text) {
  if (text == "yyyy-mm-dd") return DateFormat::kYearMonthDay;
  if (text == "dd/mm/yyyy") return DateFormat::kDayMonthYear;
  if (text == "mm/dd/yyyy") return DateFormat::kMonthDayYear;
  return std::nullopt;
}

DateCell ReadDate(std::string_view text, DateFormat format) {
  if (format == DateFormat::kYearMonthDay) {
    if (ParseDate(text).has_value()) return {std::string(text), ""};
    return {"", WhyNotIso(text)};
  }
  const bool day_first = format == DateFormat::kDayMonthYear;
  const auto numbers = ReadNumbers(text);
  if (!numbers.has_value() || numbers->separator != '/' || numbers->third < 1000) {
    return {"", std::string("is not a date written ") + (day_first ? "dd/mm/yyyy" : "mm/dd/yyyy")};
  }
  const std::string date = day_first ? Iso(numbers->third, numbers->second, numbers->first)
                                     : Iso(numbers->third, numbers->first, numbers->second);
  if (ParseDate(date).has_value()) return {date, ""};
  return {"", NotReal(numbers->third) + " with the " + (day_first ? "day" : "month") + " first"};
}

}  // namespace assay
