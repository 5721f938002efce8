// Wilson's 95% score interval for a proportion.
//
// centre ± half, with z = 1.959964:
//   (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209–212.
#ifndef ASSAY_SERVICE_DOMAIN_WILSON_H_
#define ASSAY_SERVICE_DOMAIN_WILSON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "service/domain/fraction.h"

namespace assay {

// Ends in hundredths of a percent, to the nearest: 50.58% is 5058. Always within 0 and 10,000, and contains the share.
struct Interval {
  uint32_t low_hundredths = 0;
  uint32_t high_hundredths = 0;

  bool operator==(const Interval&) const = default;
};

// nullopt for a total of 0.
std::optional<Interval> WilsonInterval(Ratio ratio);

// 5058 is "50.58".
std::string FormatHundredths(uint32_t hundredths);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_WILSON_H_
