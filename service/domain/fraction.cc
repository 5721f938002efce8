#include "service/domain/fraction.h"

#include <algorithm>

namespace assay {
namespace {

// Wide enough for what is built here from 32-bit numbers: two of them times 10^15 at most.
__extension__ using Wide = unsigned __int128;

constexpr size_t kPercentDecimals = 6;

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// nullopt unless digits of a number below 2^32.
std::optional<uint32_t> ParseCount(std::string_view text) {
  if (!AllDigits(text)) return std::nullopt;
  uint64_t value = 0;
  for (const char digit : text) {
    value = value * 10 + static_cast<uint64_t>(digit - '0');
    if (value > UINT32_MAX) return std::nullopt;
  }
  return static_cast<uint32_t>(value);
}

// "66.7" is 667/1000.
std::optional<Fraction> ParsePercent(std::string_view text) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (point != std::string_view::npos && !AllDigits(decimals)) return std::nullopt;
  if (!AllDigits(whole) || whole.size() > 3 || decimals.size() > kPercentDecimals) return std::nullopt;
  uint64_t numerator = 0;
  uint32_t denominator = 100;
  for (const char digit : whole) numerator = numerator * 10 + static_cast<uint64_t>(digit - '0');
  for (const char digit : decimals) {
    numerator = numerator * 10 + static_cast<uint64_t>(digit - '0');
    denominator *= 10;
  }
  if (numerator > denominator) return std::nullopt;
  return Fraction{static_cast<uint32_t>(numerator), denominator};
}

// Digits of `value` with a point before the last `decimals` of them: PlacePoint(551, 1) is "55.1".
std::string PlacePoint(uint64_t value, size_t decimals) {
  std::string digits = std::to_string(value);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
  return digits;
}

}  // namespace

std::optional<Fraction> ParseFraction(std::string_view text) {
  if (!text.empty() && text.back() == '%') return ParsePercent(text.substr(0, text.size() - 1));
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<uint32_t> numerator = ParseCount(text.substr(0, slash));
  const std::optional<uint32_t> denominator = ParseCount(text.substr(slash + 1));
  if (!numerator.has_value() || !denominator.has_value()) return std::nullopt;
  if (*denominator == 0 || *numerator > *denominator) return std::nullopt;
  return Fraction{*numerator, *denominator};
}

std::string FormatFraction(Fraction target) {
  const uint64_t millionths_of_percent = uint64_t{target.numerator} * 100'000'000;
  if (millionths_of_percent % target.denominator != 0) {
    return std::to_string(target.numerator) + "/" + std::to_string(target.denominator);
  }
  std::string percent = PlacePoint(millionths_of_percent / target.denominator, kPercentDecimals);
  percent.erase(percent.find_last_not_of('0') + 1);
  if (percent.back() == '.') percent.pop_back();
  return percent + "%";
}

bool AtLeast(Ratio ratio, Fraction target) {
  return Wide{ratio.count} * target.denominator >= Wide{target.numerator} * ratio.total;
}

bool AtMost(Ratio ratio, Fraction target) {
  return Wide{ratio.count} * target.denominator <= Wide{target.numerator} * ratio.total;
}

uint32_t LeastCount(uint32_t total, Fraction target) {
  const Wide rounding_up = target.denominator - 1;
  return static_cast<uint32_t>((Wide{total} * target.numerator + rounding_up) / target.denominator);
}

uint32_t GreatestCount(uint32_t total, Fraction target) {
  return static_cast<uint32_t>(Wide{total} * target.numerator / target.denominator);
}

std::string FormatShare(Ratio ratio) {
  if (ratio.total == 0) return "[x]";
  return PlacePoint(uint64_t{ratio.count} * 1'000 / ratio.total, 1) + "%";
}

std::string FormatShareAgainst(Ratio ratio, Fraction target) {
  if (ratio.total == 0) return "[x]";
  const bool exactly_target = AtLeast(ratio, target) && AtMost(ratio, target);
  size_t decimals = 1;
  Wide scale = 1'000;  // 1 in units of the last decimal shown
  Wide shown = ratio.count * scale / ratio.total;
  // This ends: one decimal says the target exactly, so that the share is at least 1 / (1,000 * total) away from it.
  while (!exactly_target && shown * target.denominator == target.numerator * scale) {
    ++decimals;
    scale *= 10;
    shown = ratio.count * scale / ratio.total;
  }
  return PlacePoint(static_cast<uint64_t>(shown), decimals) + "%";
}

std::string FormatMarginPoints(Ratio ratio, Fraction target) {
  if (ratio.total == 0) return "[x]";
  const Wide share = Wide{ratio.count} * target.denominator;  // both over total * denominator
  const Wide wanted = Wide{target.numerator} * ratio.total;
  const Wide distance = share > wanted ? share - wanted : wanted - share;
  const Wide tenths = distance * 1'000 / (Wide{ratio.total} * target.denominator);
  const std::string sign = share == wanted ? "" : share > wanted ? "+" : "-";
  return sign + PlacePoint(static_cast<uint64_t>(tenths), 1);
}

}  // namespace assay
