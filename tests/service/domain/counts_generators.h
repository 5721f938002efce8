// Random counts that visit the edges of 32 bits as often as the middle.
#ifndef ASSAY_TESTS_SERVICE_DOMAIN_COUNTS_GENERATORS_H_
#define ASSAY_TESTS_SERVICE_DOMAIN_COUNTS_GENERATORS_H_

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "service/domain/fraction.h"

namespace assay {

// 0 to 2^32 - 1: small, anywhere, or near the top.
inline rc::Gen<uint32_t> AnyCount() {
  return rc::gen::oneOf(rc::gen::inRange<uint32_t>(0, 60), rc::gen::resize(100, rc::gen::arbitrary<uint32_t>()),
                        rc::gen::map(rc::gen::inRange<uint32_t>(0, 60), [](uint32_t n) { return UINT32_MAX - n; }));
}

// count at most total, total at least 1.
inline rc::Gen<Ratio> AnyRatio() {
  return rc::gen::map(rc::gen::pair(AnyCount(), AnyCount()), [](std::pair<uint32_t, uint32_t> counts) {
    const auto [low, high] = std::minmax(counts.first, counts.second);
    return high == 0 ? Ratio{0, 1} : Ratio{low, high};
  });
}

inline rc::Gen<Fraction> AnyTarget() {
  const auto percent = rc::gen::map(rc::gen::inRange<uint32_t>(0, 101), [](uint32_t n) { return Fraction{n, 100}; });
  const auto any = rc::gen::map(AnyRatio(), [](Ratio ratio) { return Fraction{ratio.count, ratio.total}; });
  return rc::gen::oneOf(percent, any);
}

// How rapidcheck shows a counterexample; it finds these by name.
// NOLINTNEXTLINE(readability-identifier-naming)
inline void showValue(const Ratio& ratio, std::ostream& out) { out << ratio.count << '/' << ratio.total; }
// NOLINTNEXTLINE(readability-identifier-naming)
inline void showValue(const Fraction& target, std::ostream& out) {
  out << target.numerator << '/' << target.denominator;
}

}  // namespace assay

#endif  // ASSAY_TESTS_SERVICE_DOMAIN_COUNTS_GENERATORS_H_
