#include "service/domain/wilson.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>

#include "tests/service/domain/counts_generators.h"

namespace assay {
namespace {

std::string Shown(Ratio ratio) {
  const Interval interval = WilsonInterval(ratio).value();
  return FormatHundredths(interval.low_hundredths) + " to " + FormatHundredths(interval.high_hundredths);
}

// The textbook formula in floating point, in hundredths of a percent, not yet rounded.
struct Ends {
  long double low;
  long double high;
};

Ends Textbook(Ratio ratio) {
  const long double z = 1.959964L;
  const long double n = ratio.total;
  const long double p = ratio.count / n;
  const long double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const long double centre = p + z * z / (2 * n);
  const long double scale = 10'000 / (1 + z * z / n);
  return {(centre - half) * scale, (centre + half) * scale};
}

// Whether `shown` is `end` to the nearest; where the rounding of the oracle itself could decide, either way.
bool IsNearest(uint32_t shown, long double end) { return std::abs(shown - end) <= 0.5L + 1e-6L; }

TEST(Wilson, GivesThePublishedWorkedAnswers) {
  EXPECT_EQ(Shown({250, 453}), "50.58 to 59.70");
  EXPECT_EQ(Shown({250, 420}), "54.76 to 64.11");
  EXPECT_EQ(Shown({16, 20}), "58.40 to 91.93");
  EXPECT_EQ(Shown({9, 20}), "25.82 to 65.79");
  EXPECT_EQ(Shown({39, 64}), "48.69 to 71.94");
  EXPECT_EQ(Shown({9, 12}), "46.77 to 91.11");
  EXPECT_EQ(Shown({14, 21}), "45.37 to 82.81");
  EXPECT_EQ(Shown({16, 31}), "34.84 to 68.03");
}

TEST(Wilson, EndsExactlyAtNoneAndAll) {
  EXPECT_EQ(Shown({0, 12}), "0.00 to 24.25");
  EXPECT_EQ(Shown({12, 12}), "75.75 to 100.00");
  EXPECT_EQ(Shown({0, 1}), "0.00 to 79.35");
  EXPECT_EQ(Shown({1, 1}), "20.65 to 100.00");
  EXPECT_EQ(Shown({0, UINT32_MAX}), "0.00 to 0.00");
  EXPECT_EQ(Shown({UINT32_MAX, UINT32_MAX}), "100.00 to 100.00");
}

TEST(Wilson, StillSpreadsOverHundredthsOfMillions) {
  EXPECT_EQ(Shown({150'000'000, 300'000'000}), "49.99 to 50.01");
  EXPECT_EQ(Shown({200'000'000, 400'000'000}), "50.00 to 50.00");
}

TEST(Wilson, OfNothingIsNothing) { EXPECT_EQ(WilsonInterval({0, 0}), std::nullopt); }

TEST(Wilson, StopsBesideTheShareWhereRoundingWouldPassIt) {
  EXPECT_EQ(Shown({1, UINT32_MAX}), "0.00 to 0.01");
  EXPECT_EQ(Shown({UINT32_MAX / 3, UINT32_MAX}), "33.33 to 33.34");
}

// Every ratio of up to 150 audits, against the formula.
TEST(Wilson, AgreesWithTheTextbookForEverySmallSample) {
  for (uint32_t total = 1; total <= 150; ++total) {
    for (uint32_t count = 0; count <= total; ++count) {
      const Interval interval = WilsonInterval({count, total}).value();
      const Ends ends = Textbook({count, total});
      ASSERT_TRUE(IsNearest(interval.low_hundredths, ends.low)) << count << '/' << total;
      ASSERT_TRUE(IsNearest(interval.high_hundredths, ends.high)) << count << '/' << total;
    }
  }
}

RC_GTEST_PROP(WilsonProperty, AgreesWithTheTextbookWhereverRoundingDoesNotPassTheShare, ()) {
  const Ratio ratio = *AnyRatio();
  const Interval interval = WilsonInterval(ratio).value();
  const Ends ends = Textbook(ratio);
  const long double share = 10'000.0L * ratio.count / ratio.total;
  const bool low_stopped = std::round(ends.low) > share && interval.low_hundredths == std::floor(share);
  const bool high_stopped = std::round(ends.high) < share && interval.high_hundredths == std::ceil(share);
  RC_ASSERT((low_stopped || IsNearest(interval.low_hundredths, ends.low)));
  RC_ASSERT((high_stopped || IsNearest(interval.high_hundredths, ends.high)));
}

RC_GTEST_PROP(WilsonProperty, ContainsTheShareAndKeepsWithinBounds, ()) {
  const Ratio ratio = *AnyRatio();
  const Interval interval = WilsonInterval(ratio).value();
  RC_ASSERT(uint64_t{interval.low_hundredths} * ratio.total <= uint64_t{ratio.count} * 10'000);
  RC_ASSERT(uint64_t{interval.high_hundredths} * ratio.total >= uint64_t{ratio.count} * 10'000);
  RC_ASSERT(interval.high_hundredths <= 10'000u);
}

RC_GTEST_PROP(WilsonProperty, SeenFromTheOtherSideItIsMirrored, ()) {
  const Ratio ratio = *AnyRatio();
  const Interval interval = WilsonInterval(ratio).value();
  const Interval mirrored = WilsonInterval({ratio.total - ratio.count, ratio.total}).value();
  RC_ASSERT(interval.low_hundredths == 10'000 - mirrored.high_hundredths);
  RC_ASSERT(interval.high_hundredths == 10'000 - mirrored.low_hundredths);
}

TEST(FormatHundredths, AlwaysShowsTwoDecimals) {
  EXPECT_EQ(FormatHundredths(0), "0.00");
  EXPECT_EQ(FormatHundredths(5), "0.05");
  EXPECT_EQ(FormatHundredths(50), "0.50");
  EXPECT_EQ(FormatHundredths(5'058), "50.58");
  EXPECT_EQ(FormatHundredths(10'000), "100.00");
}

}  // namespace
}  // namespace assay
