#include "service/domain/wilson.h"

#include <algorithm>

namespace assay {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr uint32_t kOneInHundredths = 10'000;
// Rounding to the nearest hundredth asks on which side of a half the end lies: p is tried in half hundredths.
constexpr uint64_t kOneInHalves = uint64_t{2} * kOneInHundredths;

// z = 1.959964 in lowest terms.
constexpr uint64_t kZNumerator = 489'991;
constexpr uint64_t kZDenominator = 250'000;

// Whether p = halves / kOneInHalves lies within the interval, its ends included: (k − np)² ≤ z² n p(1−p), both sides
// times kOneInHalves² and the square of z's denominator.
bool Within(Ratio ratio, uint64_t halves) {
  const uint64_t share = ratio.count * kOneInHalves;
  const uint64_t tried = ratio.total * halves;
  const uint64_t distance = std::max(share, tried) - std::min(share, tried);
  // z² n p(1−p) kOneInHalves² is below 2^61, so a distance above 2^31 is outside, and what remains fits 128 bits.
  if (distance > uint64_t{1} << 31) return false;
  const Wide variance = Wide{ratio.total} * halves * (kOneInHalves - halves);
  return Wide{distance} * distance * kZDenominator * kZDenominator <= variance * kZNumerator * kZNumerator;
}

// The lower end. Halves from the end up to the share are within, so that the least hundredth whose upper half is
// within, or beyond the share, is the nearest one.
uint32_t LowEnd(Ratio ratio) {
  const auto share = static_cast<uint32_t>(uint64_t{ratio.count} * kOneInHundredths / ratio.total);
  uint32_t low = 0;
  uint32_t high = share;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (Within(ratio, 2 * uint64_t{middle} + 1)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

std::optional<Interval> WilsonInterval(Ratio ratio) {
  if (ratio.total == 0) return std::nullopt;
  // Seen from the other side, the upper end is a lower one.
  const Ratio rest = {ratio.total - ratio.count, ratio.total};
  return Interval{LowEnd(ratio), kOneInHundredths - LowEnd(rest)};
}

std::string FormatHundredths(uint32_t hundredths) {
  const std::string decimals = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + (decimals.size() < 2 ? ".0" : ".") + decimals;
}

}  // namespace assay
