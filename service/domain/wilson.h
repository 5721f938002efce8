// Wilson's 95% score interval for a proportion.
//
// centre ± half, with z = 1.959964:
//   (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
// Solved without floating point, so that server and verifier agree on every machine: p lies within the ends exactly
// where
//   (k − np)² ≤ z² n p(1−p)
// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927),
// 209–212.
#ifndef ASSAY_SERVICE_DOMAIN_WILSON_H_
#define ASSAY_SERVICE_DOMAIN_WILSON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "service/domain/fraction.h"

namespace assay {

// Ends in hundredths of a percent, to the nearest, a tie outwards: 50.58% is 5058. Always within 0 and 10,000, and
// contains the share: an end that would round past it stops at the hundredth beside it.
struct Interval {
  uint32_t low_hundredths = 0;
  uint32_t high_hundredths = 0;

  bool operator==(const Interval&) const = default;
};

// nullopt for a total of 0. `ratio.count` is at most `ratio.total`.
std::optional<Interval> WilsonInterval(Ratio ratio);

// 5058 is "50.58".
std::string FormatHundredths(uint32_t hundredths);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_WILSON_H_
