#include "service/domain/p_chart.h"

#include <algorithm>
#include <compare>

namespace assay {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr uint32_t kOneInTenths = 1'000;

uint64_t Distance(uint64_t a, uint64_t b) { return std::max(a, b) - std::min(a, b); }

enum class Side { kBelow, kOn, kAbove };

Side SideOf(Ratio point, Ratio centre) {
  const uint64_t share = uint64_t{point.count} * centre.total;
  const uint64_t middle = uint64_t{centre.count} * point.total;
  if (share == middle) return Side::kOn;
  return share < middle ? Side::kBelow : Side::kAbove;
}

// The distance of `tenths` from the centre p = a/b against three deviations σ = √(p(1−p)/n), as their squares compare
// in integers: (1000a − tenths·b)²·n <=> 9·1000²·a·(b − a). The left side is below 2^(42·2 + 32), the right below 2^(24
// + 62).
std::strong_ordering AgainstThreeDeviations(uint32_t tenths, uint32_t total, Ratio centre) {
  const Wide distance = Distance(uint64_t{centre.count} * kOneInTenths, uint64_t{centre.total} * tenths);
  const Wide spread = Wide{centre.count} * (centre.total - centre.count);
  return distance * distance * total <=> spread * 9 * kOneInTenths * kOneInTenths;
}

// The greatest number of tenths for which `holds`, which is true up to some number and false from there on; 0 where it
// never is.
template <typename Predicate>
uint32_t GreatestTenths(Predicate holds) {
  uint32_t low = 0;
  uint32_t high = kOneInTenths;
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    if (holds(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

std::optional<ChartLimits> LimitsOf(Ratio point, Ratio centre) {
  if (point.total == 0 || centre.total == 0) return std::nullopt;
  const uint64_t middle = uint64_t{centre.count} * kOneInTenths;
  const auto is_below_centre = [&](uint32_t tenths) { return uint64_t{centre.total} * tenths <= middle; };
  ChartLimits limits;
  limits.lower_tenths = GreatestTenths([&](uint32_t tenths) {
    return is_below_centre(tenths) && AgainstThreeDeviations(tenths, point.total, centre) >= 0;
  });
  limits.upper_tenths = GreatestTenths([&](uint32_t tenths) {
    return is_below_centre(tenths) || AgainstThreeDeviations(tenths, point.total, centre) <= 0;
  });
  return limits;
}

bool IsOutsideLimits(Ratio point, Ratio centre) {
  if (point.total == 0 || centre.total == 0) return false;
  // The distance of two products of 32-bit numbers is below 2^64, so its square fits 128 bits; 9·n·a·(b − a) is below
  // 2^(4 + 32 + 62).
  const Wide distance = Distance(uint64_t{point.count} * centre.total, uint64_t{point.total} * centre.count);
  const Wide spread = Wide{centre.count} * (centre.total - centre.count);
  return distance * distance > spread * point.total * 9;
}

std::vector<bool> RunsOfEight(const std::vector<Ratio>& points, Ratio centre) {
  std::vector<bool> signals(points.size(), false);
  if (centre.total == 0) return signals;
  Side running = Side::kOn;
  int length = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i].total == 0) continue;
    const Side side = SideOf(points[i], centre);
    length = side == running ? length + 1 : 1;
    running = side;
    signals[i] = side != Side::kOn && length >= kRunLength;
  }
  return signals;
}

std::string FormatTenths(uint32_t tenths) { return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10); }

}  // namespace assay
