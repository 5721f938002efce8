// p-charts: is one period a change, or chance? Limits p ± 3√(p(1−p)/n), decided on exact integers.
//
// Source: W. A. Shewhart, "Economic Control of Quality of Manufactured Product", 1931; the run of eight is the fourth
// of the Western Electric rules (1956).
#ifndef ASSAY_SERVICE_DOMAIN_P_CHART_H_
#define ASSAY_SERVICE_DOMAIN_P_CHART_H_

#include <optional>
#include <string>
#include <vector>

#include "service/domain/fraction.h"

namespace assay {

inline constexpr int kRunLength = 8;

// Tenths of a percent, truncated, clamped to 0 and 1,000: 279 is "27.9".
struct ChartLimits {
  uint32_t lower_tenths = 0;
  uint32_t upper_tenths = 0;

  bool operator==(const ChartLimits&) const = default;
};

// nullopt where the point or the centre has a total of 0.
std::optional<ChartLimits> LimitsOf(Ratio point, Ratio centre);

// Strictly outside the limits, decided exactly: (k·b − n·a)² > 9·n·a·(b − a) for the point k/n and the centre a/b.
// False where LimitsOf has none.
bool IsOutsideLimits(Ratio point, Ratio centre);

// For each point whether it is the eighth or a later one running on one side of the centre. A point exactly on the
// centre ends a run; a point of 0 is no point: it neither ends nor lengthens one.
std::vector<bool> RunsOfEight(const std::vector<Ratio>& points, Ratio centre);

// 279 is "27.9".
std::string FormatTenths(uint32_t tenths);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_P_CHART_H_
