#include "service/domain/p_chart.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/service/domain/big_number.h"
#include "tests/service/domain/counts_generators.h"

namespace assay {
namespace {

enum class Place { kInside, kOutside };

struct Case {
  Ratio point;
  Ratio centre;
  ChartLimits limits;
  Place place;
};

// From the formula p ± 3√(p(1−p)/n) in decimals of 80 digits.
constexpr Case kCases[] = {
    {{23, 30}, {250, 453}, {279, 824}, Place::kInside},
    {{0, 1}, {1, 2}, {0, 1'000}, Place::kInside},
    {{1, 1}, {1, 2}, {0, 1'000}, Place::kInside},
    {{0, 9}, {1, 2}, {0, 1'000}, Place::kInside},
    {{405, 900}, {1, 2}, {450, 550}, Place::kInside},
    {{404, 900}, {1, 2}, {450, 550}, Place::kOutside},
    {{495, 900}, {1, 2}, {450, 550}, Place::kInside},
    {{496, 900}, {1, 2}, {450, 550}, Place::kOutside},
    {{14, 144}, {1, 5}, {100, 300}, Place::kOutside},
    {{15, 144}, {1, 5}, {100, 300}, Place::kInside},
    {{43, 144}, {1, 5}, {100, 300}, Place::kInside},
    {{44, 144}, {1, 5}, {100, 300}, Place::kOutside},
    {{0, 81}, {1, 10}, {0, 200}, Place::kInside},
    {{16, 81}, {1, 10}, {0, 200}, Place::kInside},
    {{17, 81}, {1, 10}, {0, 200}, Place::kOutside},
    {{0, 5}, {0, 7}, {0, 0}, Place::kInside},
    {{1, 5}, {0, 7}, {0, 0}, Place::kOutside},
    {{5, 5}, {7, 7}, {1'000, 1'000}, Place::kInside},
    {{4, 5}, {7, 7}, {1'000, 1'000}, Place::kOutside},
    {{0, 1}, {1, 4'294'967'295}, {0, 0}, Place::kInside},
    {{1, 1}, {1, 4'294'967'295}, {0, 0}, Place::kOutside},
    {{1, 4'294'967'295}, {1, 4'294'967'295}, {0, 0}, Place::kInside},
    {{2'147'483'647, 4'294'967'295}, {1, 2}, {499, 500}, Place::kInside},
    {{2'147'483'647, 4'294'967'295}, {2'147'483'647, 4'294'967'295}, {499, 500}, Place::kInside},
    {{2'147'385'344, 4'294'967'295}, {2'147'483'647, 4'294'967'295}, {499, 500}, Place::kInside},
    {{2'147'385'343, 4'294'967'295}, {2'147'483'647, 4'294'967'295}, {499, 500}, Place::kOutside},
    {{2'147'385'342, 4'294'967'295}, {2'147'483'647, 4'294'967'295}, {499, 500}, Place::kOutside},
    {{2'147'581'951, 4'294'967'295}, {2'147'483'647, 4'294'967'295}, {499, 500}, Place::kOutside},
    {{2'147'581'952, 4'294'967'295}, {2'147'483'647, 4'294'967'295}, {499, 500}, Place::kOutside},
    {{0, 4'294'967'295}, {4'294'967'295, 4'294'967'295}, {1'000, 1'000}, Place::kOutside},
    {{4'294'967'295, 4'294'967'295}, {0, 4'294'967'295}, {0, 0}, Place::kOutside},
    {{4'294'967'295, 4'294'967'295}, {4'294'967'295, 4'294'967'295}, {1'000, 1'000}, Place::kInside},
    {{0, 4'294'967'295}, {1, 4'294'967'295}, {0, 0}, Place::kInside},
    {{10, 4'294'967'295}, {1, 4'294'967'295}, {0, 0}, Place::kOutside},
    {{4, 4'294'967'295}, {1, 4'294'967'295}, {0, 0}, Place::kOutside},
    {{5, 4'294'967'295}, {1, 4'294'967'295}, {0, 0}, Place::kOutside},
    {{4'294'967'294, 4'294'967'295}, {4'294'967'294, 4'294'967'295}, {999, 1'000}, Place::kInside},
    {{0, 1}, {4'294'967'294, 4'294'967'295}, {999, 1'000}, Place::kOutside},
    {{1, 4'294'967'294}, {4'294'967'293, 4'294'967'295}, {999, 1'000}, Place::kOutside},
    {{4'294'967'295, 4'294'967'295}, {1, 1'000}, {0, 1}, Place::kOutside},
    {{3, 12}, {39, 64}, {186, 1'000}, Place::kInside},
    {{9, 12}, {39, 64}, {186, 1'000}, Place::kInside},
    {{12, 12}, {39, 64}, {186, 1'000}, Place::kInside},
    {{2, 12}, {39, 64}, {186, 1'000}, Place::kOutside},
    {{194'344'110, 1'695'753'999}, {404'285'457, 3'527'346'213}, {114, 114}, Place::kInside},
    {{0, 4}, {1, 6}, {0, 725}, Place::kInside},
    {{3'283'141'492, 3'551'302'832}, {2'503'952'625, 2'708'517'689}, {924, 924}, Place::kOutside},
    {{20, 37}, {9, 15}, {358, 841}, Place::kInside},
    {{685, 965}, {306'663'021, 442'620'899}, {648, 737}, Place::kInside},
    {{508'092'480, 2'352'544'554}, {55'286'621, 255'985'077}, {215, 216}, Place::kInside},
    {{2'117, 3'503}, {2'962, 4'797}, {592, 642}, Place::kInside},
    {{50, 51}, {1'063'254'275, 1'289'560'150}, {664, 984}, Place::kInside},
    {{214'658'379, 1'236'683'273}, {168, 968}, {173, 173}, Place::kInside},
    {{10, 10}, {2'461'127'666, 3'283'806'879}, {338, 1'000}, Place::kInside},
    {{1'171'899'598, 1'460'814'403}, {1'711'312'494, 2'133'201'996}, {802, 802}, Place::kInside},
    {{535, 767}, {188'305'331, 260'573'196}, {674, 771}, Place::kInside},
    {{625'520'935, 1'222'328'496}, {1'455, 2'843}, {511, 511}, Place::kInside},
    {{3, 8}, {265'874'400, 555'512'016}, {0, 1'000}, Place::kInside},
    {{17, 59}, {560, 3'291}, {23, 316}, Place::kInside},
    {{384'322'193, 1'195'809'358}, {945, 2'940}, {321, 321}, Place::kInside},
};

TEST(PChart, AgreesWithTheFormulaInEightyDigits) {
  for (const Case& each : kCases) {
    SCOPED_TRACE(testing::PrintToString(each.point.count) + "/" + testing::PrintToString(each.point.total) + " at " +
                 testing::PrintToString(each.centre.count) + "/" + testing::PrintToString(each.centre.total));
    const ChartLimits limits = LimitsOf(each.point, each.centre).value();
    EXPECT_EQ(limits.lower_tenths, each.limits.lower_tenths);
    EXPECT_EQ(limits.upper_tenths, each.limits.upper_tenths);
    EXPECT_EQ(IsOutsideLimits(each.point, each.centre), each.place == Place::kOutside);
  }
}

TEST(Questions, Q28OneMonthOfTwentyThreeInThirtyIsNoChange) {
  const Ratio month = {23, 30};
  const Ratio baseline = {250, 453};
  const ChartLimits limits = LimitsOf(month, baseline).value();
  EXPECT_EQ(FormatShare(month), "76.6%");
  EXPECT_EQ(FormatTenths(limits.lower_tenths), "27.9");
  EXPECT_EQ(FormatTenths(limits.upper_tenths), "82.4");
  EXPECT_FALSE(IsOutsideLimits(month, baseline));
}

TEST(PChart, APointOnALimitIsInside) {
  const Ratio half = {1, 2};
  EXPECT_EQ(LimitsOf({405, 900}, half), (ChartLimits{450, 550}));
  EXPECT_FALSE(IsOutsideLimits({405, 900}, half));
  EXPECT_TRUE(IsOutsideLimits({404, 900}, half));
}

TEST(PChart, OfNothingThereAreNoLimits) {
  EXPECT_EQ(LimitsOf({0, 0}, {250, 453}), std::nullopt);
  EXPECT_EQ(LimitsOf({23, 30}, {0, 0}), std::nullopt);
  EXPECT_FALSE(IsOutsideLimits({0, 0}, {250, 453}));
  EXPECT_FALSE(IsOutsideLimits({23, 30}, {0, 0}));
}

// Points near the limits as often as anywhere.
Ratio PointNear(Ratio centre) {
  const uint32_t total = *rc::gen::suchThat(AnyCount(), [](uint32_t count) { return count > 0; });
  const long double share = static_cast<long double>(centre.count) / centre.total;
  const long double deviation = std::sqrt(share * (1 - share) * total);
  const long double count = share * total + (*rc::gen::inRange(-40, 41) / 10.0L) * deviation;
  const auto near = static_cast<uint32_t>(std::clamp(count, 0.0L, static_cast<long double>(total)));
  return *rc::gen::element(Ratio{near, total}, Ratio{*rc::gen::inRange<uint32_t>(0, total), total});
}

RC_GTEST_PROP(PChartProperty, OutsideIsWhatSchoolbookArithmeticSays, ()) {
  const Ratio centre = *AnyRatio();
  const Ratio point = PointNear(centre);
  const BigNumber share = BigNumber(point.count) * centre.total;
  const BigNumber middle = BigNumber(centre.count) * point.total;
  const BigNumber spread = BigNumber(9) * point.total * centre.count * (centre.total - centre.count);
  // (share − middle)² > spread without a minus.
  const BigNumber squares = share * share + middle * middle;
  RC_ASSERT(IsOutsideLimits(point, centre) == (BigNumber(2) * share * middle + spread < squares));
}

RC_GTEST_PROP(PChartProperty, APointEqualToTheCentreIsInside, ()) {
  const Ratio centre = *AnyRatio();
  RC_ASSERT(!IsOutsideLimits(centre, centre));
  const uint32_t scale = *rc::gen::inRange<uint32_t>(1, UINT32_MAX / centre.total + 1);
  RC_ASSERT(!IsOutsideLimits({centre.count * scale, centre.total * scale}, centre));
}

RC_GTEST_PROP(PChartProperty, SeenFromTheOtherSideItIsOutsideTheSame, ()) {
  const Ratio centre = *AnyRatio();
  const Ratio point = PointNear(centre);
  const Ratio rest = {point.total - point.count, point.total};
  RC_ASSERT(IsOutsideLimits(point, centre) == IsOutsideLimits(rest, {centre.total - centre.count, centre.total}));
}

RC_GTEST_PROP(PChartProperty, TheLimitsSpanTheCentreAndKeepWithinBounds, ()) {
  const Ratio centre = *AnyRatio();
  const ChartLimits limits = LimitsOf(PointNear(centre), centre).value();
  const auto share = static_cast<uint32_t>(uint64_t{centre.count} * 1'000 / centre.total);
  RC_ASSERT(limits.lower_tenths <= share);
  RC_ASSERT(limits.upper_tenths >= share);
  RC_ASSERT(limits.upper_tenths <= 1'000u);
}

RC_GTEST_PROP(PChartProperty, AGreaterTotalNarrowsTheLimits, ()) {
  const Ratio centre = *AnyRatio();
  const uint32_t total = PointNear(centre).total;
  const uint32_t greater =
      *rc::gen::oneOf(rc::gen::just(total + (total < UINT32_MAX ? 1 : 0)),
                      rc::gen::map(AnyCount(), [total](uint32_t n) { return std::max(n, total); }));
  const ChartLimits wide = LimitsOf({0, total}, centre).value();
  const ChartLimits narrow = LimitsOf({0, greater}, centre).value();
  RC_ASSERT(wide.lower_tenths <= narrow.lower_tenths);
  RC_ASSERT(wide.upper_tenths >= narrow.upper_tenths);
}

// A point inside shows a share within the limits shown; one outside shows one that is at a limit or beyond.
RC_GTEST_PROP(PChartProperty, WhatIsShownAgreesWithWhatIsDecided, ()) {
  const Ratio centre = *AnyRatio();
  const Ratio point = PointNear(centre);
  const ChartLimits limits = LimitsOf(point, centre).value();
  const auto shown = static_cast<uint32_t>(uint64_t{point.count} * 1'000 / point.total);
  if (IsOutsideLimits(point, centre)) {
    RC_ASSERT((shown <= limits.lower_tenths || shown >= limits.upper_tenths));
  } else {
    RC_ASSERT((shown >= limits.lower_tenths && shown <= limits.upper_tenths));
  }
}

constexpr Ratio kHalf = {1, 2};
constexpr Ratio kAbove = {2, 3};
constexpr Ratio kOn = {3, 6};
constexpr Ratio kBelow = {1, 3};
constexpr Ratio kEmpty = {0, 0};

// For each point, 'x' where the run is eight or longer.
std::string Runs(const std::string& points) {
  std::vector<Ratio> ratios;
  for (const char point : points) {
    ratios.push_back(point == '+' ? kAbove : point == '-' ? kBelow : point == '0' ? kOn : kEmpty);
  }
  std::string signals;
  for (const bool signal : RunsOfEight(ratios, kHalf)) signals += signal ? 'x' : '.';
  return signals;
}

TEST(RunsOfEight, SignalTheEighthAndEachLaterOne) {
  EXPECT_EQ(Runs(""), "");
  EXPECT_EQ(Runs("+++++++"), ".......");
  EXPECT_EQ(Runs("++++++++"), ".......x");
  EXPECT_EQ(Runs("----------"), ".......xxx");
}

TEST(RunsOfEight, EndOnTheCentreAndOnTheOtherSide) {
  EXPECT_EQ(Runs("+++++++0+++++++"), "...............");
  EXPECT_EQ(Runs("+++++++-+++++++"), "...............");
  EXPECT_EQ(Runs("00000000000"), "...........");
  EXPECT_EQ(Runs("++++++++--------"), ".......x.......x");
}

TEST(RunsOfEight, PassOverEmptyPeriods) {
  EXPECT_EQ(Runs("++++ ++++"), "........x");
  EXPECT_EQ(Runs("++++++++ +"), ".......x.x");
  EXPECT_EQ(Runs("          "), "..........");
}

TEST(RunsOfEight, HaveNoSideOfNoCentre) {
  EXPECT_EQ(RunsOfEight(std::vector<Ratio>(9, kAbove), kEmpty), std::vector<bool>(9, false));
}

// Looks back from each point by itself.
bool NaiveSignal(const std::string& points, size_t i) {
  if (points[i] != '+' && points[i] != '-') return false;
  int alike = 0;
  for (size_t back = i + 1; back > 0; --back) {
    if (points[back - 1] == ' ') continue;
    if (points[back - 1] != points[i]) break;
    ++alike;
  }
  return alike >= 8;
}

TEST(RunsOfEight, AgreeWithLookingBackForEverySequenceOfUpToTen) {
  for (size_t length = 0; length <= 10; ++length) {
    for (uint32_t code = 0; code < 1u << (2 * length); ++code) {
      std::string points;
      std::string expected;
      for (size_t i = 0; i < length; ++i) points += "+0- "[code >> (2 * i) & 3];
      for (size_t i = 0; i < length; ++i) expected += NaiveSignal(points, i) ? 'x' : '.';
      ASSERT_EQ(Runs(points), expected) << '"' << points << '"';
    }
  }
}

TEST(FormatTenths, AlwaysShowsOneDecimal) {
  EXPECT_EQ(FormatTenths(0), "0.0");
  EXPECT_EQ(FormatTenths(9), "0.9");
  EXPECT_EQ(FormatTenths(279), "27.9");
  EXPECT_EQ(FormatTenths(1'000), "100.0");
}

}  // namespace
}  // namespace assay
